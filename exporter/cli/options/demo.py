"""What may be typed after `demo`."""

import argparse

from exporter.cli.options.listening import add_listen_option
from exporter.cli.options.parsing import Subparsers
from exporter.server.listen_address import ListenAddress

DEFAULT_ADDRESS = ListenAddress(host="127.0.0.1", port=9843)
DESCRIPTION = """\
Starts a lab of TLS deployments on this machine's loopback addresses, healthy and deliberately
broken, and watches them: nothing to install, nothing to configure, nothing leaves the machine.
Prints what is there and what was found, then where to look. Ctrl-C ends all of it."""


def add_parser(subparsers: Subparsers) -> None:
    """Adds the command `demo`."""
    parser = subparsers.add_parser(
        "demo",
        help="watch a lab of healthy and broken TLS deployments on loopback",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_listen_option(parser, DEFAULT_ADDRESS)
    parser.add_argument(
        "--once",
        action="store_true",
        help="probe once, print the table and end; exit code 1 if anything is not reported as it "
        "must be, 3 if only this machine was too busy for some",
    )
