"""What nginx would refuse of those directives that are read."""

from collections.abc import Iterable, Iterator, Sequence

from exporter.model.server_config import Flaw, Site
from exporter.webserver.directive import BYTE_ORDER_MARK, Directive
from exporter.webserver.nginx.listen import DEFAULTS, OF_SOCKET, TLS, Listen, numbers, place

SECTIONS = ("http", "stream", "mail")
ONCE = ("events", *SECTIONS)
OF_SERVERS = ("listen", "server_name")
"""They stand in a `server` block alone."""
VERSIONS = frozenset(("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"))
DATAGRAMS = frozenset(("quic", "udp"))
PROXIED = "proxy_protocol"
WORDS = frozenset(("http2", "spdy", PROXIED, "udp", *DEFAULTS, *TLS))
"""Of a `listen`, beside those that have to do with its socket."""


def mistakes(
    directives: Sequence[Directive], listens: Iterable[tuple[Listen, Site]]
) -> Iterator[Flaw]:
    """All of those that are in the directives of all files, whatever is missing there."""
    yield from misplaced(directives)
    sections = [one for one in directives if one.name in SECTIONS]
    servers = [one for section in sections for one in section.block if one.name == "server"]
    for block in (*sections, *servers):
        for one in block.block:
            if text := trouble(one):
                yield Flaw(where=one.where, text=text)
    yield from collisions(listens)


def misplaced(directives: Sequence[Directive]) -> Iterator[Flaw]:
    """What stands twice, on another level than its own, or behind a mark of which nginx knows nothing."""
    seen: set[str] = set()
    for one in directives:
        if one.name.startswith(BYTE_ORDER_MARK):
            text = f'unknown directive "{one.name}": the file begins with a byte order mark'
            yield Flaw(where=one.where, text=text)
        elif one.name in {"server", *OF_SERVERS}:
            yield elsewhere(one)
        elif one.name in ONCE and one.name in seen:
            yield Flaw(where=one.where, text=f'"{one.name}" directive is duplicate')
        seen.add(one.name)
        if one.name in SECTIONS:
            yield from (elsewhere(each) for each in one.block if each.name in OF_SERVERS)
            servers = (each for each in one.block if each.name == "server")
            yield from (
                elsewhere(each) for one in servers for each in one.block if each.name == "server"
            )


def elsewhere(one: Directive) -> Flaw:
    """A directive in a block where it has no meaning."""
    return Flaw(where=one.where, text=f'"{one.name}" directive is not allowed here')


def trouble(one: Directive) -> str:
    """What is wrong with a directive of TLS, if anything is."""
    if one.name == "ssl_protocols":
        odd = [value for value in one.arguments if value not in VERSIONS]
        return f'invalid value "{odd[0]}"' if odd else ""
    if one.name == "listen" and one.arguments:
        written, *words = one.arguments
        if not (written.startswith("unix:") or numbers(place(written)[1])):
            return f'invalid port in "{written}" of the "listen" directive'
        odd = [word for word in words if not word.startswith(OF_SOCKET) and word not in WORDS]
        return f'invalid parameter "{odd[0]}"' if odd else ""
    return ""


def collisions(listens: Iterable[tuple[Listen, Site]]) -> Iterator[Flaw]:
    """An address that a site has twice, that has two defaults, or options at two places."""
    sites, defaults, optioned = (set[object]() for _ in range(3))
    for listen, site in listens:
        key = (listen.address, listen.port, bool(DATAGRAMS & listen.words))
        place = f"{listen.written} ({listen.address}:{listen.port})"
        if (key, id(site)) in sites:
            yield Flaw(where=listen.where, text=f"a duplicate listen {place}")
        elif listen.is_default and key in defaults:
            yield Flaw(where=listen.where, text=f"a duplicate default server for {place}")
        elif listen.has_options and key in optioned:
            yield Flaw(where=listen.where, text=f"duplicate listen options for {place}")
        sites.add((key, id(site)))
        if listen.is_default:
            defaults.add(key)
        if listen.has_options:
            optioned.add(key)
