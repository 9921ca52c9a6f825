"""Apache's configuration: its virtual hosts, where they answer, and their certificates and keys."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from posixpath import dirname, join

from exporter.model.server_config import EVERY_ADDRESS, Line, Pair, ServerConfig, Site
from exporter.webserver.apache.evaluation import Evaluation, environment
from exporter.webserver.apache.managed import ManagedDomains
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
from exporter.webserver.apache.sockets import (
    ANY,
    ANY_PORT,
    Host,
    ListenedAddress,
    address,
    listened,
    sockets,
)
from exporter.webserver.apache.started import definitions, started_with
from exporter.webserver.directive import Directive, NotThereError, Source, hidden, values
from exporter.webserver.needs.ciphers import security_level
from exporter.webserver.needs.need import setting
from exporter.webserver.number import whole_number
from exporter.webserver.unit import OF_DEBIAN
from exporter.words.security_level import USUAL
from exporter.words.server_software import ServerSoftware

PREFIXES = ("pkcs11:", "store:", "engine:")
"""Of certificates and keys that are no files."""
HTTPS = 443
PROXIED = "remoteipproxyprotocol"
CIPHERS = "sslciphersuite"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """What is said of TLS, on one level."""

    engine: str = ""
    certificates: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    chain: str = ""
    level: int = USUAL
    """OpenSSL's security level, as the list of ciphers sets it."""

    @property
    def is_on(self) -> bool:
        """Whether TLS is spoken, be it after HTTP asks for it alone (RFC 2817)."""
        return self.engine in {"on", "optional"}

    @property
    def is_spoken(self) -> bool:
        """Whether TLS is spoken from the first byte on."""
        return self.engine == "on"


