"""haproxy's configuration: its sockets, and which certificates each of them has for which names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from posixpath import join

from exporter.model.server_config import Flaw, Line, Pair, ServerConfig, Site, Socket
from exporter.webserver.allowance import OF_LINE, OF_PLACE
from exporter.webserver.directive import NotThereError, Source
from exporter.webserver.haproxy.certificates import Certificates, Entry
from exporter.webserver.haproxy.condition import Branches, UnparsableError
from exporter.webserver.haproxy.line import (
    UNKNOWN,
    Statement,
    UnmatchedQuoteError,
    is_known,
    weight,
    words,
)
from exporter.webserver.haproxy.needs import (
    DEFAULTS,
    OPTIONS,
    unmet_of_entry,
    unmet_of_server,
    unmet_of_socket,
)
from exporter.webserver.haproxy.place import OF_DATAGRAMS, place_of
from exporter.webserver.haproxy.store import CertificateStore, Load
from exporter.words.server_software import ServerSoftware

SECTIONS = frozenset(
    [
        "global",
        "defaults",
        "frontend",
        "backend",
        "listen",
        "peers",
        "resolvers",
        "userlist",
        "mailers",
        "cache",
        "program",
        "http-errors",
        "ring",
        "log-forward",
        "fcgi-app",
        "crt-store",
        "traces",
        "acme",
        "log-profile",
    ]
)
"""What begins a section (configuration manual, section 2.1)."""
CONDITIONAL = frozenset((".if", ".elif", ".else", ".endif"))
TELLING = frozenset((".diag", ".notice", ".warning", ".alert"))
HEEDED = DEFAULTS | {
    "ca-base",
    "crt-base",
    "issuers-chain-path",
    "key-base",
    "ssl-load-extra-del-ext",
    "ssl-load-extra-files",
    "user",
}
"""Of the section `global`: where certificates are, and what holds for sockets that say nothing else."""
TAKING = frozenset(("frontend", "listen"))
NOT_BY_DEFAULT = frozenset(("bind", "server"))
PROXIES = TAKING | {"backend", "defaults"}
OTHER_FAMILIES = ("unix@", "uxst@", "abns@", "abnsz@", "fd@", "sockpair@", "rhttp@", "/")
NAMING = frozenset(("crt", "crt-list", "default-crt"))
"""Options with certificates."""


@dataclass(slots=True, kw_only=True)
class HaproxyReading:
    """Goes through the files; flaws are gathered on the way."""

    source: Source
    flaws: list[Flaw] = field(default_factory=list)
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of the section `global`, as far as it has come: they count for what comes after them."""
    variables: dict[str, str] = field(default_factory=dict)
    section: str = ""
    store: CertificateStore = field(default_factory=CertificateStore)
    """The last section `crt-store`."""
    loads: dict[str, Load] = field(default_factory=dict)
    """By their names."""
    uses: list[Statement] = field(default_factory=list)
    """The lines `ssl-f-use` of the present section."""
    binds: list[tuple[Statement, Mapping[str, str], list[Statement]]] = field(default_factory=list)
    """Each with the settings before it, and the `ssl-f-use` of its section."""

    def read(self, path: str) -> None:
        """A file, or all files of a folder that end in .cfg, by name."""
        names = self.source.listing(path)
        if names is None:
            self._file(path)
            return
        for name in names:
            if name.endswith(".cfg") and not name.startswith("."):
                self._file(join(path, name))

    def tell(self, where: Line, text: str) -> None:
        """Something with which haproxy does not start; not of what the files do not tell."""
        if UNKNOWN not in text:
            self.flaws.append(Flaw(where=where, text=text))

    def _file(self, path: str) -> None:
        self.section = ""
        try:
            text = self.source.text(path)
        except NotThereError as error:
            self.tell(Line(file=path, number=1), str(error))
            return
        lines = text.split("\n")
        if lines[-1]:
            where = Line(file=path, number=len(lines))
            self.tell(where, "Missing LF on last line, file might have been truncated")
        branches = Branches()
        for number, line in enumerate(lines, start=1):
            where = Line(file=path, number=number)
            self.source.allowance.take(OF_LINE + weight(line, self.variables))
            try:
                said = tuple(words(line, self.variables, UNKNOWN))
            except UnmatchedQuoteError:
                self.tell(where, "unmatched quote")
                continue
            if said and said[0].startswith("."):
                said = tuple(words(line, self.variables))
                self._directive(said, branches, where, is_known=is_known(line, self.variables))
            elif said and (truth := branches.truth) is not False:
                self._counting(Statement(words=said, where=where, is_certain=bool(truth)))
        if branches.now:
            self.tell(Line(file=path, number=len(lines)), "non-terminated '.if' block.")

    def _directive(
        self, said: tuple[str, ...], branches: Branches, where: Line, *, is_known: bool
    ) -> None:
        """A line that begins with a dot is about the lines that follow, or tells something."""
        word, *rest = said
        if word in CONDITIONAL:
            try:
                branches.step(word, " ".join(rest), self.variables, is_known=is_known)
            except UnparsableError as error:
                self.tell(where, str(error))
        elif word not in TELLING:
            self.tell(where, f"unknown directive '{word}'.")
        elif word == ".alert" and branches.truth:
            self.tell(where, f"'{' '.join(rest)}'")

    def _counting(self, one: Statement) -> None:
        """What is wrong with a statement counts where the statement does."""
        known = len(self.flaws)
        self._statement(one)
        if not one.is_certain:
            del self.flaws[known:]

    def _statement(self, one: Statement) -> None:
        name, *rest = one.words
        if name in SECTIONS:
            self.section, self.uses = name, []
            if name == "crt-store":
                self.store = CertificateStore(name=(*rest, "")[0], settings=self.settings)
            if name in TAKING and not rest:
                self.tell(one.where, f"'{name}' expects an <id> argument")
        elif not self.section:
            self.tell(one.where, f"unknown keyword '{name}' out of section")
        elif self.section == "global":
            self._of_server(one)
        elif self.section == "crt-store":
            self._stored(one)
        elif self.section == "defaults" and name in NOT_BY_DEFAULT:
            self.tell(one.where, f"'{name}' not allowed in 'defaults' section")
        elif self.section in PROXIES and name in {"bind", "server", "default-server"}:
            self._of_socket(one)
        elif self.section in TAKING and name == "ssl-f-use":
            self.uses.append(one)

    def _of_server(self, one: Statement) -> None:
        """A line of the section `global`."""
        name, *rest = one.words
        if name in {"setenv", "presetenv"} and len(rest) > 1:
            if UNKNOWN not in rest[1]:
                self.variables[rest[0]] = rest[1]
            return
        if name in HEEDED:
            self.settings = {**self.settings, name: " ".join(rest)}
        elif name in OPTIONS:
            every = (self.settings.get(name, ""), *rest)
            self.settings = {**self.settings, name: " ".join(every)}
        self._tell_all(one, unmet_of_server(one, self.source))

    def _of_socket(self, one: Statement) -> None:
        """A line about a socket, which speaks TLS or not."""
        if "ssl" in one.words:
            self._tell_all(one, unmet_of_socket(one, self.settings, self.source))
        if one.words[0] == "bind" and self.section in TAKING:
            self.binds.append((one, self.settings, self.uses))

    def _tell_all(self, one: Statement, texts: Iterable[str]) -> None:
        """Whatever of these is wrong with a statement."""
        for text in filter(None, texts):
            self.tell(one.where, text)

    def _stored(self, one: Statement) -> None:
        """A line of a section `crt-store`."""
        name, *rest = one.words
        if name in {"crt-base", "key-base"}:
            self.store.bases[name] = " ".join(rest)
        elif name == "load":
            self._load(dict(zip(rest[::2], rest[1::2], strict=False)), one.where)

    def _load(self, said: Mapping[str, str], where: Line) -> None:
        """A certificate of the store, which is read though nothing uses it, unless HAProxy is to get it (`acme`)."""
        if certificate := said.get("crt"):
            key, alias = said.get("key", ""), said.get("alias", "")
            load = Load(
                store=self.store,
                certificate=certificate,
                key=key,
                alias=alias,
                is_gotten="acme" in said,
            )
            if load.name in self.loads:
                self.tell(
                    where,
                    f"'load' in section 'crt-store': store '{load.name}' was already defined.",
                )
            self.loads.setdefault(load.name, load)
            path, _ = load.files
            if not (self.source.is_there(path) or load.is_gotten):
                self.tell(where, f"cannot open the file '{path}'.")


