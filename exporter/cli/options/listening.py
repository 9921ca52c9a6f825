"""The option of the commands that answer by HTTP."""

import argparse

from exporter.server.listen_address import ListenAddress, listen_address


def add_listen_option(parser: argparse.ArgumentParser, default: ListenAddress) -> None:
    """Where it answers."""
    parser.add_argument(
        "--web.listen-address",
        dest="listen_addresses",
        metavar="HOST:PORT",
        type=address_argument,
        action="append",
        help="where it listens: HOST:PORT, :PORT for all addresses, [IPv6]:PORT; may be repeated "
        f"(default {default})",
    )


def address_argument(text: str) -> ListenAddress:
    """An address, or the reason why it is none as argparse wants it."""
    try:
        return listen_address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
