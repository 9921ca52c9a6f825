"""What the files of a configuration consist of, and what gives them to a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from exporter.model.server_config import Line
from exporter.webserver.allowance import Allowance

BYTE_ORDER_MARK = "\ufeff"
"""Of an editor, before the first word of a file; servers know no word that begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """A statement with its arguments; a section has statements of its own in its block."""

    name: str
    """In lower case where the server does not care."""
    arguments: tuple[str, ...]
    where: Line
    block: "tuple[Directive, ...]" = ()
    is_block: bool = False
    """Whether braces end it in nginx's files, be it with nothing in them."""


def values(block: Iterable[Directive], name: str) -> tuple[Directive, ...]:
    """The directives of a name that have a value."""
    return tuple(one for one in block if one.name == name and one.arguments)


DirectivesByName: TypeAlias = Mapping[str, Sequence[Directive]]


def settings(block: Iterable[Directive]) -> dict[str, Sequence[Directive]]:
    """The directives that have a value, by their names."""
    found: dict[str, list[Directive]] = {}
    for one in block:
        if one.arguments:
            found.setdefault(one.name, []).append(one)
    return {**found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """What a file says of its first certificate."""

    names: tuple[str, ...]
    """Its DNS names and the common names of its subject."""
    kind: str
    """Of its key: "rsa", "ecdsa"; others by their object identifier."""
    has_key: bool
    """Whether a private key is in the file, too."""
    has_chain: bool
    """Whether further certificates are."""
    subject: bytes
    """Name in DER, as `issuer`."""
    issuer: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of PEM (RFC 7468) in a file."""

    number: int
    """From 1 on."""
    label: str
    is_sound: bool
    """Whether it is what its label says, as far as that is looked at."""


def hidden(value: str) -> str:
    """A certificate or key that is no file, `KIND:…`, without what may be the key itself."""
    return f"{value.partition(':')[0]}:…"


class NotThereError(Exception):
    """A path leads to no file that is read; the text says what there is instead."""


class Source(Protocol):
    """Where the files come from: `exporter.probing.files`, or a mapping in tests."""

    @property
    def allowance(self) -> Allowance:
        """What the configuration may still stand for; files that are read are taken from it."""
        ...

    def text(self, path: str) -> str:
        """What a file holds; raises NotThereError."""
        ...

    def command(self, process: str) -> tuple[str, ...]:
        """What a process of this number was started with; empty where that is not known."""
        ...

    def certified(self, path: str) -> Certified:
        """The first certificate of a file; raises NotThereError where there is none."""
        ...

    def blocks(self, path: str) -> tuple[Block, ...] | None:
        """The blocks of a file, None where we may not read it; raises NotThereError."""
        ...

    def must_be_there(self, path: str) -> None:
        """Raises NotThereError where a path leads to no regular file, as far as we may see."""
        ...

    def has_account(self, database: str, name: str) -> bool | None:
        """Whether "passwd" or "group" has a name; None where that is not known."""
        ...

    def listing(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, sorted; None where the path leads to none."""
        ...

    def is_there(self, path: str) -> bool:
        """Whether a path leads to anything."""
        ...

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The absolute paths that a pattern names, sorted; one without wildcards names itself."""
        ...
