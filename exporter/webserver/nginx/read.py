"""nginx's configuration: its TLS sites, where they listen, and their certificates and keys."""

from collections import ChainMap
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from posixpath import dirname, join

from exporter.model.server_config import Flaw, Line, Pair, ServerConfig, Site, Socket
from exporter.webserver.allowance import OF_PLACE
from exporter.webserver.directive import (
    Directive,
    DirectivesByName,
    Source,
    hidden,
    settings,
    values,
)
from exporter.webserver.needs.ciphers import security_level
from exporter.webserver.nginx.include import Includes
from exporter.webserver.nginx.listen import Listen, listens_of
from exporter.webserver.nginx.mistakes import DATAGRAMS, PROXIED, SECTIONS, SERVER, mistakes
from exporter.webserver.nginx.needs import unmet_of_nginx
from exporter.words.server_software import ServerSoftware

HTTP = "http"
CERTIFICATE, KEY, PASSPHRASES = "ssl_certificate", "ssl_certificate_key", "ssl_password_file"
CIPHERS = "ssl_ciphers"
BY_PROGRAM = "ssl_certificate_by_lua"
PREFIXES = ("data:", "engine:", "store:")
"""Of certificates and keys that are no files (ngx_http_ssl_module, ssl_certificate)."""


def read(path: str, source: Source) -> ServerConfig:
    """The configuration whose main file has this absolute path."""
    includes = Includes(source=source, folder=dirname(path))
    directives = includes.whole(path)
    flaws = includes.flaws
    unread = tuple(flaws) if includes.is_cut_off else ()  # what else is missing may be below
    sections = [one for one in directives if one.name in SECTIONS]
    blocks = [both for section in sections for both in servers(section)]
    of_http = {id(one) for section in sections if section.name == HTTP for one in section.block}
    sites = tuple(
        site(server, given, dirname(path), flaws, is_of_http=id(server) in of_http)
        for server, given in blocks
    )
    listens = []
    for one, (server, given) in zip(sites, blocks, strict=True):
        for listen in listens_of(server.block, is_always_tls=is_on(given, "ssl")):
            source.allowance.take(OF_PLACE)
            listens.append((listen, one))
    sockets = tuple(sockets_of(listens))
    if not flaws and not any(one.name == "events" for one in directives):
        where = Line(file=path, number=1)
        flaws.append(Flaw(where=where, text='no "events" section in configuration'))
    flaws += mistakes(directives, listens, sockets)
    certified = [given for _, given in blocks if CERTIFICATE in given]
    flaws += unmet_of_nginx(directives, certified, dirname(path), source)
    flaws += without_certificate(sockets)
    return ServerConfig(
        software=ServerSoftware.NGINX,
        sites=sites,
        sockets=sockets,
        flaws=unread or tuple(flaws),
        user=next((one.arguments[0] for one in values(directives, "user")), ""),
    )


def servers(section: Directive) -> Iterator[tuple[Directive, DirectivesByName]]:
    """Its `server` blocks, each with what it says or else inherits from the section."""
    inherited = settings(section.block)
    for one in section.block:
        if one.name == SERVER:
            yield one, ChainMap(settings(one.block), inherited)


def site(
    server: Directive,
    given: DirectivesByName,
    folder: str,
    flaws: list[Flaw],
    *,
    is_of_http: bool,
) -> Site:
    """A `server` block with its certificates and keys."""
    pairs, unreadable = [], []
    passphrases = [join(folder, one.arguments[0]) for one in given.get(PASSPHRASES, ())]
    ciphers = "".join(one.arguments[0] for one in given.get(CIPHERS, ()))
    for certificate, key in zip_longest(given.get(CERTIFICATE, ()), given.get(KEY, ())):
        if certificate is None:
            break
        if key is None:
            text = f'no "{KEY}" for {certificate.arguments[0]}'
            flaws.append(Flaw(where=certificate.where, text=text))
        written = [one.arguments[0] for one in (certificate, key) if one is not None]
        if odd := [one for one in written if "$" in one or one.startswith(PREFIXES)]:
            unreadable += [hidden(one) if one.startswith(PREFIXES) else one for one in odd]
        else:
            paths = [join(folder, one) for one in written]
            pairs.append(
                Pair(
                    certificate=paths[0],
                    key=paths[-1] if key else "",
                    passphrases=next(iter(passphrases), ""),
                    level=security_level(ciphers),
                )
            )
    if by_program := next((name for name in given if name.startswith(BY_PROGRAM)), ""):
        pairs, unreadable = [], [by_program]  # what is in files is there for OpenSSL to be content
    names = tuple(name for one in values(server.block, "server_name") for name in one.arguments)
    return Site(
        where=server.where,
        names=names,
        is_for_all=not (names or is_of_http),
        pairs=tuple(pairs),
        unreadable=tuple(unreadable),
        rejects=is_on(given, "ssl_reject_handshake"),
    )


def is_on(given: DirectivesByName, switch: str) -> bool:
    """Whether a switch is on."""
    return any(one.arguments[0].lower() == "on" for one in given.get(switch, ()))


def sockets_of(listens: Iterable[tuple[Listen, Site]]) -> Iterator[Socket]:
    """One for each address and port of TCP: what one `listen` says of it holds for all of its sites."""
    found: dict[tuple[str, int], list[tuple[Listen, Site]]] = {}
    for listen, site in listens:
        if DATAGRAMS & listen.words:
            continue
        found.setdefault((listen.address, listen.port), []).append((listen, site))
    for (address, port), those in found.items():
        yield Socket(
            address=address,
            port=port,
            is_tls=any(listen.is_tls for listen, _ in those),
            sites=tuple(site for _, site in those),
            default=next((site for listen, site in those if listen.is_default), those[0][1]),
            wants_proxy_header=any(PROXIED in listen.words for listen, _ in those),
        )


def without_certificate(sockets: Iterable[Socket]) -> Iterator[Flaw]:
    """Default sites that speak TLS and have nothing to present: nginx does not start with one."""
    defaults = dict.fromkeys(socket.default for socket in sockets if socket.is_tls)
    for one in defaults:
        if not (one.pairs or one.unreadable or one.rejects):
            yield Flaw(where=one.where, text=f'no "{CERTIFICATE}" for a site with "listen … ssl"')
