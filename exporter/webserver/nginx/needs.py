"""What nginx needs beside certificates and keys."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from exporter.model.server_config import Flaw
from exporter.webserver.directive import Directive, DirectivesByName, Source, values
from exporter.webserver.needs.accounts import GROUP, USER
from exporter.webserver.needs.ciphers import CIPHERS, SUITES
from exporter.webserver.needs.files import CERTIFICATES, CONTENT, PARAMETERS, REVOCATIONS
from exporter.webserver.needs.groups import GROUPS
from exporter.webserver.needs.need import Needs, unmet

VERIFY = "ssl_verify_client"
CLIENTS, TRUSTED = "ssl_client_certificate", "ssl_trusted_certificate"
OF_SERVER: Needs = {"user": USER, "group": GROUP}
OF_TLS: Needs = {
    "ssl_ciphers": CIPHERS,
    "ssl_ecdh_curve": GROUPS,
    "ssl_conf_command cipherstring": CIPHERS,
    "ssl_conf_command ciphersuites": SUITES,
    "ssl_conf_command curves": GROUPS,
    "ssl_conf_command ecdhparameters": GROUPS,
    "ssl_conf_command groups": GROUPS,
    "ssl_dhparam": PARAMETERS,
    CLIENTS: CERTIFICATES,
    TRUSTED: REVOCATIONS,
    "ssl_crl": REVOCATIONS,
    "ssl_password_file": CONTENT,
    "ssl_session_ticket_key": CONTENT,
    "ssl_stapling_file": CONTENT,
}


def unmet_of_nginx(
    directives: Sequence[Directive], sites: Sequence[DirectivesByName], folder: str, source: Source
) -> Iterator[Flaw]:
    """What is missing, once each; the settings are those of sites with certificates.

    What nginx puts together at run time may be there.
    """
    accounts = (each for one in values(directives, "user") for each in accounts_of(one))
    yield from unmet(accounts, OF_SERVER, folder, source)
    yield from without_clients(sites)
    names = dict.fromkeys(name.partition(" ")[0] for name in OF_TLS)
    named = (one for site in sites for name in names for one in site.get(name, ()))
    fixed = (one for one in dict.fromkeys(named) if "$" not in one.arguments[-1])
    yield from unmet(fixed, OF_TLS, folder, source)


def accounts_of(one: Directive) -> tuple[Directive, Directive]:
    """A `user` as two: where no group is named, it is that of the user's name."""
    user, group = (*one.arguments, one.arguments[0])[:2]
    return replace(one, arguments=(user,)), replace(one, name="group", arguments=(group,))


def without_clients(sites: Iterable[DirectivesByName]) -> Iterator[Flaw]:
    """Sites that ask clients for certificates, and name no authority of them."""
    for site in sites:
        asking = [
            one for one in site.get(VERIFY, ()) if one.arguments[0].lower() in {"on", "optional"}
        ]
        if asking and not (CLIENTS in site or TRUSTED in site):
            yield Flaw(where=asking[0].where, text=f"no {CLIENTS} for {VERIFY}")
