"""Why no path leads from the leaf to an anchor, told from the sent certificates alone."""

from dataclasses import dataclass

from exporter.model.certificate import Untrusted
from exporter.model.settings import Profile
from exporter.words.cause import Cause
from exporter.words.cross_signed_roots import CROSS_SIGNED_ROOTS
from exporter.words.reason import TrustReason
from exporter.x509.decode import DecodedCertificate
from exporter.x509.extension_values import Policies
from exporter.x509.issuer_links import IssuerLinks, KeyMatch, key_match
from exporter.x509.path import LONGEST, MOST_STEPS
from exporter.x509.path_faults import name
from exporter.x509.signature import MOST_EFFORT, Seal, is_weak
from exporter.x509.trust_store import TrustStore

STAGING = "(STAGING)"
"""In the names of Let's Encrypt's CAs for tests."""
CA_BROWSER_FORUM = "2.23.140.1.2."
"""What the policies of its Baseline Requirements begin with (section 7.1.6.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEnd:
    """Why the way up from the leaf ends short of an anchor; the name of what is missing."""

    failure: Untrusted
    missing_issuer: str = ""
    is_proven: bool = True
    """Whether no signature was left unchecked there that may lead on."""


def dead_end(
    leaf: DecodedCertificate,
    links: IssuerLinks,
    store: TrustStore,
    *,
    all_readable: bool,
    is_search_whole: bool,
) -> PathEnd:
    """The reason at the most hopeful end: a gap that can be filled before anything else.

    Nothing is fetched, so a missing intermediate and an unknown CA are told apart by rule:

    - The way ends in a self-signed certificate: its root is not trusted (or the leaf is
      self-signed).
    - The issuer's name is there, with another key: the CA has renewed its key, where it is one
      of the store's; or else the wrong intermediate is sent.
    - It ends in the leaf, whose issuer is neither sent nor an anchor: the chain is incomplete,
      as public CAs do not issue from their roots. A leaf issued by the very root of an unknown
      private CA looks the same, and is called incomplete too.
    - It ends in an intermediate: leaving out the root is what servers should do, so that its
      root is unknown; but below a public CA, which signed certificate timestamps or a policy of
      the CA/Browser Forum show, a store with the web's roots has the root, and the chain is
      incomplete; so it is where another sent CA's certificate is issued by an anchor, as it is
      the upper part of the chain, and where its issuer is known to be signed by an anchor.

    With `all_readable` false, the missing issuer may be what could not be decoded.
    """
    reached = way_up(leaf, links, store)
    if links.is_exhausted:
        return unproven(f"its signatures take longer to check than {MOST_EFFORT} ordinary ones")
    if not is_search_whole:
        return unproven(
            f"no path of {LONGEST} certificates or fewer was found in {MOST_STEPS} steps"
        )
    ends = [certificate for certificate, is_end in reached if is_end]
    has_part_above = links.leads_elsewhere((one for one, _ in reached), store.by_subject)
    if not ends:
        return endless(leaf)
    found = [at_end(end, leaf, links, store, has_part_above=has_part_above) for end in ends]
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


def endless(leaf: DecodedCertificate) -> PathEnd:
    """The way goes in a circle."""
    detail = f"the issuers of {name(leaf)} certify each other and none is an anchor"
    return PathEnd(failure=Untrusted(reason=TrustReason.UNTRUSTED_ROOT, detail=detail))


def at_end(
    end: DecodedCertificate,
    leaf: DecodedCertificate,
    links: IssuerLinks,
    store: TrustStore,
    *,
    has_part_above: bool,
) -> PathEnd:
    """Why the way does not go on above this certificate."""
    if end.facts.is_self_signed:
        return self_signed(end, is_leaf=end is leaf)
    candidates = links.candidates(end, store.by_subject)
    for issuer in candidates:
        if key_match(end, issuer) is not KeyMatch.DIFFERENT:
            return unsealed(end, issuer, links.seal(end, issuer), is_anchor=store.holds(issuer))
    if any(map(store.holds, candidates)):
        return renewed(end, store)
    is_known = has_part_above or end is leaf or (store.profile is Profile.WEB and is_public(leaf))
    if signer := cross_signer(end, store):
        return cross_signed(end, signer)
    return missing(end, is_gap=is_known, is_namesake_sent=bool(candidates))


def cross_signer(end: DecodedCertificate, store: TrustStore) -> str:
    """The anchor that is known to have signed the issuer; empty where none has."""
    known = CROSS_SIGNED_ROOTS.get(end.facts.issuer, ())
    return next((name(one) for one in store.anchors if one.facts.subject in known), "")


def cross_signed(end: DecodedCertificate, signer: str) -> PathEnd:
    """The issuer is a root that a store has only by another's signature."""
    issuer = end.facts.issuer
    fault = f"{issuer}, which issued it, is not sent as {signer} has signed it"
    failure = Untrusted(
        reason=TrustReason.INCOMPLETE_CHAIN,
        detail=f"{name(end)}: {fault}",
        cause=Cause.CROSS_SIGNED_ROOT,
    )
    return PathEnd(failure=failure, missing_issuer=issuer)


