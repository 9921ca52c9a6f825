"""The kinds of single values: how each is read, and what its JSON Schema says."""

import re
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from exporter.config.client_name import client_name
from exporter.config.duration import PATTERN, duration, duration_text
from exporter.config.host import authority, canonical_host, ip_text, split_port
from exporter.config.kind import Value
from exporter.config.name import LABEL, any_label_name, label_name, name
from exporter.config.network import name_server_address, network, resolver_address, resolver_text
from exporter.config.pattern import expression
from exporter.config.size import PATTERN as SIZE_PATTERN
from exporter.config.size import size, size_text
from exporter.config.wording import alternatives, found, misplaced, plain, shown
from exporter.model.settings import Bundle, Profile
from exporter.words.address_family import AddressFamily
from exporter.words.address_label import AddressLabel
from exporter.words.client_name import CLIENT_NAMES
from exporter.words.protocol import Protocol
from exporter.words.proxy_protocol import ProxyProtocol
from exporter.words.relabel_action import RelabelAction
from exporter.words.series_group import SeriesGroup

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)
LONGEST_ALPN = 255
CENTURY = 100 * 365 * 86400.0
"""Sums of a date and a duration up to this long stay within the calendar."""
LONGEST_PATH = 4096
"""As on Linux."""
HIDDEN = "<secret>"
"""What is written of secrets, as Prometheus does."""
LARGEST_MODULUS = 10**15
WEB = ("https", "http")
FILE_SD_SUFFIXES = (".yml", ".yaml", ".json")


def text(wanted: str, read: Callable[[str], T], **described: object) -> Value[T]:
    """Text that `read` turns into a value; `wanted` says what belongs there."""

    def parse(value: object) -> T:
        match value:
            case str():
                return read(value)
            case bool() | int() | float():
                read(plain(value))  # which says what is wrong with it beside that
                raise ValueError(f"found {found(value)}, not text; put quotes around it")
            case _:
                raise ValueError(misplaced(value, wanted))

    return Value(parse=parse, described={"type": "string", **described}, write=str)


def one_of(wanted: str, words: type[Word]) -> Value[Word]:
    """One of a few words."""
    choices = tuple(word.value for word in words)

    def read_word(value: str) -> Word:
        if value not in choices:
            raise ValueError(f"{shown(value)} is not {wanted}; use {alternatives(choices)}")
        return words(value)

    return text(f"{wanted}: {alternatives(choices)}", read_word, enum=list(choices))


def number(wanted: str, low: float, high: float, *, is_whole: bool = True) -> Value[float]:
    """A number within bounds, both included."""
    accepted = (int,) if is_whole else (int, float)
    cure = f"{wanted} from {low} to {high}"

    def parse(value: object) -> float:
        match value:
            case str() if value.isdecimal():
                raise ValueError(f"found {found(value)}; write it without quotes")
            case int() | float() if type(value) in accepted:
                return within(value)
            case _:
                raise ValueError(misplaced(value, cure))

    def within(value: float) -> float:
        if not low <= value <= high:
            bound = f"below {low}" if value < low else f"above {high}"
            raise ValueError(f"{value} is {bound}; use {cure}")
        return accepted[-1](value)

    kind = "integer" if is_whole else "number"
    described = {"type": kind, "minimum": low, "maximum": high}
    return Value(parse=parse, described=described, write=accepted[-1])


def flag() -> Value[bool]:
    """Yes or no, as YAML writes them."""

    def parse(value: object) -> bool:
        match value:
            case bool():
                return value
            case _:
                raise ValueError(misplaced(value, "true or false"))

    return Value(parse=parse, described={"type": "boolean"}, write=bool)


def timespan(low: float = 0.0) -> Value[float]:
    """A duration of at least `low` seconds."""

    def parse(value: object) -> float:
        match value:
            case str() if low <= (seconds := duration(value)) <= CENTURY:
                return seconds
            case str():
                bounds = f"{duration_text(low)} to {duration_text(CENTURY)}"
                raise ValueError(f"{shown(value)} is out of range; use a duration from {bounds}")
            case int() | float() if not isinstance(value, bool):
                raise ValueError(
                    f"{value} has no unit; write {value}s, {value}m, {value}h or {value}d"
                )
            case _:
                raise ValueError(misplaced(value, "a duration such as 5m"))

    described = {"type": "string", "pattern": f"^{PATTERN}$", "minLength": 2}
    return Value(parse=parse, described=described, write=duration_text)


def file_name(value: str) -> str:
    """A path that the operating system takes."""
    if not value or not value.isprintable() or len(value) > LONGEST_PATH:
        raise ValueError(f"{shown(value)} is no file name; write a path")
    return value


