"""Apache's configuration: its virtual hosts, where they answer, and their certificates and keys."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from posixpath import dirname, join

from exporter.model.server_config import Flaw, Line, Pair, ServerConfig, Site
from exporter.webserver.apache.evaluation import Evaluation, environment
from exporter.webserver.apache.sockets import ANY, ANY_PORT, Host, address, listened, sockets
from exporter.webserver.directive import Directive, NotThereError, Source, values
from exporter.words.server_software import ServerSoftware

ENGINE, CERTIFICATE, KEY = "sslengine", "sslcertificatefile", "sslcertificatekeyfile"
CHAIN = "sslcertificatechainfile"
SPOKEN = {
    CERTIFICATE: "SSLCertificateFile",
    KEY: "SSLCertificateKeyFile",
    CHAIN: "SSLCertificateChainFile",
}
HOST = "virtualhost"
PREFIXES = ("pkcs11:", "store:", "engine:")
"""Of certificates and keys that are no files."""
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
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
    around = settings(directives, Settings(), begun.root)
    main = Host(site=site(server, around, ()), addresses=(), is_tls=around.is_on)
    hosts = tuple(virtual_hosts(server, around, begun.root))
    listens = tuple(one.arguments[0] for one in values(directives, "listen"))
    found = tuple(sockets(hosts, main, map(listened, listens)))
    answering = {id(one.default) for one in found}
    every = (*((main,) if id(main.site) in answering else ()), *hosts)
    return ServerConfig(
        software=ServerSoftware.APACHE,
        sites=tuple(one.site for one in every),
        sockets=found,
        flaws=(*begun.flaws, *mistakes(server), *without_certificate((main, *hosts))),
    )


def variables(folder: str, source: Source) -> Mapping[str, str]:
    """The environment that Debian's scripts give to Apache."""
    try:
        return dict(environment(source.text(join(folder, "envvars"))))
    except NotThereError:
        return {}


def settings(block: Iterable[Directive], around: Settings, root: str) -> Settings:
    """What a level says of TLS; its files replace those around it one by one."""
    said = {
        name: tuple(one.arguments[0] for one in values(block, name))
        for name in (ENGINE, CERTIFICATE, KEY, CHAIN)
    }
    certificates, keys, chains = (
        tuple(one if one.startswith(PREFIXES) else join(root, one) for one in said[name])
        for name in (CERTIFICATE, KEY, CHAIN)
    )
    return Settings(
        engine=(around.engine, *said[ENGINE])[-1].lower(),
        certificates=(*certificates, *around.certificates[len(certificates) :]),
        keys=(*keys, *around.keys[len(keys) :]),
        chain=(around.chain, *chains)[-1],
    )


def site(block: Directive, given: Settings, inherited: tuple[str, ...]) -> Site:
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


def virtual_hosts(server: Directive, around: Settings, root: str) -> Iterator[Host]:
    """Those of the server; where a port is left out, that of its ServerName before is the usual one."""
    named = [host_name(one.arguments[0]) for one in values(server.block, "servername")]
    usual = ANY_PORT
    for one in server.block:
        if one.name == "servername" and one.arguments:
            _, _, port = one.arguments[0].rpartition("://")[2].partition(":")
            usual = int(port) if port.isdecimal() else usual
        elif one.name == HOST:
            given = settings(one.block, around, root)
            addresses = tuple(address(written, usual) for written in one.arguments)
            # At an address of its own, one without a name has what a reverse lookup gives.
            inherited = named[-1:] if addresses[0].host == ANY else ()
            yield Host(
                site=site(one, given, tuple(inherited)), addresses=addresses, is_tls=given.is_on
            )


def mistakes(server: Directive) -> Iterator[Flaw]:
    """What Apache would refuse of those directives that are read."""
    listens = [one for one in server.block if one.name == "listen"]
    if not listens:
        yield Flaw(where=server.where, text="no listening sockets available: there is no Listen")
    seen: set[str] = set()
    for one in listens:
        if text := trouble_of_listen(one, seen):
            yield Flaw(where=one.where, text=text)
    hosts = [one for one in server.block if one.name == HOST]
    for level in (server, *hosts):
        for one in level.block:
            if text := trouble(one, level):
                yield Flaw(where=one.where, text=text)


def trouble_of_listen(one: Directive, seen: set[str]) -> str:
    """What is wrong with a Listen, if anything is."""
    written = next(iter(one.arguments), "")
    port = written.rpartition(":")[2]
    if not port.isdecimal():
        return "Port must be specified"
    if not 0 < int(port) <= HIGHEST_PORT:
        return "Invalid address or port"
    if written in seen:
        return "Cannot define multiple Listeners on the same IP:port"
    seen.add(written)
    return ""


def trouble(one: Directive, level: Directive) -> str:
    """What is wrong with a directive of the server or a virtual host, if anything is."""
    if one.name == HOST and level.name == HOST:
        return "<VirtualHost> cannot occur within <VirtualHost> section"
    if one.name in SPOKEN and len(one.arguments) != 1:
        return f"{SPOKEN[one.name]} takes one argument"
    if one.name == ENGINE and " ".join(one.arguments).lower() not in {"on", "off", "optional"}:
        return "SSLEngine: Argument must be On, Off or optional"
    if one.name == "servername" and "*" in "".join(one.arguments[:1]):
        return f'Invalid ServerName "{one.arguments[0]}": wildcards belong into a ServerAlias'
    return ""


def without_certificate(hosts: Iterable[Host]) -> Iterator[Flaw]:
    """Those that speak TLS and have nothing to present: Apache does not start with one (AH02240)."""
    for one in hosts:
        if one.is_tls and not (one.site.pairs or one.site.unreadable):
            text = "should be SSL-aware but has no certificate configured (SSLCertificateFile)"
            yield Flaw(where=one.site.where, text=text)