def read(paths: tuple[str, ...], source: Source) -> ServerConfig:
    """The configuration of the files, or folders of files, that haproxy is started with (-f), in their order.

    All are absolute; there is at least one.
    """
    reading = HaproxyReading(source=source)
    for path in paths:
        reading.read(path)
    certificates = Certificates(
        source=source, settings=reading.settings, loads=reading.loads, flaws=reading.flaws
    )
    certificates.tell_missing_issuers(Line(file=paths[0], number=1))
    sockets: dict[tuple[str, int], Socket] = {}
    for bind, settings, uses in reading.binds:
        if settings is not certificates.settings:
            certificates = replace(certificates, settings=settings)
        known = len(reading.flaws)
        for socket in sockets_of(bind, uses, reading, certificates):
            sockets.setdefault((socket.address, socket.port), socket)
        if not bind.is_certain:
            del reading.flaws[known:]
    sites = (site for socket in sockets.values() for site in socket.sites)
    return ServerConfig(
        software=ServerSoftware.HAPROXY,
        sites=tuple(dict.fromkeys(sites)),
        sockets=tuple(sockets.values()),
        flaws=tuple(reading.flaws),
        user=reading.settings.get("user", ""),
    )


def sockets_of(
    bind: Statement, uses: Iterable[Statement], reading: HaproxyReading, certificates: Certificates
) -> Iterator[Socket]:
    """One for each address and port of a `bind`, with the same sites."""
    places, options = (*bind.words[1:2], "")[0], bind.words[2:]
    known = len(reading.flaws)
    naming = (bind,) if NAMING & {*options} else (bind, *uses)
    said = [word for one in naming for word in one.words]
    gotten = certificates.gotten
    entries = tuple(entry for one in naming for entry in entries_of(one, certificates))
    is_whole = (
        "generate-certificates" not in options
        and UNKNOWN not in "".join((certificates.base, *said))
        and certificates.gotten == gotten
    )
    tell_unmet_uses(naming[1:], bind, reading, certificates)
    is_tls = "ssl" in options
    is_strict = "strict-sni" in options  # with it, HAProxy starts without any
    if is_tls and is_whole and not (entries or is_strict) and len(reading.flaws) == known:
        reading.tell(bind.where, f"no SSL certificate specified for bind '{places}' (use 'crt')")
    sites = tuple(sites_of(entries))
    rejecting = Site(where=bind.where, names=(), rejects=True)
    default = rejecting
    if entries and not is_strict:
        first = next((one for one in entries if one.is_default), entries[0])
        default = Site(where=first.where, names=first.names, pairs=(first.pair,))
    for place in places.split(","):
        if place.startswith(OTHER_FAMILIES):
            continue
        try:
            addresses, ports = place_of(place)
        except ValueError as error:
            reading.tell(bind.where, f"'bind' : {error}")
            continue
        if place.startswith(OF_DATAGRAMS):
            continue
        for address in addresses[1:] if "v6only" in options else addresses:
            for port in ports:
                reading.source.allowance.take(OF_PLACE)
                yield Socket(
                    address=address,
                    port=port,
                    is_tls=is_tls,
                    sites=sites,
                    default=default,
                    is_whole=is_whole,
                    wants_proxy_header="accept-proxy" in options,
                )