def self_signed(end: DecodedCertificate, *, is_leaf: bool) -> PathEnd:
    """The top is its own issuer and not an anchor."""
    if is_leaf:
        reason, fault = TrustReason.SELF_SIGNED, "is signed with its own key"
    else:
        reason, fault = TrustReason.UNTRUSTED_ROOT, "is a root that is not trusted"
    cause = Cause.STAGING if STAGING in end.facts.subject else None
    return PathEnd(failure=Untrusted(reason=reason, detail=f"{name(end)} {fault}", cause=cause))


def unsealed(
    end: DecodedCertificate, issuer: DecodedCertificate, seal: Seal, *, is_anchor: bool
) -> PathEnd:
    """The issuer's certificate is there, but its key does not verify the signature."""
    cause, is_certain = None, True
    if seal is Seal.INVALID:
        reason = TrustReason.BAD_SIGNATURE
        fault = f"its signature was not made with the key of {name(issuer)}"
        if is_anchor and key_match(end, issuer) is KeyMatch.UNTOLD:
            cause = Cause.RENEWED_KEY
    elif end.unusable:
        reason, fault = TrustReason.MALFORMED, end.unusable[0]
    elif issuer.key is None:
        reason, fault = TrustReason.MALFORMED, f"the key of {name(issuer)} cannot be decoded"
    else:
        is_certain = is_weak(end.signed)
        reason = TrustReason.WEAK_SIGNATURE if is_certain else TrustReason.OTHER
        fault = f"its signature, {end.facts.signature}, cannot be verified here"
    detail = f"{name(end)}: {fault}"
    return PathEnd(
        failure=Untrusted(reason=reason, detail=detail, cause=cause, is_certain=is_certain),
        is_proven=seal is Seal.INVALID,
    )


def renewed(end: DecodedCertificate, store: TrustStore) -> PathEnd:
    """The store's CA of the issuer's name has another key."""
    detail = f"{name(end)}: {end.facts.issuer}, which issued it, has another key in {store.name}"
    reason, cause = TrustReason.UNTRUSTED_ROOT, Cause.RENEWED_KEY
    return PathEnd(failure=Untrusted(reason=reason, detail=detail, cause=cause))


def missing(end: DecodedCertificate, *, is_gap: bool, is_namesake_sent: bool) -> PathEnd:
    """The issuer is neither sent nor an anchor: a gap, or a root unknown to the store."""
    issuer = end.facts.issuer or "an issuer without a name"
    cause = Cause.WRONG_INTERMEDIATE if is_namesake_sent else None
    if STAGING in end.facts.issuer:
        reason, cause = TrustReason.UNTRUSTED_ROOT, Cause.STAGING
        fault = f"{issuer}, which issued it, is for tests"
    elif is_namesake_sent:
        reason = TrustReason.INCOMPLETE_CHAIN
        fault = f"{issuer}, which issued it, is sent with another key"
    elif is_gap:
        reason, fault = TrustReason.INCOMPLETE_CHAIN, f"{issuer}, which issued it, is not sent"
    else:
        reason = TrustReason.UNTRUSTED_ROOT
        fault = f"{issuer}, which issued it, is neither trusted nor sent"
    failure = Untrusted(reason=reason, detail=f"{name(end)}: {fault}", cause=cause)
    return PathEnd(failure=failure, missing_issuer=issuer)


def is_public(leaf: DecodedCertificate) -> bool:
    """Whether a CA of the browsers' root programs issued it, as far as it says so itself."""
    policies = leaf.extensions.get(Policies)
    of_forum = policies is not None and any(
        identifier.startswith(CA_BROWSER_FORUM) for identifier in policies.identifiers
    )
    return of_forum or leaf.facts.scts > 0


def unreadable(gap: PathEnd) -> PathEnd:
    """The gap may be where a certificate was sent that cannot be decoded."""
    detail = f"{gap.failure.detail}, unless it is the certificate that cannot be decoded"
    failure = Untrusted(reason=TrustReason.MALFORMED, detail=detail)
    return PathEnd(failure=failure, missing_issuer=gap.missing_issuer)


def unproven(detail: str) -> PathEnd:
    """The search was ended by its bounds."""
    failure = Untrusted(reason=TrustReason.OTHER, detail=detail, is_certain=False)
    return PathEnd(failure=failure, is_proven=False)
