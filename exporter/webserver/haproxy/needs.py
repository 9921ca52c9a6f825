"""What HAProxy needs beside certificates and keys."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from posixpath import join

from exporter.webserver.directive import Source
from exporter.webserver.haproxy.line import Statement
from exporter.webserver.haproxy.store import FOLDER
from exporter.webserver.needs.accounts import GROUP, USER
from exporter.webserver.needs.ciphers import CIPHERS
from exporter.webserver.needs.files import CERTIFICATES, PARAMETERS, REVOCATIONS
from exporter.webserver.needs.need import Needs

OF_SERVER: Needs = {
    "user": USER,
    "group": GROUP,
    "ssl-dh-param-file": PARAMETERS,
    "ssl-default-bind-ciphers": CIPHERS,
    "ssl-default-server-ciphers": CIPHERS,
}
FILES: Needs = {
    "ca-file": CERTIFICATES,
    "ca-verify-file": CERTIFICATES,
    "crl-file": REVOCATIONS,
}
"""Of a `bind` or `server`."""
OPTIONS = frozenset(("ssl-default-bind-options", "ssl-default-server-options"))
BOUNDS = frozenset(("ssl-min-ver", "ssl-max-ver"))
VERSIONS = frozenset(("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"))
STORED = "@"
"""As in `@system-ca`."""


def unmet_of_server(one: Statement, source: Source) -> Iterator[str]:
    """What is wrong with a line of the section `global`."""
    name, *values = one.words
    if name in OPTIONS:
        yield from unmet_bounds(values)
    elif values and (need := OF_SERVER.get(name)):
        yield need.trouble(values[0], FOLDER, source)


def unmet_of_socket(one: Statement, base: str, source: Source) -> Iterator[str]:
    """What is wrong with a `bind` or `server`, whose files lie below `ca-base`, or are folders of them."""
    yield from unmet_bounds(one.words)
    for option, value in pairwise(one.words):
        if option == "ciphers":
            yield CIPHERS.trouble(value, base, source)
        elif option in FILES and is_file(value, base, source):
            yield FILES[option].trouble(value, base, source)


def is_file(written: str, base: str, source: Source) -> bool:
    """Whether authorities are in a file, and not the system's or in a folder."""
    return not written.startswith(STORED) and source.listing(join(base, written)) is None


def unmet_bounds(words: Sequence[str]) -> Iterator[str]:
    """Versions of TLS that are none."""
    for option, value in pairwise(words):
        if option in BOUNDS and value not in VERSIONS:
            yield f"'{option}' : unknown version '{value}'"
