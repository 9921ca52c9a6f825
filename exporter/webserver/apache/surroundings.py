"""What Apache needs beside certificates and keys: its user, other files of TLS, lists of ciphers."""

from collections.abc import Callable, Iterator
from posixpath import join

from exporter.model.server_config import Flaw
from exporter.webserver.directive import Directive, Source
from exporter.webserver.surroundings import (
    CERTIFICATES,
    GROUPS,
    PARAMETERS,
    REVOCATIONS,
    USERS,
    trouble_of_account,
    trouble_of_ciphers,
    trouble_of_file,
)

ACCOUNTS = {"user": USERS, "group": GROUPS}
FILES = {
    "sslcacertificatefile": CERTIFICATES,
    "sslcadnrequestfile": CERTIFICATES,
    "sslproxycacertificatefile": CERTIFICATES,
    "sslcarevocationfile": REVOCATIONS,
    "sslproxycarevocationfile": REVOCATIONS,
}
FOLDERS = frozenset(
    (
        "sslcacertificatepath",
        "sslcadnrequestpath",
        "sslcarevocationpath",
        "sslproxycacertificatepath",
    )
)
VERSIONED = "tlsv1.3"
"""Of an SSLCipherSuite with names of TLS 1.3, of which other words are valid."""


def unmet(
    server: Directive, levels: tuple[Directive, ...], root: str, source: Source
) -> Iterator[Flaw]:
    """What is missing on the level of the server, and on those of virtual hosts with TLS."""
    for one in server.block:
        if one.name in ACCOUNTS and one.arguments:
            name = one.arguments[0].removeprefix("#")
            is_number = one.arguments[0].startswith("#")
            text = "" if is_number else trouble_of_account(source, ACCOUNTS[one.name], name)
            if text:
                yield Flaw(where=one.where, text=text)
    for level in levels:
        for one in level.block:
            if text := trouble(one, lambda written: join(root, written), source):
                yield Flaw(where=one.where, text=text)


def trouble(one: Directive, path: Callable[[str], str], source: Source) -> str:
    """What is wrong with the file, folder or list of a directive."""
    match one.name, one.arguments:
        case name, (written,) if name in FILES:
            return trouble_of_file(source, path(written), FILES[name])
        case name, (written,) if name in FOLDERS:
            is_folder = source.listing(path(written)) is not None
            return "" if is_folder else f"{path(written)}: there is no such folder"
        case "sslopensslconfcmd", (command, written) if command.lower() == "dhparameters":
            return trouble_of_file(source, path(written), PARAMETERS)
        case "sslciphersuite" | "sslproxyciphersuite", (*version, ciphers):
            is_versioned = [one.lower() for one in version] == [VERSIONED]
            return "" if is_versioned else trouble_of_ciphers(ciphers)
    return ""
