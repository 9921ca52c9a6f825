"""Whether a certificate is for a host (RFC 9525, sections 6.3 and 6.5)."""

from collections.abc import Iterable
from ipaddress import ip_address

from exporter.model.address import is_address
from exporter.model.certificate import Certificate
from exporter.words.covered_name import covers
from exporter.words.lenient_match import LenientMatch


def matches(certificate: Certificate, host: str) -> bool | None:
    """Whether a subject alternative name covers `host`, an A-label name or an IP address.

    None where none does, but one cannot be read.

    The common name is not looked at (RFC 9525, section 2). A host with a trailing dot is the
    same host; an entry with one matches nothing, as in browsers.
    """
    return is_covered(certificate, host) or (False if certificate.has_all_names else None)


def is_covered(certificate: Certificate, host: str) -> bool:
    """Whether one of the names that can be read covers it."""
    try:
        address = str(ip_address(host))
    except ValueError:
        name = host.lower().removesuffix(".")
        return any(covers(entry, name) for entry in certificate.dns_names)
    return address in certificate.ip_addresses


def lenient_match(
    certificate: Certificate, common_names: Iterable[str], host: str
) -> LenientMatch | None:
    """By what a certificate that does not match is for the host, an A-label name, to some clients."""
    if is_address(host) or matches(certificate, host) is not False:
        return None
    name = host.lower().removesuffix(".")
    has_names = bool(certificate.dns_names or certificate.ip_addresses)
    if not has_names and any(covers(entry, name) for entry in common_names):
        return LenientMatch.COMMON_NAME
    label, _, parent = name.partition(".")
    if label and parent and f"*.{parent}" in map(str.lower, certificate.dns_names):
        return LenientMatch.WIDE_WILDCARD
    return None