def read(path: str, source: Source) -> ServerConfig:
    """The configuration whose main file has this absolute path."""
    folder = dirname(path)
    known = variables(folder, source)
    by_script = definitions(known.get(OF_DEBIAN, ""))
    begun, directives = evaluated(path, source, known, by_script)
    if begun.is_undecided:
        named = (one.arguments[0] for one in values(directives, "pidfile"))
        said = started_with(named, begun.root, source)
        if said is not None:
            begun, directives = evaluated(path, source, known, by_script | said)
            begun.is_whole = True
    server = Directive(name="", arguments=(), where=Line(file=path, number=1), block=directives)
    around = settings(directives, TlsSettings(), begun.root)
    managed = ManagedDomains(block=directives, root=begun.root, source=source)
    main = Host(site=site(server, around, ()), addresses=(), is_tls=around.is_spoken)
    listens = values(directives, "listen")
    level = Level(around=around, root=begun.root, for_https=for_https(listens), managed=managed)
    blocks = tuple(virtual_hosts(server, level))
    hosts = tuple(host for host, _, _ in blocks)
    taken = (listened(one.arguments[0]) for one in listens)
    found = tuple(
        replace(one, is_whole=begun.is_whole)
        for one in sockets(hosts, main, taken, source.allowance)
    )
    answering = {id(one.default) for one in found}
    speaking = [server] if around.is_on else []
    speaking += [block for _, block, given in blocks if given.is_on]
    every = (*((main,) if id(main.site) in answering else ()), *hosts)
    return ServerConfig(
        software=ServerSoftware.APACHE,
        sites=tuple(one.site for one in every),
        sockets=found,
        user=next((one.arguments[0] for one in values(directives, "user")[-1:]), ""),
        flaws=(
            *begun.flaws,
            *mistakes(server),
            *without_certificate((main, *hosts)),
            *unmet_of_apache(server, speaking, begun.root, source),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What is around the virtual hosts."""

    around: TlsSettings
    root: str
    for_https: frozenset[ListenedAddress]
    managed: ManagedDomains

    def settings(self, host: Directive, addresses: Collection[ListenedAddress]) -> TlsSettings:
        """What holds in a virtual host; with a certificate, the protocol of its Listen turns TLS on."""
        given = settings(host.block, self.around, self.root)
        is_https = (
            not given.engine and given.certificates and not self.for_https.isdisjoint(addresses)
        )
        return replace(given, engine="on") if is_https else given


def for_https(listens: Iterable[Directive]) -> frozenset[ListenedAddress]:
    """Where a Listen has the protocol https, as it has by itself at port 443 (mpm_common, Listen)."""
    found = set()
    for one in listens:
        address = listened(one.arguments[0])
        protocol = one.arguments[1].lower() if len(one.arguments) > 1 else ""
        if (protocol or ("https" if address.port == HTTPS else "")) == "https":
            found.add(replace(address, host=ANY) if address.host in EVERY_ADDRESS else address)
    return frozenset(found)


def variables(folder: str, source: Source) -> Mapping[str, str]:
    """The environment that Debian's scripts give to Apache."""
    try:
        return dict(environment(source.text(join(folder, "envvars"))))
    except NotThereError:
        return {}


def evaluated(
    path: str, source: Source, known: Mapping[str, str], names: Iterable[str]
) -> tuple[Evaluation, tuple[Directive, ...]]:
    """What holds of the files, where Apache is started with these names defined."""
    begun = Evaluation(
        source=source, root=dirname(path), environment=known, defined=dict.fromkeys(names, "")
    )
    return begun, begun.whole(path)


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
    lists = [one.arguments[-1] for one in values(block, CIPHERS) if setting(one) == CIPHERS]
    return TlsSettings(
        engine=(around.engine, *said[ENGINE])[-1].lower(),
        certificates=(*certificates, *around.certificates[len(certificates) :]),
        keys=(*keys, *around.keys[len(keys) :]),
        chain=(around.chain, *chains)[-1],
        level=(around.level, *map(security_level, lists))[-1],
    )


def site(block: Directive, given: TlsSettings, inherited: tuple[str, ...]) -> Site:
    """A virtual host, or the server; a key that is not named is in the certificate's file."""
    named = tuple(host_name(one.arguments[0]) for one in values(block.block, "servername"))
    aliases = (alias for one in values(block.block, "serveralias") for alias in one.arguments)
    pairs, unreadable = [], []
    keyed = zip_longest(given.certificates, given.keys[: len(given.certificates)])
    for certificate, key in keyed if given.is_on else ():
        both = [one for one in (certificate, key) if one]
        odd = [hidden(one) for one in both if one.startswith(PREFIXES)]
        odd += [one for one in both if "${" in one]  # from where Apache was started
        unreadable += odd
        if not odd:
            pairs.append(
                Pair(
                    certificate=certificate,
                    key=key or certificate,
                    chain=given.chain,
                    level=given.level,
                )
            )
    return Site(
        where=block.where,
        names=(*(named[-1:] or inherited), *aliases),
        pairs=tuple(pairs),
        unreadable=tuple(unreadable),
    )


def host_name(written: str) -> str:
    """The name of a ServerName, [SCHEME://]NAME[:PORT]."""
    return written.rpartition("://")[2].partition(":")[0]


def virtual_hosts(server: Directive, level: Level) -> Iterator[tuple[Host, Directive, TlsSettings]]:
    """Those of the server, each with its block and what holds there; where a port is left out, that of its ServerName before is the usual one."""
    named = [host_name(one.arguments[0]) for one in values(server.block, "servername")]
    usual = ANY_PORT
    for one in server.block:
        if one.name == "servername" and one.arguments:
            _, _, port = one.arguments[0].rpartition("://")[2].partition(":")
            usual = whole_number(port) or usual
        elif one.name == HOST:
            addresses = tuple(address(written, usual) for written in one.arguments)
            given = level.settings(one, addresses)
            # At an address of its own, one without a name has what a reverse lookup gives.
            inherited = named[-1:] if addresses[0].host == ANY else ()
            made = site(one, given, tuple(inherited))
            host = Host(
                site=level.managed.certified(made) if given.is_on else made,
                addresses=addresses,
                is_tls=given.is_spoken,
                wants_proxy_header=any(
                    said.arguments[0].lower() == "on" for said in values(one.block, PROXIED)
                ),
            )
            yield host, one, given
