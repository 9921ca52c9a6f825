"""The verdict of one trust store on a chain as sent."""

from datetime import datetime

from exporter.model.certificate import TrustVerdict, Untrusted
from exporter.model.settings import Profile
from exporter.words.reason import TrustReason
from exporter.x509 import algorithms
from exporter.x509.dead_end import dead_end
from exporter.x509.decode import DecodedCertificate
from exporter.x509.issuer_links import IssuerLinks
from exporter.x509.path import Path, moment_within, paths_to_anchors
from exporter.x509.path_faults import find_date_faults, find_faults, name
from exporter.x509.path_verifier import refusal
from exporter.x509.trust_store import TrustStore

MOST_JUDGED = 8
"""Paths that are judged, the longest-lasting first; no honest chain has more."""


def verdict(
    leaf: DecodedCertificate,
    links: IssuerLinks,
    store: TrustStore,
    now: datetime,
    *,
    all_readable: bool,
) -> TrustVerdict:
    """Whether the store accepts the chain now, and by which path; the host name left out.

    The best path is the one that lasts longest among those accepted or, where none is, among
    all; the reason is about that one.
    """
    paths = paths_to_anchors(leaf, links, store)[:MOST_JUDGED]
    if not paths:
        end = dead_end(leaf, links, store, all_readable=all_readable)
        return TrustVerdict(
            store=store.name,
            failure=end.failure,
            is_complete=False,
            path=(),
            anchors=(),
            missing_issuer=end.missing_issuer,
        )
    judged = [(path, distrust(path, store.profile, now)) for path in paths]
    accepted = [path for path, failure in judged if failure is None]
    path, failure = (accepted[0], None) if accepted else judged[0]
    return TrustVerdict(
        store=store.name,
        failure=failure,
        is_complete=True,
        path=tuple(certificate.facts for certificate in path),
        anchors=tuple(dict.fromkeys(path[-1].facts for path in accepted)),
        missing_issuer="",
    )


def distrust(path: Path, profile: Profile, now: datetime) -> Untrusted | None:
    """Why a path is not accepted, its dates considered last; None when it is.

    Two must agree: our own look, which knows the reason, and the path verifier, which is asked
    for the instant within the path's validity that is nearest to now. Where there is no such
    instant, the dates are fault enough. Private CAs may have keys that the verifier takes from
    nobody, Ed25519 above all: then our own look, signatures included, decides alone.
    """
    for fault in find_faults(path, profile):
        return fault
    moment = moment_within(path, now)
    if moment is not None and not has_uncommon_key(path):
        said = refusal(path, profile, moment)
        if said:
            return refused(path, said)
    return next(find_date_faults(path, now), None)


def has_uncommon_key(path: Path) -> bool:
    """Whether a CA on the path has a kind of key that the path verifier does not take."""
    return any(issuer.facts.key in algorithms.STRONG_BUT_UNCOMMON for issuer in path[1:])


def refused(path: Path, said: str) -> Untrusted:
    """The path verifier's refusal: a defect explains it, or its own words have to do.

    An anchor's defects are passed over: even well-known roots have some that do no harm.
    """
    for certificate in path[:-1] or path:
        for defect in certificate.facts.defects:
            return Untrusted(reason=TrustReason.MALFORMED, detail=f"{name(certificate)}: {defect}")
    return Untrusted(reason=TrustReason.OTHER, detail=said)
