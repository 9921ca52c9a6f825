"""The options of the commands that answer by HTTP, or ask one that does."""

import argparse
from collections.abc import Callable
from typing import TypeVar

from exporter.server.listen_address import ListenAddress, listen_address
from exporter.server.location import Location, path_prefix, url_path

T = TypeVar("T")


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


def add_location_options(parser: argparse.ArgumentParser) -> None:
    """What its paths begin with."""
    parser.add_argument(
        "--web.external-url",
        dest="external_path",
        type=external_path,
        metavar="URL",
        help="where browsers find it behind a proxy; links of the pages begin with its path",
    )
    parser.add_argument(
        "--web.route-prefix",
        dest="route_prefix",
        type=route_prefix,
        metavar="PREFIX",
        help="what the paths begin with that are answered here (default: the path of "
        "--web.external-url; / where the proxy takes it away)",
    )


def asked_location(arguments: argparse.Namespace) -> Location:
    """Where its paths begin: links as the URL, routes too unless they are told apart."""
    external, prefix = arguments.external_path, arguments.route_prefix
    links = external if external is not None else prefix or ""
    return Location(routes=links if prefix is None else prefix, links=links)


def address_argument(text: str) -> ListenAddress:
    """An address to listen on."""
    return told(listen_address, text)


def external_path(text: str) -> str:
    """The path of a URL as a prefix."""
    return told(url_path, text)


def route_prefix(text: str) -> str:
    """The beginning of a path as a prefix."""
    return told(path_prefix, text)


def told(read: Callable[[str], T], text: str) -> T:
    """What is read, or the reason why it cannot be as argparse wants it."""
    try:
        return read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
