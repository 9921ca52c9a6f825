"""The options of the commands that answer by HTTP, or ask one that does."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from exporter.server.listen_address import ListenAddress, listen_address
from exporter.server.location import Location, external, path_prefix

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
        dest="external",
        type=external_location,
        metavar="URL",
        help="where browsers find it behind a proxy; links of the pages begin with its path, and its "
        "pages there may reload and probe",
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
    found: Location | None = arguments.external
    prefix: str | None = arguments.route_prefix
    if found is None:
        return Location(routes=prefix or "", links=prefix or "")
    return found if prefix is None else replace(found, routes=prefix)


def address_argument(text: str) -> ListenAddress:
    """An address to listen on."""
    return told(listen_address, text)


def external_location(text: str) -> Location:
    """Where browsers find it, by a URL."""
    return told(external, text)


def route_prefix(text: str) -> str:
    """The beginning of a path as a prefix."""
    return told(path_prefix, text)


def told(read: Callable[[str], T], text: str) -> T:
    """What is read, or the reason why it cannot be as argparse wants it."""
    try:
        return read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
