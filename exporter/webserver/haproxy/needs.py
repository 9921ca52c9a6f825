"""What HAProxy needs beside certificates and keys."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from posixpath import join

from exporter.webserver.directive import NotThereError, Source
from exporter.webserver.haproxy.line import Statement
from exporter.webserver.haproxy.store import FOLDER
from exporter.webserver.needs.accounts import GROUP, USER
from exporter.webserver.needs.ciphers import CIPHERS, SUITES
from exporter.webserver.needs.files import CERTIFICATES, CONTENT, PARAMETERS, REVOCATIONS
from exporter.webserver.needs.groups import GROUPS
from exporter.webserver.needs.need import Needs

OF_SERVER: Needs = {
    "user": USER,
    "group": GROUP,
    "ssl-dh-param-file": PARAMETERS,
}
LISTS: Needs = {
    "ciphers": CIPHERS,
    "ciphersuites": SUITES,
    "curves": GROUPS,
    "ecdhe": GROUPS,
}
"""Of a `bind` or `server`."""
DEFAULT = "ssl-default-{}-{}"
"""Of the section `global`, what holds for those sockets that say nothing else."""
DEFAULTS = frozenset(
    DEFAULT.format(kind, option) for kind in ("bind", "server") for option in LISTS
)
FILES: Needs = {
    "ca-file": CERTIFICATES,
    "ca-verify-file": CERTIFICATES,
    "crl-file": REVOCATIONS,
}
OF_BINDS = DEFAULT.format("bind", "options")
OPTIONS = frozenset((OF_BINDS, DEFAULT.format("server", "options")))
"""Their lines add to one another."""
LOWEST, HIGHEST = BOUNDS = ("ssl-min-ver", "ssl-max-ver")
VERSIONS = ("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
SWITCHES = {f"no-{one.lower().replace('.', '')}": one for one in VERSIONS}
ONLY = {f"force-{one.lower().replace('.', '')}": one for one in VERSIONS}
SIGNING, SIGNER = "generate-certificates", "ca-sign-file"
TICKETS = "tls-ticket-keys"
"""A file of secrets, which is not read."""
CLIENTS_ASKED = frozenset(("optional", "required"))
WITH_VALUE = frozenset((*LISTS, *FILES, SIGNER, TICKETS, "alpn", "crt", "crt-list", "verify"))
STORED = "@"
"""As in `@system-ca`."""


def unmet_of_server(one: Statement, source: Source) -> Iterator[str]:
    """What is wrong with a line of the section `global`."""
    name, *values = one.words
    if name in OPTIONS:
        yield from unmet_bounds(values)
    elif values and (need := OF_SERVER.get(name)):
        yield need.trouble(values[0], FOLDER, source)


def unmet_of_socket(one: Statement, settings: Mapping[str, str], source: Source) -> Iterator[str]:
    """What is wrong with a `bind` or `server`, by the settings of the section `global` before it."""
    yield from unmet_of_options(one.words, lists_of(one, settings), settings, source)
    if one.words[-1] in WITH_VALUE:
        yield f"'{one.words[-1]}' : missing value"
    if one.words[0] == "bind":
        yield unmet_by_clients(one)
        yield unmet_by_versions(one.words, settings.get(OF_BINDS, "").split())
        yield from unmet_by_signing(one, settings, source)
    else:
        yield unmet_by_versions(one.words)
    if one.words[0] == "server":
        base = settings.get("crt-base", FOLDER)
        for option, value in pairwise(one.words):
            path = join(base, value)
            if option == "crt" and not value.startswith(STORED) and not source.is_there(path):
                yield f"unable to stat SSL certificate from file '{path}'"


def unmet_by_clients(bind: Statement) -> str:
    """That clients are asked for certificates of nobody."""
    said = dict(pairwise(bind.words))
    way = said.get("verify", "none")
    if way not in {"none", *CLIENTS_ASKED}:
        return f"'verify' : unknown verify method '{way}'"
    is_lacking = way in CLIENTS_ASKED and "ca-file" not in said
    return "verify is enabled but no CA file specified" if is_lacking else ""


def unmet_by_signing(bind: Statement, settings: Mapping[str, str], source: Source) -> Iterator[str]:
    """What is missing for certificates that are made as they are asked for, and for tickets."""
    said = dict(pairwise(bind.words))
    if keys := said.get(TICKETS):
        yield CONTENT.trouble(keys, FOLDER, source)
    if SIGNING not in bind.words:
        return
    path = join(settings.get("ca-base", FOLDER), said.get(SIGNER, ""))
    try:
        if SIGNER not in said:
            yield "cannot enable certificate generation, no CA certificate File configured"
        elif not (source.certified(path).has_key or source.is_there(f"{path}.key")):
            yield f"No Private Key found in '{path}.key'"
    except NotThereError as error:
        yield f"Failed to read CA certificate file '{path}': {error}"


def unmet_by_versions(*levels: Sequence[str]) -> str:
    """That no version of TLS is left; the options of each level count before those of the next."""
    asked: dict[str, str] = {}
    for words in reversed(levels):
        asked |= bounds(words)
    if not {*asked.values()} <= {*VERSIONS}:
        return ""
    off = {SWITCHES[word] for words in levels for word in words if word in SWITCHES and not asked}
    highest = VERSIONS.index(asked.get(HIGHEST, VERSIONS[-1]))
    lowest = VERSIONS.index(asked[LOWEST]) if LOWEST in asked else min(1, highest)
    left = {*VERSIONS[lowest : highest + 1]} - off
    return "" if left else "all SSL/TLS versions are disabled"


def bounds(words: Sequence[str]) -> dict[str, str]:
    """The lowest and the highest version that options ask for, as far as they do; beside them, nothing is switched off."""
    found: dict[str, str] = {}
    for option, value in pairwise((*words, "")):
        if option in BOUNDS:
            found[option] = value
        elif option in ONLY:
            found |= dict.fromkeys(BOUNDS, ONLY[option])
    return found


def unmet_of_entry(
    words: Sequence[str], bind: Statement, settings: Mapping[str, str], source: Source
) -> Iterator[str]:
    """What is wrong with the options of a line in a `crt-list`, which stand before those of its `bind`."""
    own = lists_in(words)
    if "curves" in lists_of(bind, settings):
        own.pop("ecdhe", None)
    yield from unmet_of_options(words, own, settings, source)
    yield unmet_by_versions(words, bind.words, settings.get(OF_BINDS, "").split())


def unmet_of_options(
    words: Sequence[str], lists: Mapping[str, str], settings: Mapping[str, str], source: Source
) -> Iterator[str]:
    """What is wrong with options, whose files lie below `ca-base`, or are folders of them."""
    base = settings.get("ca-base", FOLDER)
    yield from unmet_bounds(words)
    for option, value in pairwise(words):
        if option in FILES and is_file(value, base, source):
            yield FILES[option].trouble(value, base, source)
    for option, value in lists.items():
        if not (option == "ecdhe" and "curves" in lists):  # it is not read beside them
            yield LISTS[option].trouble(value, base, source)


def lists_of(one: Statement, settings: Mapping[str, str]) -> dict[str, str]:
    """Those that hold for a socket, its own before those of all."""
    kind = "bind" if one.words[0] == "bind" else "server"
    of_all = {option: settings.get(DEFAULT.format(kind, option), "") for option in LISTS}
    return {option: value for option, value in of_all.items() if value} | lists_in(one.words)


def lists_in(words: Sequence[str]) -> dict[str, str]:
    """Those that options name, by their names; the last of each."""
    return {option: value for option, value in pairwise(words) if option in LISTS}


def is_file(written: str, base: str, source: Source) -> bool:
    """Whether authorities are in a file, and not the system's or in a folder."""
    return not written.startswith(STORED) and source.listing(join(base, written)) is None


def unmet_bounds(words: Sequence[str]) -> Iterator[str]:
    """Versions of TLS that are none."""
    for option, value in pairwise(words):
        if option in BOUNDS and value not in VERSIONS:
            yield f"'{option}' : unknown version '{value}'"
