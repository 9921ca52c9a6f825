"""Where a missing certificate is to be had, as those that are there say it."""

from collections.abc import Iterable
from shlex import quote

from exporter.model.certificate import Certificate

BUNDLES = (".p7c", ".p7b")
"""How the addresses of PKCS #7 end, which holds several."""
FETCHED = ("http://", "https://")


def offer(certificates: Iterable[Certificate], missing: str) -> str:
    """The address that one gives for its issuer of this name, and how to fetch it; empty without one.

    The address is a stranger's: in the command it is quoted.
    """
    found = (one.ca_issuers for one in certificates if one.issuer == missing)
    source = next((address for addresses in found for address in addresses), "")
    if not source.lower().startswith(FETCHED):
        return f", offered at {source}" if source else ""
    form = "x509 -inform der"
    if source.lower().endswith(BUNDLES):
        form = "pkcs7 -inform der -print_certs"
    return f", offered at {source} (curl -fsS {quote(source)} | openssl {form})"
