"""The kinds of values in a configuration: how each is read, and its JSON Schema."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Generic, TypeAlias, TypeVar

from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from exporter.config.client_name import client_name
from exporter.config.duration import PATTERN, duration, duration_text
from exporter.config.host import Authority, authority, canonical_host, ip_text
from exporter.config.name import LABEL, label_name, name
from exporter.config.network import ResolverAddress, network, resolver_address
from exporter.config.wording import alternatives, found, misplaced, shown
from exporter.model.settings import Profile
from exporter.model.target import Network
from exporter.words.client_name import CLIENT_NAMES
from exporter.words.protocol import Protocol

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)
CENTURY = 100 * 365 * 86400.0
"""Sums of a date and a duration up to this long stay within the calendar."""
FILE_SD_SUFFIXES = (".yml", ".yaml", ".json")


class Bundle(StrEnum):
    """Sets of root certificates that come with a package."""

    CERTIFI = "certifi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[T]):
    """Pydantic's view of a kind of value; `read` raises a ValueError that names the cure."""

    read: Callable[[object], T]
    schema: JsonSchemaValue

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> JsonSchemaValue:
        return dict(self.schema)


def text(wanted: str, read: Callable[[str], T], **schema: object) -> Kind[T]:
    """Text that `read` turns into a value; `wanted` says what belongs there."""

    def read_text(value: object) -> T:
        match value:
            case str():
                return read(value)
            case bool() | int() | float():
                raise ValueError(f"found {found(value)}, not text; put quotes around it")
            case _:
                raise ValueError(misplaced(value, wanted))

    return Kind(read=read_text, schema={"type": "string", **schema})


def one_of(wanted: str, words: type[Word]) -> Kind[Word]:
    """One of a few words."""
    choices = tuple(word.value for word in words)

    def read_word(value: str) -> Word:
        if value not in choices:
            raise ValueError(f"{shown(value)} is not {wanted}; use {alternatives(choices)}")
        return words(value)

    return text(f"{wanted}: {alternatives(choices)}", read_word, enum=list(choices))


def number(wanted: str, low: float, high: float, *, is_whole: bool = True) -> Kind[float]:
    """A number within bounds, both included."""
    accepted = (int,) if is_whole else (int, float)
    cure = f"{wanted} from {low} to {high}"

    def read_number(value: object) -> float:
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

    schema = {"type": "integer" if is_whole else "number", "minimum": low, "maximum": high}
    return Kind(read=read_number, schema=schema)


def timespan(low: float = 0.0) -> Kind[float]:
    """A duration of at least `low` seconds."""

    def read_timespan(value: object) -> float:
        match value:
            case str() if low <= (seconds := duration(value)) <= CENTURY:
                return seconds
            case str():
                bounds = f"{duration_text(low)} to {duration_text(CENTURY)}"
                raise ValueError(f"{shown(value)} is out of range; use a duration from {bounds}")
            case int() | float() if not isinstance(value, bool):
                raise ValueError(f"{value} has no unit; write {value}s for seconds")
            case _:
                raise ValueError(misplaced(value, "a duration such as 5m"))

    return Kind(
        read=read_timespan, schema={"type": "string", "pattern": f"^{PATTERN}$", "minLength": 2}
    )


def file_name(value: str) -> str:
    """A path that the operating system takes."""
    if not value or not value.isprintable():
        raise ValueError(f"{shown(value)} is no file name; write a path")
    return value


def file_pattern(value: str) -> str:
    """A glob pattern of file_sd files."""
    if not file_name(value).lower().endswith(FILE_SD_SUFFIXES):
        suffixes = alternatives(FILE_SD_SUFFIXES)
        raise ValueError(f"{shown(value)} has another ending; name files that end in {suffixes}")
    if any("**" in part and part != "**" for part in value.split("/")):
        raise ValueError(f"{shown(value)} has ** beside other text; write * there, or **/")
    return value


Host: TypeAlias = Annotated[Authority, text("a host name or an IP address", authority, minLength=1)]
ServerName: TypeAlias = Annotated[str, text("a host name or an IP address", canonical_host)]
Port: TypeAlias = Annotated[int, number("a port", 1, 65535)]
Name: TypeAlias = Annotated[str, text("a name", name, minLength=1)]
ClientName: TypeAlias = Annotated[
    str, text("the name of a client", client_name, enum=list(CLIENT_NAMES))
]
Address: TypeAlias = Annotated[str, text("an IP address", ip_text)]
NetworkOrAddress: TypeAlias = Annotated[Network, text("an IP address or a network", network)]
Resolver: TypeAlias = Annotated[ResolverAddress, text("an IP address", resolver_address)]
LabelName: TypeAlias = Annotated[
    str, text("a label name", label_name, pattern=f"^{LABEL.pattern}$")
]
LabelValue: TypeAlias = Annotated[str, text("text", str)]
Interval: TypeAlias = Annotated[float, timespan(1)]
Timeout: TypeAlias = Annotated[float, timespan(0.001)]
Duration: TypeAlias = Annotated[float, timespan()]
Ratio: TypeAlias = Annotated[float, number("a ratio", 0, 1, is_whole=False)]
Count: TypeAlias = Annotated[int, number("a number", 1, 10_000)]
Rate: TypeAlias = Annotated[float, number("a number", 0.1, 1_000_000, is_whole=False)]
ProtocolName: TypeAlias = Annotated[Protocol, one_of("a protocol", Protocol)]
ProfileName: TypeAlias = Annotated[Profile, one_of("a profile", Profile)]
BundleName: TypeAlias = Annotated[Bundle, one_of("a bundle", Bundle)]
FileName: TypeAlias = Annotated[str, text("a path", file_name, minLength=1)]
FilePattern: TypeAlias = Annotated[str, text("a path or a pattern", file_pattern)]