def tell_unmet_uses(
    uses: Iterable[Statement], bind: Statement, reading: HaproxyReading, certificates: Certificates
) -> None:
    """What is wrong with the options of each `ssl-f-use`, which stand before those of the `bind`."""
    for use in uses:
        for text in unmet_of_entry(use.words, bind, certificates.settings, reading.source):
            if text:
                reading.tell(use.where, text)


def entries_of(one: Statement, certificates: Certificates) -> Iterator[Entry]:
    """The certificates of a `bind` or an `ssl-f-use`, in the order in which they are named."""
    is_use = one.words[0] == "ssl-f-use"
    key = certificates.key_in(one.words) if is_use else ""
    for option, value in pairwise(one.words[1:]):
        if option == "crt":
            yield from certificates.of_file(value, one.where, key=key)
        elif option == "default-crt":
            for entry in certificates.of_file(value, one.where):
                yield replace(entry, is_default=True)
        elif option == "crt-list":
            yield from certificates.of_list(value, one)


def sites_of(entries: tuple[Entry, ...]) -> Iterator[Site]:
    """The names that get the same certificates together: of each kind of key the first.

    A wildcard stands for one label; where there is the very name as well, it goes before, kind by kind.
    """
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in entry.names:
            by_name.setdefault(name, []).append(entry)
    together: dict[tuple[Pair, ...], list[tuple[str, Entry]]] = {}
    for name, those in by_name.items():
        wild = by_name.get(f"*.{name.partition('.')[2]}", []) if not name.startswith("*") else []
        every = (*those, *(one for one in wild if name not in one.excluded))
        first: dict[str, Entry] = {}
        for one in every:
            first.setdefault(one.kind, one)
        pairs = tuple(one.pair for one in first.values())
        together.setdefault(pairs, []).append((name, those[0]))
    for pairs, named in together.items():
        excluded = (each for _, entry in named for each in entry.excluded)
        yield Site(
            where=named[0][1].where,
            names=tuple(name for name, _ in named),
            pairs=pairs,
            excluded=tuple(dict.fromkeys(excluded)),
        )
