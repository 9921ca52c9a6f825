"""What Apache would refuse of those directives that are read."""

import re
from collections.abc import Iterable, Iterator

from exporter.model.server_config import Flaw
from exporter.webserver.apache.sockets import Host
from exporter.webserver.directive import Directive
from exporter.webserver.number import HIGHEST_PORT, whole_number

ENGINE, CERTIFICATE, KEY = "sslengine", "sslcertificatefile", "sslcertificatekeyfile"
CHAIN = "sslcertificatechainfile"
DIALOG = "sslpassphrasedialog"
SPOKEN = {
    CERTIFICATE: "SSLCertificateFile",
    KEY: "SSLCertificateKeyFile",
    CHAIN: "SSLCertificateChainFile",
    DIALOG: "SSLPassPhraseDialog",
    "servername": "ServerName",
}
"""Directives of one argument."""
OF_THE_SERVER = {
    DIALOG: "SSLPassPhraseDialog",
    "user": "User",
    "group": "Group",
    "listen": "Listen",
    "sslsessioncache": "SSLSessionCache",
    "sslstaplingcache": "SSLStaplingCache",
}
"""Those that stand in no virtual host."""
PROTOCOLS = frozenset(("all", "sslv2", "sslv3", "tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3"))
SWITCHES = (
    "SSLCompression",
    "SSLHonorCipherOrder",
    "SSLInsecureRenegotiation",
    "SSLProxyEngine",
    "SSLSessionTickets",
    "SSLStrictSNIVHostCheck",
    "SSLUseStapling",
)
CHOICES = {
    ENGINE: (
        frozenset(("on", "off", "optional")),
        "SSLEngine: Argument must be On, Off or optional",
    ),
    "sslverifyclient": (
        frozenset(("none", "optional", "require", "optional_no_ca")),
        "SSLVerifyClient: Invalid argument",
    ),
    **{one.lower(): (frozenset(("on", "off")), f"{one} must be On or Off") for one in SWITCHES},
}
"""What they may be set to, in any case, and what is said of all else."""
SIGN = re.compile(r"^[+-]")
OF_SUITES = frozenset(("ssl", "tlsv1.3"))
"""What may stand before a list of suites."""
DIALOGS = re.compile(r"builtin$|\||exec:")
HOST = "virtualhost"
OF_CONNECTIONS = {
    ENGINE: "SSLEngine",
    CERTIFICATE: "SSLCertificateFile",
    KEY: "SSLCertificateKeyFile",
    CHAIN: "SSLCertificateChainFile",
    "sslprotocol": "SSLProtocol",
    HOST: "<VirtualHost",
}
"""Directives that hold before there is a request."""
OF_REQUESTS = {
    "if": "If",
    "elseif": "ElseIf",
    "else": "Else",
    "directory": "Directory",
    "directorymatch": "DirectoryMatch",
    "location": "Location",
    "locationmatch": "LocationMatch",
    "files": "Files",
    "filesmatch": "FilesMatch",
    "proxy": "Proxy",
    "proxymatch": "ProxyMatch",
}
"""Sections that hold for some requests."""


def mistakes(server: Directive) -> Iterator[Flaw]:
    """Those of the server and its virtual hosts."""
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
            for inner in one.block if one.name in OF_REQUESTS else ():
                if inner.name in OF_CONNECTIONS:
                    text = f"{OF_CONNECTIONS[inner.name]} not allowed in <{OF_REQUESTS[one.name]}> context"
                    yield Flaw(where=inner.where, text=text)


def trouble_of_listen(one: Directive, seen: set[str]) -> str:
    """What is wrong with a Listen, if anything is."""
    written = next(iter(one.arguments), "")
    port = whole_number(written.rpartition(":")[2])
    if port is None:
        return "Port must be specified"
    if not 0 < port <= HIGHEST_PORT:
        return "Invalid address or port"
    if written in seen:
        return "Cannot define multiple Listeners on the same IP:port"
    seen.add(written)
    return ""


def trouble(one: Directive, level: Directive) -> str:
    """What is wrong with a directive of the server or a virtual host, if anything is."""
    if one.name == HOST and level.name == HOST:
        return "<VirtualHost> cannot occur within <VirtualHost> section"
    if level.name == HOST and one.name in OF_THE_SERVER:
        return f"{OF_THE_SERVER[one.name]} cannot occur within <VirtualHost> section"
    if one.name in SPOKEN and len(one.arguments) != 1:
        return f"{SPOKEN[one.name]} takes one argument"
    if one.name in CHOICES:
        allowed, text = CHOICES[one.name]
        return "" if " ".join(one.arguments).lower() in allowed else text
    return trouble_of_value(one)


def trouble_of_name(written: str) -> str:
    """What is wrong with a ServerName, [SCHEME://]NAME[:PORT]."""
    if "*" in written:
        return f'Invalid ServerName "{written}": wildcards belong into a ServerAlias'
    port = whole_number(written.rpartition("://")[2].partition(":")[2])
    is_one = port is None or 0 < port <= HIGHEST_PORT
    return "" if is_one else f'The port number "{written}" is outside the appropriate range'


def trouble_of_value(one: Directive) -> str:
    """What is wrong with a port, a version of TLS, or how passphrases are asked for."""
    if one.name == "servername":
        return trouble_of_name(one.arguments[0])
    if one.name == HOST:
        ports = (whole_number(written.rpartition(":")[2]) for written in one.arguments)
        is_odd = any(port is not None and not 0 < port <= HIGHEST_PORT for port in ports)
        return "The address or port is invalid" if is_odd else ""
    if one.name == "sslprotocol":
        return trouble_of_protocols(one.arguments)
    if one.name == "sslciphersuite" and len(one.arguments) > 1:
        which = one.arguments[0]
        return "" if which.lower() in OF_SUITES else f"protocol '{which}' not supported"
    if one.name == DIALOG and not DIALOGS.match(one.arguments[0]):
        return "SSLPassPhraseDialog: Invalid argument"
    return ""


def trouble_of_protocols(written: Iterable[str]) -> str:
    """What is wrong with names of versions of TLS."""
    for value in written:
        bare = SIGN.sub("", value)
        if bare.lower() not in PROTOCOLS:
            return f"SSLProtocol: Illegal protocol '{bare}'"
        if value.lower() in {"sslv2", "+sslv2"}:
            return "SSLProtocol: SSLv2 is no longer supported"
    return ""


def without_certificate(hosts: Iterable[Host]) -> Iterator[Flaw]:
    """Those that speak TLS and have nothing to present: Apache does not start with one (AH02240)."""
    for one in hosts:
        if one.is_tls and not (one.site.pairs or one.site.unreadable):
            text = "should be SSL-aware but has no certificate configured (SSLCertificateFile)"
            yield Flaw(where=one.site.where, text=text)
