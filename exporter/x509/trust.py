"""The verdict of one trust store on a chain as sent."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from exporter.model.certificate import TrustVerdict
from exporter.x509.dead_end import dead_end
from exporter.x509.decode import DecodedCertificate
from exporter.x509.issuer_links import IssuerLinks, is_mislabelled
from exporter.x509.one_way import find_astray
from exporter.x509.path import Path, paths_to_anchors
from exporter.x509.path_faults import distrust
from exporter.x509.policies import policy_fault
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
    all; the reason is about that one. It is uncertain where a bound of ours may hide a better path.
    """
    ways = paths_to_anchors(leaf, links, store)
    paths = ways.paths[:MOST_JUDGED]
    if not paths:
        end = dead_end(leaf, links, store, all_readable=all_readable, is_search_whole=ways.is_whole)
        return TrustVerdict(
            store=store.name,
            failure=end.failure,
            is_complete=False if end.is_proven else None,
            path=(),
            anchors=(),
            missing_issuer=end.missing_issuer,
        )
    judged = [(path, distrust(path, store.profile, now)) for path in paths]
    accepted = [path for path, failure in judged if failure is None]
    path, failure = (accepted[0], None) if accepted else judged[0]
    if failure and not (ways.is_whole and paths == ways.paths):
        failure = replace(failure, is_certain=False)
    return TrustVerdict(
        store=store.name,
        failure=failure,
        is_complete=True,
        path=tuple(certificate.facts for certificate in path),
        anchors=tuple(dict.fromkeys(path[-1].facts for path in accepted)),
        missing_issuer="",
        mislabelled=tuple(
            certificate.facts for certificate in min(map(mislabelled, accepted or [path]), key=len)
        ),
        respelled=tuple(
            certificate.facts for certificate in min(map(respelled, accepted or [path]), key=len)
        ),
        policy_fault=min(map(policy_fault, accepted or [path]), key=len),
        astray=tuple(find_astray(path, links, store, now)) if accepted else (),
    )


def mislabelled(path: Path) -> list[DecodedCertificate]:
    """Those on the path that name another issuer's key or certificate than the next one's."""
    return [
        certificate for certificate, issuer in pairwise(path) if is_mislabelled(certificate, issuer)
    ]


def respelled(path: Path) -> list[DecodedCertificate]:
    """Those on the path that write the name of the next one otherwise than it does itself."""
    return [
        certificate
        for certificate, issuer in pairwise(path)
        if certificate.issuer != issuer.subject
    ]
