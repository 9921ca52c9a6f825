"""Which certificate issued which: by name, key identifiers and a verified signature."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import TypeAlias

from exporter.model.recent import Recent
from exporter.x509 import signature
from exporter.x509.decode import DecodedCertificate
from exporter.x509.distinguished_name import Comparable
from exporter.x509.extension_values import AuthorityKey
from exporter.x509.signature import Budget, Seal

BySubject: TypeAlias = Mapping[Comparable, tuple[DecodedCertificate, ...]]
NO_ANCHORS: BySubject = MappingProxyType({})
SealQuestion: TypeAlias = tuple[str, bytes]
"""The fingerprint of a certificate, and a key that may have signed it."""
Seals: TypeAlias = Recent[SealQuestion, Seal]


def by_subject(certificates: Iterable[DecodedCertificate]) -> BySubject:
    """The certificates under the name of their subject, each once, in order."""
    named: dict[Comparable, dict[str, DecodedCertificate]] = {}
    for certificate in certificates:
        fingerprint = certificate.facts.fingerprint_sha256
        named.setdefault(certificate.subject_name.comparable, {}).setdefault(
            fingerprint, certificate
        )
    return MappingProxyType({name: tuple(same.values()) for name, same in named.items()})


class KeyMatch(IntEnum):
    """Whether an issuer's key is the one that a certificate names; the likely first."""

    SAME = 0
    UNTOLD = 1
    DIFFERENT = 2


class IssuerLinks:
    """The issuers among the sent certificates and a store's anchors.

    The name must fit and the signature must verify. Key identifiers put the likely candidates
    first and tell a forged signature from one by another key of the same name; they decide
    nothing alone, as CAs do compute them in different ways. Each question is asked once, and
    signatures are verified as long as the budget lasts: after that every answer is "unknown".
    """

    def __init__(
        self, sent: Iterable[DecodedCertificate], *, budget: Budget, known: Seals | None = None
    ) -> None:
        """`known` remembers the seals of CAs, which many chains have in common."""
        self._sent = by_subject(sent)
        self._known = known
        self._budget = budget
        self._seals: dict[SealQuestion, Seal] = {}
        self._issuers: dict[tuple[str, int], tuple[BySubject, tuple[DecodedCertificate, ...]]] = {}
        """By the fingerprint of what they signed, and which anchors they were looked for among: these are kept beside."""

    @property
    def is_exhausted(self) -> bool:
        """Whether a signature was left out, as the checks would have cost too much."""
        return self._budget.is_exhausted

    def issuers(
        self, certificate: DecodedCertificate, anchors: BySubject = NO_ANCHORS
    ) -> tuple[DecodedCertificate, ...]:
        """The certificates whose key signed this one; anchors before sent ones."""
        question = (certificate.facts.fingerprint_sha256, id(anchors))
        if question not in self._issuers:
            self._issuers[question] = anchors, self._found(certificate, anchors)
        return self._issuers[question][1]

    def _found(
        self, certificate: DecodedCertificate, anchors: BySubject
    ) -> tuple[DecodedCertificate, ...]:
        candidates = self.candidates(certificate, anchors)
        signed = (c.key_der for c in candidates if self.seal(certificate, c) is Seal.VALID)
        key = next(signed, None)  # no second key makes the same signature
        return tuple(candidate for candidate in candidates if candidate.key_der == key)

    def leads_elsewhere(self, reached: Iterable[DecodedCertificate], anchors: BySubject) -> bool:
        """Whether a sent CA that is none of these was issued by an anchor."""
        known = {one.facts.fingerprint_sha256 for one in reached}
        return any(
            sent.facts.is_ca
            and sent.facts.fingerprint_sha256 not in known
            and any(
                self.seal(sent, anchor) is Seal.VALID
                for anchor in anchors.get(sent.issuer_name.comparable, ())
            )
            for namesakes in self._sent.values()
            for sent in namesakes
        )

    def sent_namesakes(self, certificate: DecodedCertificate) -> tuple[DecodedCertificate, ...]:
        """Those sent that bear the issuer's name, in their order."""
        return self._sent.get(certificate.issuer_name.comparable, ())

    def candidates(
        self, certificate: DecodedCertificate, anchors: BySubject = NO_ANCHORS
    ) -> list[DecodedCertificate]:
        """Those that bear the issuer's name, the likely ones first."""
        name = certificate.issuer_name.comparable
        trusted = anchors.get(name, ())
        known = {anchor.facts.fingerprint_sha256 for anchor in trusted}
        sent = self.sent_namesakes(certificate)
        others = [other for other in sent if other.facts.fingerprint_sha256 not in known]
        found = [*trusted, *others]
        if len(found) > 1:  # nearly all have one
            found.sort(key=lambda issuer: key_match(certificate, issuer))
        return found

    def seal(self, certificate: DecodedCertificate, issuer: DecodedCertificate) -> Seal:
        """Whether the issuer's key signed the certificate."""
        question = (certificate.facts.fingerprint_sha256, issuer.key_der)
        known = self._seals.get(question)
        if known is not None:
            return known
        return self._seals.setdefault(question, self._sealed(question, certificate, issuer))

    def _sealed(
        self, question: SealQuestion, certificate: DecodedCertificate, issuer: DecodedCertificate
    ) -> Seal:
        seals = self._known if certificate.facts.is_ca else None
        if seals is not None and (known := seals.get(question)):
            return known
        seal = signature.seal(certificate.signed, issuer.key, self._budget)
        return seal if seals is None or seal is Seal.UNKNOWN else seals.put(question, seal)


def is_mislabelled(certificate: DecodedCertificate, issuer: DecodedCertificate) -> bool:
    """Whether the authority key identifier names another key or certificate than the issuer's."""
    named = certificate.extensions.get(AuthorityKey)
    if named is None:
        return False
    return (
        key_match(certificate, issuer) is KeyMatch.DIFFERENT
        or named.issuer not in {None, issuer.issuer}
        or (named.serial is not None and f"{named.serial:x}" != issuer.facts.serial)
    )


def key_match(certificate: DecodedCertificate, issuer: DecodedCertificate) -> KeyMatch:
    """What the identifiers say of the issuer's key (RFC 5280, sections 4.2.1.1 and 4.2.1.2)."""
    wanted, held = certificate.extensions.issuer_key_id, issuer.extensions.key_id
    if wanted is None or held is None:
        return KeyMatch.UNTOLD
    return KeyMatch.SAME if wanted == held else KeyMatch.DIFFERENT
