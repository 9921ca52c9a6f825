"""The certificates of a `bind`: files, folders and lists, as haproxy finds them with their keys."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from posixpath import join

from exporter.model.once import Once
from exporter.model.server_config import Flaw, Line, Pair
from exporter.webserver.directive import Certified, NotThereError, Source
from exporter.webserver.haproxy.line import UNKNOWN, Statement
from exporter.webserver.haproxy.needs import unmet_of_entry
from exporter.webserver.haproxy.store import FOLDER, Load

KINDS = ("rsa", "ecdsa", "dsa")
"""Endings of files that are one certificate with keys of several kinds."""
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
    is_default: bool = False
    """Whether it answers names of no other, though it may not be the first."""


@dataclass(kw_only=True)
class Certificates:
    """Finds the files; what haproxy would not start with is gathered on the way."""

    source: Source
    settings: Mapping[str, str]
    """Of the section `global`."""
    loads: Mapping[str, Load]
    """Of all stores, as a `crt` names them."""
    flaws: list[Flaw]
    gotten: int = 0
    """How often one was named that is in no file, as HAProxy gets it by itself."""

    @property
    def base(self) -> str:
        """Where relative paths begin."""
        return self.settings.get("crt-base", FOLDER)

    def looks_beside(self, extra: str) -> bool:
        """Whether files of a kind are looked for beside a certificate (`ssl-load-extra-files`)."""
        said = self.settings.get("ssl-load-extra-files", "all").split()
        return bool({"all", extra} & {*said})

    def tell_missing_issuers(self, where: Line) -> None:
        """`issuers-chain-path` has to be a folder."""
        folder = self.settings.get("issuers-chain-path")
        if folder is not None and self.source.listing(join(FOLDER, folder)) is None:
            text = "global statement 'issuers-chain-path' expects a directory path as an argument."
            self._tell(where, text)

    def key_in(self, words: Sequence[str]) -> str:
        """The file that options name as the key's; empty where they name none."""
        written = dict(pairwise(words)).get("key", "")
        return join(self.settings.get("key-base", FOLDER), written) if written else ""

    def of_file(
        self, written: str, where: Line, filters: tuple[str, ...] = (), key: str = ""
    ) -> Iterator[Entry]:
        """Those of a `crt`: of a file, of its kinds, or of all files in a folder by name."""
        if written.startswith("@"):
            yield from self._of_store(written, where, filters)
            return
        path = join(self.base, written)
        if UNKNOWN in path:
            return
        names = self.source.listing(path)
        if names is not None:
            for file in (join(path, name) for name in self._chosen(names)):
                if self.source.listing(file) is None:  # folders in folders are passed over
                    yield from self.of_file(file, where)
        elif self.source.is_there(path):
            yield from self._entry(path, where, filters, key)
        else:
            several = [f"{path}.{kind}" for kind in KINDS] if self.looks_beside("bundle") else []
            kinds = [one for one in several if self.source.is_there(one)]
            for one in kinds:
                yield from self._entry(one, where, filters)
            if not kinds:
                self._tell(where, f"unable to stat SSL certificate from file '{path}'")

    def of_list(self, written: str, bind: Statement) -> Iterator[Entry]:
        """Those of a `crt-list`: a line is a file, options in brackets, and names."""
        path, where = join(FOLDER, written), bind.where
        if UNKNOWN in path:
            return
        try:
            text = self.source.text(path)
        except NotThereError:
            self._tell(where, f"'crt-list' : cannot open file '{path}'")
            return
        if text and not text.endswith("\n"):
            last = Line(file=path, number=text.count("\n") + 1)
            self._tell(last, "Missing LF on last line, file might have been truncated")
        for number, line in enumerate(text.splitlines(), start=1):
            file, *said = line.partition("#")[0].split() or ("",)
            if file:
                at, (options, filters) = Line(file=path, number=number), parted(said)
                yield from self.of_file(file, at, filters, self.key_in(options))
                for text in unmet_of_entry(options, bind, self.settings, self.source):
                    if text:
                        self._tell(at, text)

    def _chosen(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            if not name.startswith(".") and not name.endswith(BESIDE):
                yield name

    def _of_store(self, written: str, where: Line, filters: tuple[str, ...]) -> Iterator[Entry]:
        found = self.loads.get(written)
        if found is None:
            self._tell(where, f"there is no certificate '{written}' in a crt-store")
        elif found.is_gotten:
            self.gotten += 1
        else:
            certificate, key = found.files
            yield from self._entry(certificate, where, filters, key)

    def _entry(
        self, path: str, where: Line, filters: tuple[str, ...], key: str = ""
    ) -> Iterator[Entry]:
        try:
            held = self.source.certified(path)
        except NotThereError as error:
            self._tell(where, f"unable to load certificate from file '{path}': {error}")
            return
        if key and not self.source.is_there(key):
            self._tell(where, f"'{key}' cannot be read or parsed.")
            return
        if not (key or held.has_key or self.looks_beside("key")):
            self._tell(where, f"No Private Key found in '{path}'.")
            return
        beside = path if held.has_key else self._key_of(path)
        yield Entry(
            pair=Pair(certificate=path, key=key or beside, chain=self._issuers(held)),
            kind=held.kind,
            names=tuple(named(filters, held)),
            excluded=tuple(one[1:].lower() for one in filters if one.startswith("!")),
            where=where,
        )

    def _issuers(self, held: Certified) -> str:
        """The file of `issuers-chain-path` that completes a certificate without any; empty where none does."""
        return "" if held.has_chain else self._issuer_files.get(held.issuer, "")

    @Once
    def _issuer_files(self) -> Mapping[bytes, str]:
        """The first file of `issuers-chain-path` for each subject."""
        found: dict[bytes, str] = {}
        if (written := self.settings.get("issuers-chain-path")) is not None:
            folder = join(FOLDER, written)
            for name in self.source.listing(folder) or ():
                with suppress(NotThereError):
                    path = join(folder, name)
                    found.setdefault(self.source.certified(path).subject, path)
        return found

    def _key_of(self, path: str) -> str:
        is_replaced = "ssl-load-extra-del-ext" in self.settings
        stem = path.removesuffix(".crt") if is_replaced else path
        return f"{stem}.key"

    def _tell(self, where: Line, text: str) -> None:
        if UNKNOWN not in text:
            self.flaws.append(Flaw(where=where, text=text))


def named(filters: tuple[str, ...], held: Certified) -> Iterator[str]:
    """The names of the filters, or where there is none, those of the certificate."""
    for one in filters or held.names:
        if not one.startswith("!") and one != "*":
            yield one.lower()


def parted(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is in brackets, and what is not."""
    inside, outside, is_inside = list[str](), list[str](), False
    for word in words:
        is_inside = is_inside or word.startswith("[")
        (inside if is_inside else outside).append(word)
        is_inside = is_inside and not word.endswith("]")
    return tuple(word.strip("[]") for word in inside), tuple(outside)
