"""What HAProxy needs beside certificates and keys: its user, other files of TLS, lists of ciphers."""

from collections.abc import Iterator
from itertools import pairwise
from posixpath import join

from exporter.webserver.directive import Source
from exporter.webserver.haproxy.line import Statement
from exporter.webserver.haproxy.store import FOLDER
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
FILES = {"ca-file": CERTIFICATES, "ca-verify-file": CERTIFICATES, "crl-file": REVOCATIONS}
CIPHERS = frozenset(("ssl-default-bind-ciphers", "ssl-default-server-ciphers"))
VERSIONS = frozenset(("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"))
OPTIONS = frozenset(("ssl-default-bind-options", "ssl-default-server-options"))
BOUNDS = frozenset(("ssl-min-ver", "ssl-max-ver"))
PARAMETER_FILE = "ssl-dh-param-file"


def unmet_of_server(one: Statement, source: Source) -> Iterator[str]:
    """What is wrong with a line of the section `global`."""
    name, *values = one.words
    if not values:
        return
    if name in ACCOUNTS:
        yield trouble_of_account(source, ACCOUNTS[name], values[0])
    elif name == PARAMETER_FILE:
        yield trouble_of_file(source, join(FOLDER, values[0]), PARAMETERS)
    elif name in CIPHERS:
        yield trouble_of_ciphers(values[0])
    elif name in OPTIONS:
        yield from unmet_bounds(values)


def unmet_of_socket(one: Statement, base: str, source: Source) -> Iterator[str]:
    """What is wrong with a `bind` or `server`, whose files lie below `ca-base`."""
    yield from unmet_bounds(one.words)
    for option, value in pairwise(one.words):
        if option in FILES and not value.startswith("@"):
            path = join(base, value)
            if source.listing(path) is None:
                yield trouble_of_file(source, path, FILES[option])
        elif option == "ciphers":
            yield trouble_of_ciphers(value)


def unmet_bounds(words: list[str] | tuple[str, ...]) -> Iterator[str]:
    """Versions of TLS that are none."""
    for option, value in pairwise(words):
        if option in BOUNDS and value not in VERSIONS:
            yield f"'{option}' : unknown version '{value}'"
