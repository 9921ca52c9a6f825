"""Why no path leads from the leaf to an anchor, told from the sent certificates alone."""

from dataclasses import dataclass

from exporter.model.certificate import Untrusted
from exporter.words.reason import TrustReason
from exporter.x509.decode import DecodedCertificate
from exporter.x509.issuer_links import IssuerLinks, KeyMatch, key_match
from exporter.x509.path import LONGEST
from exporter.x509.path_faults import name
from exporter.x509.signature import MOST_EFFORT, Seal, is_weak
from exporter.x509.trust_store import TrustStore


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEnd:
    """Why the way up from the leaf ends short of an anchor; the name of what is missing."""

    failure: Untrusted
    missing_issuer: str = ""


def dead_end(
    leaf: DecodedCertificate, links: IssuerLinks, store: TrustStore, *, all_readable: bool
) -> DeadEnd:
    """The reason at the most hopeful end: a gap that can be filled before anything else.

    Nothing is fetched, so a missing intermediate and an unknown CA are told apart by rule:

    - The way ends in a self-signed certificate: its root is not trusted (or the leaf is
      self-signed).
    - It ends in the leaf, whose issuer is neither sent nor an anchor: the chain is incomplete,
      as public CAs do not issue from their roots. A leaf issued by the very root of an unknown
      private CA looks the same, and is called incomplete too.
    - It ends in an intermediate: leaving out the root is what servers should do, so the chain
      is incomplete only where an anchor bears the organizationName of the missing issuer;
      otherwise its root is unknown. A CA that was renamed or bought, and a private one without
      organizationName, are called unknown although an intermediate may be missing.

    With `all_readable` false, the missing issuer may be what could not be decoded.
    """
    reached = way_up(leaf, links, store)
    if links.is_exhausted:
        return other(f"its signatures take longer to check than {MOST_EFFORT} ordinary ones")
    ends = [certificate for certificate, is_end in reached if is_end]
    if not ends:
        return endless(leaf, has_anchor=any(store.holds(certificate) for certificate, _ in reached))
    found = [at_end(end, leaf, links, store) for end in ends]
    gaps = (end for end in found if end.failure.reason is TrustReason.INCOMPLETE_CHAIN)
    nearest = next(gaps, found[0])
    return nearest if all_readable or not nearest.missing_issuer else unreadable(nearest)


def way_up(
    leaf: DecodedCertificate, links: IssuerLinks, store: TrustStore
) -> list[tuple[DecodedCertificate, bool]]:
    """All that stand above the leaf, nearest first, each with whether the way ends there."""
    waiting, reached = [leaf], []
    seen = {leaf.facts.fingerprint_sha256}
    for certificate in waiting:
        issuers = links.issuers(certificate, store.by_subject)
        is_top = all(issuer.holder == certificate.holder for issuer in issuers)
        reached.append((certificate, is_top and not store.holds(certificate)))
        for issuer in issuers:
            if issuer.facts.fingerprint_sha256 not in seen:
                seen.add(issuer.facts.fingerprint_sha256)
                waiting.append(issuer)
    return reached


def endless(leaf: DecodedCertificate, *, has_anchor: bool) -> DeadEnd:
    """The way does not end: it is longer than a path may be, or goes in a circle."""
    if has_anchor:
        return other(f"no path to an anchor has {LONGEST} certificates or fewer")
    detail = f"the issuers of {name(leaf)} certify each other and none is an anchor"
    return DeadEnd(failure=Untrusted(reason=TrustReason.UNTRUSTED_ROOT, detail=detail))


def at_end(
    end: DecodedCertificate, leaf: DecodedCertificate, links: IssuerLinks, store: TrustStore
) -> DeadEnd:
    """Why the way does not go on above this certificate."""
    if end.facts.is_self_signed:
        return self_signed(end, is_leaf=end is leaf)
    for issuer in links.candidates(end, store.by_subject):
        if key_match(end, issuer) is not KeyMatch.DIFFERENT:
            return unsealed(end, issuer, links.seal(end, issuer))
    return missing(end, store, is_leaf=end is leaf)


def self_signed(end: DecodedCertificate, *, is_leaf: bool) -> DeadEnd:
    """The top is its own issuer and not an anchor."""
    if is_leaf:
        reason, fault = TrustReason.SELF_SIGNED, "is signed with its own key"
    else:
        reason, fault = TrustReason.UNTRUSTED_ROOT, "is a root that is not trusted"
    return DeadEnd(failure=Untrusted(reason=reason, detail=f"{name(end)} {fault}"))


def unsealed(end: DecodedCertificate, issuer: DecodedCertificate, seal: Seal) -> DeadEnd:
    """The issuer's certificate is there, but its key does not verify the signature."""
    if seal is Seal.INVALID:
        reason = TrustReason.BAD_SIGNATURE
        fault = f"its signature was not made with the key of {name(issuer)}"
    elif issuer.key is None:
        reason, fault = TrustReason.MALFORMED, f"the key of {name(issuer)} cannot be decoded"
    else:
        is_old = is_weak(end.signed)
        reason = TrustReason.WEAK_SIGNATURE if is_old else TrustReason.OTHER
        fault = f"its signature, {end.facts.signature}, cannot be verified here"
    return DeadEnd(failure=Untrusted(reason=reason, detail=f"{name(end)}: {fault}"))


def missing(end: DecodedCertificate, store: TrustStore, *, is_leaf: bool) -> DeadEnd:
    """The issuer is neither sent nor an anchor: a gap, or a root unknown to the store."""
    issuer = end.facts.issuer or "an issuer without a name"
    if is_leaf or end.issuer_name.organizations & store.organizations:
        reason, fault = TrustReason.INCOMPLETE_CHAIN, f"{issuer}, which issued it, is not sent"
    else:
        reason, fault = TrustReason.UNTRUSTED_ROOT, f"{issuer}, which issued it, is not trusted"
    return DeadEnd(
        failure=Untrusted(reason=reason, detail=f"{name(end)}: {fault}"), missing_issuer=issuer
    )


def unreadable(gap: DeadEnd) -> DeadEnd:
    """The gap may be where a certificate was sent that cannot be decoded."""
    detail = f"{gap.failure.detail}, unless it is the certificate that cannot be decoded"
    failure = Untrusted(reason=TrustReason.MALFORMED, detail=detail)
    return DeadEnd(failure=failure, missing_issuer=gap.missing_issuer)


def other(detail: str) -> DeadEnd:
    """The search was ended by its bounds."""
    return DeadEnd(failure=Untrusted(reason=TrustReason.OTHER, detail=detail))
