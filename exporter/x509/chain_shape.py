"""How the sent certificates stand to each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.model.certificate import Certificate
from exporter.x509.decode import DecodedCertificate
from exporter.x509.issuer_links import IssuerLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainShape:
    """Order, root and strangers of a chain as sent; None where a signature not checked may tell."""

    is_ordered: bool | None
    includes_root: bool | None
    unrelated: tuple[Certificate, ...] | None


def chain_shape(
    sent: Sequence[Certificate],
    readable: Sequence[DecodedCertificate],
    links: IssuerLinks,
    *,
    is_complete: bool,
) -> ChainShape:
    """The shape of `sent`, of which the `readable` ones could be decoded, the leaf first.

    Where they lead neither to an anchor nor to a root, a CA's certificate may belong above what is
    missing, and what cannot be decoded may be it: then neither is a stranger.
    """
    leaf = readable[0]
    related = set(issuing(leaf, links))
    strangers = tuple(one for one in sent if one.fingerprint_sha256 not in related)
    leads_up = is_complete or any(
        one.is_self_signed for one in sent if one.fingerprint_sha256 in related
    )
    servers = {fingerprint(one) for one in readable if not one.facts.is_ca}
    leaf_fingerprint = leaf.facts.fingerprint_sha256
    ordered = is_ordered([c for c in readable if fingerprint(c) in related], links)
    has_root = any(
        certificate.is_self_signed and certificate.fingerprint_sha256 != leaf_fingerprint
        for certificate in sent
    )
    unrelated = tuple(one for one in strangers if leads_up or one.fingerprint_sha256 in servers)
    if links.is_exhausted:
        return ChainShape(is_ordered=None, includes_root=has_root or None, unrelated=None)
    return ChainShape(is_ordered=ordered, includes_root=has_root, unrelated=unrelated)


def issuing(leaf: DecodedCertificate, links: IssuerLinks) -> Iterator[str]:
    """The fingerprints of the leaf and of every sent certificate on an issuer path above it."""
    seen = {fingerprint(leaf)}
    waiting = [leaf]
    while waiting:
        certificate = waiting.pop()
        yield fingerprint(certificate)
        above = [issuer for issuer in links.issuers(certificate) if fingerprint(issuer) not in seen]
        seen.update(map(fingerprint, above))
        waiting.extend(above)


def is_ordered(related: Sequence[DecodedCertificate], links: IssuerLinks) -> bool:
    """Whether each certificate after the leaf issued one that was sent before it.

    That is RFC 5246's rule, "each following certificate certifies the one preceding it", with
    room for a cross-signed pair: both issued the same certificate, and both follow it. A
    certificate sent again is passed over, and so are strangers: they are not `related`.
    """
    expected = {fingerprint(related[0])}
    for certificate in related:
        if fingerprint(certificate) not in expected:
            return False
        expected.update(map(fingerprint, links.issuers(certificate)))
    return True


def fingerprint(certificate: DecodedCertificate) -> str:
    """The SHA-256 fingerprint."""
    return certificate.facts.fingerprint_sha256
