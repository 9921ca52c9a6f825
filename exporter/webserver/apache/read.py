"""Apache's configuration: its virtual hosts, where they answer, and their certificates and keys."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from posixpath import dirname, join

from exporter.model.server_config import Line, Pair, ServerConfig, Site
from exporter.webserver.apache.evaluation import Evaluation, environment
from exporter.webserver.apache.mistakes import (
    CERTIFICATE,
    CHAIN,
    ENGINE,
    HOST,
    KEY,
    mistakes,
    without_certificate,
)
from exporter.webserver.apache.needs import unmet_of_apache
from exporter.webserver.apache.sockets import ANY, ANY_PORT, Host, address, listened, sockets
from exporter.webserver.directive import Directive, NotThereError, Source, values
from exporter.webserver.number import whole_number
from exporter.words.server_software import ServerSoftware

PREFIXES = ("pkcs11:", "store:", "engine:")
"""Of certificates and keys that are no files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """What is said of TLS, on one level."""

    engine: str = ""
    certificates: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    chain: str = ""

    @property
    def is_on(self) -> bool:
        """Whether TLS is spoken."""
        return self.engine in {"on", "optional"}


def read(path: str, source: Source) -> ServerConfig:
    """The configuration whose main file has this absolute path."""
    folder = dirname(path)
    begun = Evaluation(source=source, root=folder, environment=variables(folder, source))
    directives = begun.whole(path)
    server = Directive(name="", arguments=(), where=Line(file=path, number=1), block=directives)
    around = settings(directives, TlsSettings(), begun.root)
    main = Host(site=site(server, around, ()), addresses=(), is_tls=around.is_on)
    hosts = tuple(virtual_hosts(server, around, begun.root))
    listens = tuple(one.arguments[0] for one in values(directives, "listen"))
    found = tuple(sockets(hosts, main, map(listened, listens), source.allowance))
    answering = {id(one.default) for one in found}
    speaking = with_tls(server, around, begun.root)
    every = (*((main,) if id(main.site) in answering else ()), *hosts)
    return ServerConfig(
        software=ServerSoftware.APACHE,
        sites=tuple(one.site for one in every),
        sockets=found,
        flaws=(
            *begun.flaws,
            *mistakes(server),
            *without_certificate((main, *hosts)),
            *unmet_of_apache(server, speaking, begun.root, source),
        ),
    )


def with_tls(server: Directive, around: TlsSettings, root: str) -> Iterator[Directive]:
    """The virtual hosts that speak TLS, and the server where it does."""
    if around.is_on:
        yield server
    for one in server.block:
        if one.name == HOST and settings(one.block, around, root).is_on:
            yield one


def variables(folder: str, source: Source) -> Mapping[str, str]:
    """The environment that Debian's scripts give to Apache."""
    try:
        return dict(environment(source.text(join(folder, "envvars"))))
    except NotThereError:
        return {}


def settings(block: Iterable[Directive], around: TlsSettings, root: str) -> TlsSettings:
    """What a level says of TLS; its files replace those around it one by one."""
    said = {
        name: tuple(one.arguments[0] for one in values(block, name))
        for name in (ENGINE, CERTIFICATE, KEY, CHAIN)
    }
    certificates, keys, chains = (
        tuple(one if one.startswith(PREFIXES) else join(root, one) for one in said[name])
        for name in (CERTIFICATE, KEY, CHAIN)
    )
    return TlsSettings(
        engine=(around.engine, *said[ENGINE])[-1].lower(),
        certificates=(*certificates, *around.certificates[len(certificates) :]),
        keys=(*keys, *around.keys[len(keys) :]),
        chain=(around.chain, *chains)[-1],
    )


def site(block: Directive, given: TlsSettings, inherited: tuple[str, ...]) -> Site:
    """A virtual host, or the server; a key that is not named is in the certificate's file."""
    named = tuple(host_name(one.arguments[0]) for one in values(block.block, "servername"))
    aliases = (alias for one in values(block.block, "serveralias") for alias in one.arguments)
    pairs, unreadable = [], []
    keyed = zip_longest(given.certificates, given.keys[: len(given.certificates)])
    for certificate, key in keyed if given.is_on else ():
        odd = [one for one in (certificate, key) if one and one.startswith(PREFIXES)]
        unreadable += [f"{one.partition(':')[0]}:…" for one in odd]
        if not odd:
            pairs.append(Pair(certificate=certificate, key=key or certificate, chain=given.chain))
    return Site(
        where=block.where,
        names=(*(named[-1:] or inherited), *aliases),
        pairs=tuple(pairs),
        unreadable=tuple(unreadable),
    )


def host_name(written: str) -> str:
    """The name of a ServerName, [SCHEME://]NAME[:PORT]."""
    return written.rpartition("://")[2].partition(":")[0]


def virtual_hosts(server: Directive, around: TlsSettings, root: str) -> Iterator[Host]:
    """Those of the server; where a port is left out, that of its ServerName before is the usual one."""
    named = [host_name(one.arguments[0]) for one in values(server.block, "servername")]
    usual = ANY_PORT
    for one in server.block:
        if one.name == "servername" and one.arguments:
            _, _, port = one.arguments[0].rpartition("://")[2].partition(":")
            usual = whole_number(port) or usual
        elif one.name == HOST:
            given = settings(one.block, around, root)
            addresses = tuple(address(written, usual) for written in one.arguments)
            # At an address of its own, one without a name has what a reverse lookup gives.
            inherited = named[-1:] if addresses[0].host == ANY else ()
            yield Host(
                site=site(one, given, tuple(inherited)), addresses=addresses, is_tls=given.is_on
            )
