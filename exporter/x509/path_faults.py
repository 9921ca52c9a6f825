"""What is wrong with a path to an anchor, by our own look at its certificates."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from exporter.model.certificate import Untrusted
from exporter.model.settings import Profile
from exporter.words.oddity import Oddity
from exporter.words.reason import TrustReason
from exporter.x509 import algorithms
from exporter.x509.decode import DecodedCertificate
from exporter.x509.extensions import SIGNS_CERTIFICATES
from exporter.x509.name_constraints import MOST_COMPARISONS, forbidden_names, uncompared
from exporter.x509.path import Path
from exporter.x509.policies import policy_fault
from exporter.x509.signature import is_common, is_weak

EXTENSIBLE = 3
"""The version of certificates from which on they have extensions."""


def distrust(path: Path, profile: Profile, now: datetime) -> Untrusted | None:
    """Why a path is not accepted, dates and what is not established last; None when it is."""
    faults = chain(
        find_faults(path, profile), find_date_faults(path, now), find_uncompared_names(path)
    )
    return next(faults, None)


def find_faults(path: Path, profile: Profile) -> Iterator[Untrusted]:
    """Every fault that does not pass with time, the gravest kind first."""
    yield from find_unreadable_parts(path, profile)
    yield from find_weak_signatures(path)
    yield from find_false_authorities(path)
    yield from find_long_paths(path)
    yield from find_forbidden_names(path)
    yield from find_wrong_usage(path, profile)
    yield from find_unacceptable_keys(path, profile)
    yield from find_uncommon_signatures(path, profile)
    yield from find_lacking_policies(path, profile)
    yield from find_unprocessed_extensions(path)


def find_unreadable_parts(path: Path, profile: Profile) -> Iterator[Untrusted]:
    """Parts that restrict, or are critical, and cannot be read; browsers want all names readable.

    An anchor is a name and a key (RFC 5280, section 6.1.1 d): there only what nobody bears counts.
    """
    anchor = path[-1]
    for certificate in path:
        defects = anchor.unusable if certificate is anchor else certificate.malformed
        if profile is Profile.WEB and certificate is not anchor:
            odd_names = (entry.defect for entry in certificate.extensions.names)
            defects = (*defects, *odd_names, *certificate.extensions.untidy)
        for defect in filter(None, defects):
            yield Untrusted(reason=TrustReason.MALFORMED, detail=f"{name(certificate)}: {defect}")


def find_weak_signatures(path: Path) -> Iterator[Untrusted]:
    """Signatures over MD5 or SHA-1; an anchor's own signature proves nothing and is free."""
    for certificate in path[:-1]:
        if is_weak(certificate.signed):
            yield Untrusted(
                reason=TrustReason.WEAK_SIGNATURE,
                detail=f"{name(certificate)} is signed with {certificate.facts.signature}",
            )


def find_false_authorities(path: Path) -> Iterator[Untrusted]:
    """Issuers whose basic constraints do not make them CAs (RFC 5280, section 4.2.1.9)."""
    for certificate in path[1:]:
        is_old_anchor = certificate is path[-1] and certificate.version < EXTENSIBLE
        if not certificate.extensions.is_ca and not is_old_anchor:
            yield Untrusted(
                reason=TrustReason.NOT_A_CA,
                detail=f"{name(certificate)} issued a certificate but is no CA",
            )


def find_long_paths(path: Path) -> Iterator[Untrusted]:
    """More CAs below one than it allows; those renewed by themselves are not counted."""
    below = 0
    for certificate in path[1:]:
        allowed = certificate.extensions.path_length
        if allowed is not None and below > allowed:
            yield Untrusted(
                reason=TrustReason.PATH_LENGTH,
                detail=f"{name(certificate)} allows {allowed} CA certificates below it, "
                f"the path has {below}",
            )
        below += not certificate.is_self_issued


def find_forbidden_names(path: Path) -> Iterator[Untrusted]:
    """Names that a CA above may not certify."""
    for issuer, forbidden, bearer in forbidden_names(path):
        yield Untrusted(
            reason=TrustReason.NAME_CONSTRAINTS,
            detail=f"{name(issuer)} may not certify {forbidden} (in {name(bearer)})",
        )