def server_path(value: str) -> str:
    """A path of the server, which may have a working folder of its own."""
    if not file_name(value).startswith("/"):
        raise ValueError(f"{shown(value)} is not absolute; begin with /")
    return value


def web_address(value: str) -> str:
    """Where something is to be had by HTTP."""
    scheme, separator, rest = value.partition("://")
    place = re.split(r"[/?#]", rest if separator else scheme, maxsplit=1)[0]
    if "@" in place:  # not repeated here: a password follows it, and URLs are shown to everybody
        raise ValueError(
            "the URL has a user name in front; leave it out, or write it under `basic_auth` of an inventory"
        )
    if not separator or scheme not in WEB:
        raise ValueError(f"{shown(value)} is no address of the web; begin with https://")
    if not value.isprintable() or " " in value:
        raise ValueError(f"{shown(value)} holds blanks; remove them, or write %20 for each")
    host, _ = split_port(place)
    if ":" in host and not place.startswith("["):
        raise ValueError(
            f"{shown(value)} has an address without brackets; write https://[IPv6]/PATH"
        )
    canonical_host(host)
    return value


def secret(value: object) -> str:
    """Text that no message repeats."""
    if not isinstance(value, str) or not value:
        raise ValueError("not text; put quotes around it")
    return value


def file_pattern(value: str) -> str:
    """A glob pattern of file_sd files."""
    if not file_name(value).lower().endswith(FILE_SD_SUFFIXES):
        suffixes = alternatives(FILE_SD_SUFFIXES)
        raise ValueError(f"{shown(value)} has another ending; name files that end in {suffixes}")
    if any("**" in part and part != "**" for part in value.split("/")):
        raise ValueError(f"{shown(value)} has ** beside other text; write * there, or **/")
    return value


def protocol_name(value: str) -> str:
    """A name of ALPN (RFC 7301, section 3.1)."""
    if not value or not value.isascii() or not value.isprintable() or len(value) > LONGEST_ALPN:
        raise ValueError(f"{shown(value)} is no protocol's name; write one such as http/1.1")
    return value


FLAG = flag()
SIZE = replace(text("a size", size, pattern=f"^{SIZE_PATTERN}$"), write=size_text)
AUTHORITY = text("a host name or an IP address", authority, minLength=1)
SERVER_NAME = text("a host name or an IP address", canonical_host)
PORT = number("a port", 1, 65535)
NAME = text("a name", name, minLength=1)
REFERENCE = text("a name", str, minLength=1)
CLIENT_NAME = text("the name of a client", client_name, enum=list(CLIENT_NAMES))
ADDRESS = text("an IP address", ip_text)
NETWORK = text("an IP address or a network", network)
RESOLVER_ADDRESS = replace(text("the address of a resolver", resolver_address), write=resolver_text)
NAME_SERVER = replace(
    text("the address of a name server", name_server_address), write=resolver_text
)
LABEL_NAME = text("a label name", label_name, pattern=f"^{LABEL.pattern}$")
TEXT = text("text", str)
INTERVAL = timespan(1)
TIMEOUT = timespan(0.001)
DURATION = timespan()
RATIO = number("a ratio", 0, 1, is_whole=False)
COUNT = number("a number", 1, 10_000)
RATE = number("a number", 0.1, 1_000_000, is_whole=False)
PROTOCOL = one_of("a protocol", Protocol)
ADDRESS_FAMILY = one_of("an address family", AddressFamily)
ADDRESS_LABEL = one_of("a choice of labels", AddressLabel)
ALPN = text("a protocol's name", protocol_name, minLength=1, maxLength=LONGEST_ALPN)
PROXY_PROTOCOL = one_of("a version of the PROXY protocol", ProxyProtocol)
SERIES_GROUP = one_of("a group of series", SeriesGroup)
PROFILE = one_of("a profile", Profile)
BUNDLE = one_of("a bundle", Bundle)
FILE_NAME = text("a path", file_name, minLength=1)
SERVER_PATH = text("an absolute path", server_path, pattern="^/")
WEB_ADDRESS = text("an address of the web", web_address, pattern="^https?://")
USER = text("the name of a user", file_name, minLength=1)
ANY_LABEL_NAME = text("a label name", any_label_name, pattern=f"^{LABEL.pattern}$")
EXPRESSION = text("a regular expression", expression)
MODULUS = number("a number", 1, LARGEST_MODULUS)
RELABEL_ACTION = one_of("an action", RelabelAction)
SECRET = Value(parse=secret, described={"type": "string", "minLength": 1}, write=lambda _: HIDDEN)
FILE_PATTERN = text("a path or a pattern", file_pattern)
