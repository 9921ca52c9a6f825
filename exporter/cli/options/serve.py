"""What may be typed after `serve`."""

import argparse
from pathlib import Path
from socket import gethostname

from exporter.cli.logs import FORMATS, LEVELS
from exporter.cli.options.listening import add_listen_option, add_location_options
from exporter.cli.options.parsing import Subparsers
from exporter.discovery.shard import WHOLE, Shard, shard
from exporter.server.listen_address import ListenAddress

DEFAULT_ADDRESS = ListenAddress(host="", port=9843)
DESCRIPTION = """\
Probes the targets of the configuration and serves what it finds: metrics at /metrics, a page
for each target at /, JSON at /api/v1/targets.

SIGHUP reads the configuration again; a faulty one is refused and the previous one stays.
SIGTERM and SIGINT stop the exporter within a second, a second signal at once."""


def add_parser(subparsers: Subparsers) -> None:
    """Adds the command `serve`."""
    parser = subparsers.add_parser(
        "serve",
        help="run the exporter",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--config.file",
        dest="config_file",
        metavar="FILE",
        type=Path,
        required=True,
        help="the configuration; `tls-exporter config check FILE` tells what is wrong with it",
    )
    parser.add_argument(
        "--config.enable-auto-reload",
        dest="enable_auto_reload",
        action="store_true",
        help="read the configuration again as soon as its file changes, as by SIGHUP",
    )
    add_listen_option(parser, DEFAULT_ADDRESS)
    parser.add_argument(
        "--web.systemd-socket",
        dest="systemd_socket",
        action="store_true",
        help="listen at the sockets of the systemd unit instead",
    )
    add_location_options(parser)
    parser.add_argument(
        "--web.enable-lifecycle",
        dest="enable_lifecycle",
        action="store_true",
        help="allow POST /-/reload and POST /api/v1/targets/NAME/probe",
    )
    parser.add_argument(
        "--shard",
        metavar="I/N",
        type=shard_argument,
        default=WHOLE,
        help="watch one of N shares of the targets, I from 0 to N-1; auto/N takes I from the end of "
        "the host name, as StatefulSets number their pods",
    )
    add_log_options(parser)


def shard_argument(text: str) -> Shard:
    """The share, or the reason why there is none as argparse wants it."""
    try:
        return shard(text, gethostname())
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def add_log_options(parser: argparse.ArgumentParser) -> None:
    """What it writes to standard error."""
    parser.add_argument(
        "--log.level",
        dest="log_level",
        choices=LEVELS,
        default="info",
        help="the least grave events to log (default info)",
    )
    parser.add_argument(
        "--log.format",
        dest="log_format",
        choices=FORMATS,
        default="logfmt",
        help="how a log line is written (default logfmt)",
    )