def find_uncompared_names(path: Path) -> Iterator[Untrusted]:
    """Names that a CA above may or may not certify: others take the time to compare them."""
    for issuer, bearer in uncompared(path):
        yield Untrusted(
            reason=TrustReason.OTHER,
            detail=f"to hold the names in {name(bearer)} against the constraints of {name(issuer)} "
            f"takes more than {MOST_COMPARISONS} comparisons",
            is_certain=False,
        )


def find_wrong_usage(path: Path, profile: Profile) -> Iterator[Untrusted]:
    """Usages that do not cover issuing or serving; what is absent restricts nothing."""
    leaf, *issuers = path
    is_web = profile is Profile.WEB
    if not leaf.extensions.serves(any_counts=not is_web):
        yield wrong_usage(leaf, "its extended key usage does not name server authentication")
    if is_web and issuers and leaf.extensions.is_ca:
        yield wrong_usage(leaf, "it is a CA's certificate, not a server's")
    if is_web and issuers and leaf.extensions.allows(SIGNS_CERTIFICATES):
        yield wrong_usage(leaf, "its key usage names the signing of certificates")
    for issuer in issuers:
        if issuer.extensions.allows(SIGNS_CERTIFICATES) is False:
            yield wrong_usage(issuer, "its key usage does not name the signing of certificates")
        if not issuer.extensions.serves(any_counts=True):
            yield wrong_usage(issuer, "its extended key usage leaves server authentication out")


def wrong_usage(certificate: DecodedCertificate, fault: str) -> Untrusted:
    """One fault of usage."""
    return Untrusted(reason=TrustReason.WRONG_USAGE, detail=f"{name(certificate)}: {fault}")


def find_unacceptable_keys(path: Path, profile: Profile) -> Iterator[Untrusted]:
    """RSA keys that are too small and, on the web, keys that no browser takes from a CA."""
    for certificate in path:
        if algorithms.is_small_rsa(certificate.key):
            yield other(certificate, f"its key, {certificate.facts.key}, is below 2048 bits")
    for issuer in path[1:]:
        if Oddity.EXPLICIT_CURVE in issuer.facts.oddities:
            yield other(issuer, "its curve is written out as numbers, which nobody takes from a CA")
        if profile is Profile.WEB and not algorithms.is_common(issuer.key):
            yield other(issuer, f"browsers take no CA key of the kind {issuer.facts.key}")


def find_uncommon_signatures(path: Path, profile: Profile) -> Iterator[Untrusted]:
    """On the web, signatures that no browser takes (Baseline Requirements, section 7.1.3.2)."""
    for certificate in path[:-1] if profile is Profile.WEB else ():
        if not is_common(certificate.signed):
            yield other(certificate, f"browsers take no signature by {certificate.facts.signature}")


def find_lacking_policies(path: Path, profile: Profile) -> Iterator[Untrusted]:
    """On the web, policies that a CA asks for and the path does not have; OpenSSL does not look."""
    if profile is Profile.WEB and (fault := policy_fault(path)):
        yield Untrusted(reason=TrustReason.OTHER, detail=fault)


def find_unprocessed_extensions(path: Path) -> Iterator[Untrusted]:
    """Critical extensions that are not processed (RFC 5280, section 4.2)."""
    for certificate in path:
        for oid in certificate.extensions.unprocessed_critical(is_leaf=certificate is path[0]):
            yield other(certificate, f"its critical extension {oid} is not known here")


def other(certificate: DecodedCertificate, fault: str) -> Untrusted:
    """One fault that has no reason of its own."""
    return Untrusted(reason=TrustReason.OTHER, detail=f"{name(certificate)}: {fault}")


def find_date_faults(path: Path, now: datetime) -> Iterator[Untrusted]:
    """Certificates, the anchor included, that are not valid now; the leaf first."""
    for certificate in path:
        facts = certificate.facts
        if now > facts.not_after:
            yield Untrusted(
                reason=TrustReason.EXPIRED,
                detail=f"{name(certificate)} ended {facts.not_after:%Y-%m-%d %H:%M} UTC",
            )
        elif now < facts.not_before:
            yield Untrusted(
                reason=TrustReason.NOT_YET_VALID,
                detail=f"{name(certificate)} begins {facts.not_before:%Y-%m-%d %H:%M} UTC",
            )


def name(certificate: DecodedCertificate) -> str:
    """The subject, or the serial number where that is empty."""
    return certificate.facts.subject or f"the certificate {certificate.facts.serial}"
