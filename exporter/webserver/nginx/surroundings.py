"""What nginx needs beside certificates and keys: its user, other files of TLS, lists of ciphers."""

from collections.abc import Iterable, Iterator, Sequence
from posixpath import join

from exporter.model.server_config import Flaw
from exporter.webserver.directive import Directive, Source, values
from exporter.webserver.surroundings import (
    ANY,
    CERTIFICATES,
    GROUPS,
    PARAMETERS,
    REVOCATIONS,
    USERS,
    trouble_of_account,
    trouble_of_ciphers,
    trouble_of_file,
)

CIPHERS, CLIENTS, VERIFY = "ssl_ciphers", "ssl_client_certificate", "ssl_verify_client"
TRUSTED = "ssl_trusted_certificate"
FILES = {
    "ssl_dhparam": PARAMETERS,
    CLIENTS: CERTIFICATES,
    TRUSTED: REVOCATIONS,
    "ssl_crl": REVOCATIONS,
    "ssl_password_file": ANY,
    "ssl_session_ticket_key": ANY,
    "ssl_stapling_file": ANY,
}


def unmet(
    directives: Sequence[Directive],
    blocks: Iterable[tuple[Directive, Directive]],
    folder: str,
    source: Source,
) -> Iterator[Flaw]:
    """What is missing, once each; the blocks are those of servers with certificates, and the sections around them."""
    for one in values(directives, "user"):
        user, group = (*one.arguments, one.arguments[0])[:2]
        for text in (
            trouble_of_account(source, USERS, user),
            trouble_of_account(source, GROUPS, group),
        ):
            if text:
                yield Flaw(where=one.where, text=text)
    counting: dict[Directive, None] = {}
    for server, section in blocks:
        said = {
            name: values(server.block, name) or values(section.block, name)
            for name in (*FILES, CIPHERS, VERIFY)
        }
        counting |= dict.fromkeys(one for those in said.values() for one in those)
        verifying = [one for one in said[VERIFY] if one.arguments[0] in {"on", "optional"}]
        if verifying and not (said[CLIENTS] or said[TRUSTED]):
            yield Flaw(where=verifying[0].where, text=f"no {CLIENTS} for {VERIFY}")
    for one in counting:
        if text := trouble(one, folder, source):
            yield Flaw(where=one.where, text=text)


def trouble(one: Directive, folder: str, source: Source) -> str:
    """What is wrong with a file or a list that a directive names; nothing with what nginx puts together at run time."""
    value = one.arguments[0]
    if "$" in value:
        return ""
    if one.name == CIPHERS:
        return trouble_of_ciphers(value)
    if one.name in FILES and value:
        return trouble_of_file(source, join(folder, value), FILES[one.name])
    return ""
