"""The paths by which sent certificates lead from the leaf to an anchor."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from exporter.x509.decode import DecodedCertificate
from exporter.x509.issuer_links import IssuerLinks
from exporter.x509.trust_store import TrustStore

Path: TypeAlias = tuple[DecodedCertificate, ...]
"""Leaf to anchor, both included; a leaf that is an anchor stands alone."""
LONGEST = 16
MOST_PATHS = 32
MOST_STEPS = 512
"""Bounds on what cross-signed and repeated certificates can multiply into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What a search has found."""

    paths: tuple[Path, ...]
    """The best first."""
    is_whole: bool
    """Whether no bound of the search may have hidden another."""


def paths_to_anchors(leaf: DecodedCertificate, links: IssuerLinks, store: TrustStore) -> Ways:
    """The paths by names and signatures, whatever dates or policy say.

    A path does not visit two certificates of the same name and key, which ends every circle
    of cross-signatures. It ends at the first anchor: what stands above cannot add trust. The
    best one is the one that lasts longest, the shorter one where two last equally long.
    """
    found: list[Path] = []
    open_paths: list[Path] = [(leaf,)]
    is_too_long = False
    for _ in range(MOST_STEPS):
        if not open_paths or len(found) == MOST_PATHS:
            break
        path = open_paths.pop()
        if store.holds(path[-1]):
            found.append(path)
        elif len(path) < LONGEST:
            open_paths.extend(reversed(one_longer(path, links, store)))
        else:
            is_too_long = True
    found.sort(key=lambda path: (earliest_end(path), -len(path)), reverse=True)
    is_whole = not (open_paths or is_too_long or links.is_exhausted)
    return Ways(paths=tuple(found), is_whole=is_whole)


def one_longer(path: Path, links: IssuerLinks, store: TrustStore) -> list[Path]:
    """The path with each issuer of its last certificate, anchors first."""
    visited = {certificate.holder for certificate in path}
    return [
        (*path, issuer)
        for issuer in links.issuers(path[-1], store.by_subject)
        if issuer.holder not in visited
    ]


def earliest_end(path: Path) -> datetime:
    """When the first of its certificates ends."""
    return min(certificate.facts.not_after for certificate in path)
