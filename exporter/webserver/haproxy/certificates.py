"""The certificates of a `bind`: files, folders and lists, as haproxy finds them with their keys."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join

from exporter.model.server_config import Flaw, Line, Pair
from exporter.webserver.directive import Certified, NotThereError, Source

KINDS = ("rsa", "ecdsa", "dsa")
"""Endings of files that are one certificate with keys of several kinds."""
FOLDER = "/"
"""Where relative paths begin that nothing is said of: services are started there."""
BESIDE = (".issuer", ".ocsp", ".sctl", ".key")
"""Endings of files that belong to a certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A certificate with the names that it is presented for."""

    pair: Pair
    kind: str
    """Of its key; for each name there is one of each."""
    names: tuple[str, ...]
    excluded: tuple[str, ...]
    where: Line


@dataclass(slots=True, kw_only=True)
class Certificates:
    """Finds the files; what haproxy would not start with is gathered on the way."""

    source: Source
    base: str
    """`crt-base`, where relative paths begin."""
    is_ending_replaced: bool
    """`ssl-load-extra-del-ext`: the key of www.crt is in www.key, not in www.crt.key."""
    flaws: list[Flaw] = field(default_factory=list)

    def of_file(self, written: str, where: Line, filters: tuple[str, ...] = ()) -> Iterator[Entry]:
        """Those of a `crt`: of a file, of its kinds, or of all files in a folder by name."""
        path = join(self.base, written)
        names = self.source.listing(path)
        if names is not None:
            for name in self._chosen(names):
                yield from self.of_file(join(path, name), where)
        elif self.source.is_there(path):
            yield from self._entry(path, where, filters)
        else:
            kinds = [f"{path}.{kind}" for kind in KINDS if self.source.is_there(f"{path}.{kind}")]
            for one in kinds:
                yield from self._entry(one, where, filters)
            if not kinds:
                self._tell(where, f"unable to stat SSL certificate from file '{path}'")

    def of_list(self, written: str, where: Line) -> Iterator[Entry]:
        """Those of a `crt-list`: a line is a file, options in brackets, and names."""
        path = join(FOLDER, written)
        try:
            text = self.source.text(path)
        except NotThereError:
            self._tell(where, f"'crt-list' : cannot open file '{path}'")
            return
        if text and not text.endswith("\n"):
            last = Line(file=path, number=text.count("\n") + 1)
            self._tell(last, "Missing LF on last line, file might have been truncated")
        for number, line in enumerate(text.splitlines(), start=1):
            file, *filters = line.partition("#")[0].split() or ("",)
            if file:
                at = Line(file=path, number=number)
                yield from self.of_file(file, at, tuple(without_options(filters)))

    def _chosen(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            if not name.startswith(".") and not name.endswith(BESIDE):
                yield name

    def _entry(self, path: str, where: Line, filters: tuple[str, ...]) -> Iterator[Entry]:
        try:
            held = self.source.certified(path)
        except NotThereError as error:
            self._tell(where, f"unable to load certificate from file '{path}': {error}")
            return
        key = path if held.has_key else self._key_of(path)
        yield Entry(
            pair=Pair(certificate=path, key=key),
            kind=held.kind,
            names=tuple(named(filters, held)),
            excluded=tuple(one[1:].lower() for one in filters if one.startswith("!")),
            where=where,
        )

    def _key_of(self, path: str) -> str:
        stem = path.removesuffix(".crt") if self.is_ending_replaced else path
        return f"{stem}.key"

    def _tell(self, where: Line, text: str) -> None:
        self.flaws.append(Flaw(where=where, text=text))


def named(filters: tuple[str, ...], held: Certified) -> Iterator[str]:
    """The names of the filters, or where there is none, those of the certificate."""
    for one in filters or held.names:
        if not one.startswith("!") and one != "*":
            yield one.lower()


def without_options(words: list[str]) -> Iterator[str]:
    """What is not in brackets."""
    is_inside = False
    for word in words:
        is_inside = is_inside or word.startswith("[")
        if not is_inside:
            yield word
        is_inside = is_inside and not word.endswith("]")
