"""What nginx would refuse of those directives that are read."""

from collections.abc import Iterable, Iterator, Sequence

from crossplane.analyzer import analyze, enter_block_ctx
from crossplane.errors import NgxParserDirectiveError

from exporter.model.server_config import Flaw, Site, Socket
from exporter.webserver.directive import BYTE_ORDER_MARK, Directive
from exporter.webserver.names import is_broken
from exporter.webserver.nginx.listen import DEFAULTS, OF_SOCKET, TLS, Listen, numbers, place

SECTIONS = ("http", "stream", "mail")
SERVER = "server"
OF_TLS = "ssl_"
KNOWN = frozenset(("events", *SECTIONS, SERVER, "include", "listen", "server_name", "user"))
"""Directives that take the same arguments, in the same blocks, in every version; those of TLS do in `http`."""
REPEATED = frozenset(
    (
        "ssl_certificate",
        "ssl_certificate_key",
        "ssl_conf_command",
        "ssl_protocols",
        "ssl_session_cache",
        "ssl_session_ticket_key",
    )
)
"""Those of TLS that a block may have several times."""
ONCE = frozenset(("events", *SECTIONS, "user"))
CHOICES = {
    "ssl_protocols": frozenset(("sslv2", "sslv3", "tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3")),
    "ssl_reject_handshake": frozenset(("on", "off")),
    "ssl_verify_client": frozenset(("on", "off", "optional", "optional_no_ca")),
}
"""What they may be set to, in any case."""
DATAGRAMS = frozenset(("quic", "udp"))
PROXIED = "proxy_protocol"
WORDS = frozenset(("http2", "spdy", PROXIED, "udp", *DEFAULTS, *TLS))
"""Of a `listen`, beside those that have to do with its socket."""


def mistakes(
    directives: Sequence[Directive],
    listens: Iterable[tuple[Listen, Site]],
    sockets: Iterable[Socket],
) -> Iterator[Flaw]:
    """All of those that are in the directives of all files, whatever is missing there."""
    yield from misplaced(directives, ())
    yield from collisions(listens)
    yield from patterns(sockets)


def misplaced(block: Sequence[Directive], around: tuple[str, ...]) -> Iterator[Flaw]:
    """What is wrong with each directive by itself, where it stands or beside others, from the outermost block in."""
    seen = set[str]()
    for one in block:
        is_once = one.name in ONCE or (is_of_tls(one, around) and one.name not in REPEATED)
        if text := misuse(one, around):
            yield Flaw(where=one.where, text=text)
        elif is_once and one.name in seen:
            yield Flaw(where=one.where, text=f'"{one.name}" directive is duplicate')
        elif text := trouble(one):
            yield Flaw(where=one.where, text=text)
        elif one.block:
            inside = enter_block_ctx({"directive": one.name}, around)
            yield from misplaced(one.block, inside)
        seen.add(one.name)


def misuse(one: Directive, around: tuple[str, ...]) -> str:
    """That it is none, stands in another block than its own, or has arguments that it does not take."""
    if one.name.startswith(BYTE_ORDER_MARK):
        return f'unknown directive "{one.name}": the file begins with a byte order mark'
    if one.name not in KNOWN and not is_of_tls(one, around):
        return ""
    said = {"directive": one.name, "args": one.arguments, "line": one.where.number}
    try:
        analyze(one.where.file, said, "{" if one.is_block else ";", around)
    except NgxParserDirectiveError as error:
        return str(error.strerror)
    return ""


def is_of_tls(one: Directive, around: tuple[str, ...]) -> bool:
    """Whether it is of TLS, and not of a module whose directives later versions have in more blocks."""
    return one.name.startswith(OF_TLS) and around[:1] not in {("stream",), ("mail",)}


def trouble(one: Directive) -> str:
    """What is wrong with what it is set to, if anything is."""
    if one.name in CHOICES:
        odd = [value for value in one.arguments if value.lower() not in CHOICES[one.name]]
        return f'invalid value "{odd[0]}"' if odd else ""
    if one.name == "listen":
        return trouble_of_listen(*one.arguments)
    if one.name == "server_name":
        return next(filter(None, map(trouble_of_name, one.arguments)), "")
    return ""


def trouble_of_listen(written: str, *words: str) -> str:
    """What is wrong with an address, or with what is said of it."""
    if not written:
        return 'no host in "" of the "listen" directive'
    if not (written.startswith("unix:") or numbers(place(written)[1])):
        return f'invalid port in "{written}" of the "listen" directive'
    odd = [word for word in words if not word.startswith(OF_SOCKET) and word not in WORDS]
    return f'invalid parameter "{odd[0]}"' if odd else ""


def trouble_of_name(name: str) -> str:
    """What is wrong with a name, wherever it stands (ngx_http_core_server_name)."""
    if name.startswith("~"):
        if name == "~":
            return 'empty regex in server name "~"'
        return f"no regular expression: {name[1:]}" if is_broken(name[1:]) else ""
    is_cut_off = name == "." or (name.startswith("*") and (len(name) < 3 or name[1] != "."))
    return f'server name "{name}" is invalid' if is_cut_off else ""


def patterns(sockets: Iterable[Socket]) -> Iterator[Flaw]:
    """Wildcards that are none, at an address that several sites have: else no name is looked at (ngx_hash_add_key)."""
    for socket in sockets:
        for site in socket.sites if len(socket.sites) > 1 else ():
            for name in site.names:
                bare = name.removeprefix("*.").removesuffix(".*")
                is_one = "*" not in bare and ".." not in name and name.count("*") < 2
                if not (is_one or name.startswith("~")):
                    text = f'invalid server name or wildcard "{name}"'
                    yield Flaw(where=site.where, text=text)


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
