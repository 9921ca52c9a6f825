"""nginx's configuration: its TLS sites, where they listen, and their certificates and keys."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from posixpath import dirname, join

from exporter.model.address import is_address
from exporter.model.server_config import EVERY_ADDRESS, Flaw, Listen, Pair, ServerConfig, Site
from exporter.webserver.directive import Directive, Source
from exporter.webserver.include import Includes
from exporter.words.server_software import ServerSoftware

SECTIONS = ("http", "stream", "mail")
CERTIFICATE, KEY, PASSPHRASES = "ssl_certificate", "ssl_certificate_key", "ssl_password_file"
INHERITED = (CERTIFICATE, KEY, PASSPHRASES, "ssl", "ssl_reject_handshake")
PREFIXES = ("data:", "engine:", "store:")
"""Of certificates and keys that are no files (ngx_http_ssl_module, ssl_certificate)."""


def read(path: str, source: Source) -> ServerConfig:
    """The configuration whose main file has this absolute path."""
    includes = Includes(source=source, words=frozenset({"include"}), folder=dirname(path))
    directives = includes.whole(path)
    flaws = includes.flaws
    sites = tuple(
        site(server, section, dirname(path), flaws)
        for section in directives
        if section.name in SECTIONS
        for server in section.block
        if server.name == "server"
    )
    flaws += without_certificate(sites)
    return ServerConfig(software=ServerSoftware.NGINX, sites=sites, flaws=tuple(flaws))


def site(server: Directive, section: Directive, folder: str, flaws: list[Flaw]) -> Site:
    """A `server` block, with what it inherits from the section around it."""
    settings = {
        name: values(server.block, name) or values(section.block, name) for name in INHERITED
    }
    listens = tuple(
        listen
        for one in values(server.block, "listen")
        if not one.arguments[0].startswith("unix:")
        for listen in listens_of(one, always_tls=is_on(settings["ssl"]))
    )
    pairs, unreadable = [], []
    passphrases = [join(folder, one.arguments[0]) for one in settings[PASSPHRASES]]
    for certificate, key in zip_longest(settings[CERTIFICATE], settings[KEY]):
        if certificate is None:
            break
        if key is None:
            text = f'no "{KEY}" for {certificate.arguments[0]}'
            flaws.append(Flaw(where=certificate.where, text=text))
        written = [one.arguments[0] for one in (certificate, key) if one is not None]
        if odd := [one for one in written if "$" in one or one.startswith(PREFIXES)]:
            unreadable += [hidden(one) for one in odd]
        else:
            paths = [join(folder, one) for one in written]
            pairs.append(
                Pair(
                    certificate=paths[0],
                    key=paths[-1] if key else "",
                    passphrases=next(iter(passphrases), ""),
                )
            )
    return Site(
        where=server.where,
        names=tuple(name for one in values(server.block, "server_name") for name in one.arguments),
        listens=listens,
        pairs=tuple(pairs),
        unreadable=tuple(unreadable),
        rejects=is_on(settings["ssl_reject_handshake"]),
    )


def values(block: Iterable[Directive], name: str) -> tuple[Directive, ...]:
    """The directives of a name that have a value."""
    return tuple(one for one in block if one.name == name and one.arguments)


def is_on(settings: tuple[Directive, ...]) -> bool:
    """Whether a switch is on."""
    return any(one.arguments[0] == "on" for one in settings)


def hidden(value: str) -> str:
    """A certificate or key that is no file, without what may be the key itself."""
    return f"{value.partition(':')[0]}:…" if value.startswith(PREFIXES) else value


def listens_of(directive: Directive, *, always_tls: bool) -> Iterator[Listen]:
    """Where a `listen` directive takes connections; a host name stands for every address."""
    first, *words = directive.arguments
    if first.startswith("["):
        host, _, port = first[1:].partition("]")
        port = port.lstrip(":")
    elif first.isdecimal():
        host, port = "*", first
    else:
        host, _, port = first.partition(":")
    addresses = EVERY_ADDRESS[:1] if host == "*" else (host,) if is_address(host) else EVERY_ADDRESS
    for address in addresses:
        yield Listen(
            address=address,
            port=int(port) if port.isdecimal() else 80,
            is_tls=always_tls or bool({"ssl", "quic"} & {*words}),
            is_default=bool({"default_server", "default"} & {*words}),
        )


def without_certificate(sites: tuple[Site, ...]) -> Iterator[Flaw]:
    """Default sites that speak TLS and have nothing to present: nginx does not start with one."""
    seen: set[tuple[str, int]] = set()
    declared = {(one.address, one.port) for each in sites for one in each.listens if one.is_default}
    for each in sites:
        for one in each.listens:
            where = (one.address, one.port)
            is_first = one.is_default or (where not in declared and where not in seen)
            seen.add(where)
            if one.is_tls and is_first and not (each.pairs or each.unreadable or each.rejects):
                yield Flaw(
                    where=each.where, text=f'no "{CERTIFICATE}" for a site with "listen … ssl"'
                )
                break
