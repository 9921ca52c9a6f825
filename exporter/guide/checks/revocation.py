"""Step 3 as well: what the CA says of the certificates, and whether it says anything of use."""

from collections.abc import Iterator

from exporter.guide.case import Case, every_document
from exporter.guide.chain_check import served_check
from exporter.guide.check import Caused, Check
from exporter.guide.runbook import finding_kind
from exporter.model.attestation import Revocation
from exporter.model.certificate import ChainAssessment
from exporter.model.judged_chain import ServedChain
from exporter.model.place import Document
from exporter.words.cause import Cause
from exporter.words.document_kind import DocumentKind
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN
from exporter.words.revocation_source import RevocationSource

REVOKED = finding_kind("certificate_revoked")
UNANSWERED = finding_kind("certificate_revocation_unanswered")
STAPLE_UNUSABLE = finding_kind("certificate_staple_unusable")
ABOUT_REVOCATION = frozenset({DocumentKind.OCSP, DocumentKind.CRL})
TOLD_BY = {
    RevocationSource.STAPLE: "the stapled answer",
    RevocationSource.OCSP: "the responder of its CA (OCSP)",
    RevocationSource.CRL: "the list of its CA (CRL)",
}


def find_revoked(_case: Case, chain: ChainAssessment, served: ServedChain) -> Iterator[Caused]:
    """Each certificate of the path that its CA has revoked, by each source."""
    for one in served.attestation.revocations if served.attestation else ():
        if one.revoked_at:
            is_leaf = one.certificate.fingerprint_sha256 == chain.leaf.fingerprint_sha256
            cause = Cause.REVOKED_LEAF if is_leaf else Cause.REVOKED_INTERMEDIATE
            yield Caused(told(one), cause)


def told(one: Revocation) -> str:
    """Which certificate, when, why, and who says so."""
    why = f" ({one.reason})" if one.reason else ""
    name = one.certificate.subject or "the certificate"
    return (
        f"{name}, serial {one.certificate.serial}, was revoked "
        f"{one.revoked_at:%Y-%m-%d %H:%M} UTC{why}, says {TOLD_BY[one.source]}"
    )


def find_unusable_staple(
    _case: Case, chain: ChainAssessment, served: ServedChain
) -> Iterator[str | Caused]:
    """A promised answer (RFC 7633) that is not stapled, or a stapled one that proves nothing."""
    attestation = served.attestation
    if attestation and attestation.is_stapled is False and chain.leaf.must_staple:
        yield Caused("the certificate promises a stapled answer, and none is sent", Cause.NO_STAPLE)
    for one in attestation.useless if attestation else ():
        if one.document is None:
            yield f"an answer is stapled, but {one.fault}"


def find_unanswered(case: Case, place: Document) -> Iterator[str]:
    """A responder or a list that is not to be had, or that proves nothing."""
    yield from troubles(case, place, ABOUT_REVOCATION)


def troubles(case: Case, place: Document, kinds: frozenset[DocumentKind]) -> Iterator[str]:
    """Why a document of these kinds is not to be had, or of no use."""
    failed = case.documents[place].failure(Phase.FETCH)
    named = (
        one
        for served in case.chains
        for one in (served.attestation.named if served.attestation else ())
    )
    is_named = any(one.place == place and one.kind in kinds for one in named)
    if failed and failed.reason not in OF_OUR_OWN and is_named:
        yield failed.detail or failed.reason
    for useless in case.useless.get(place, ()):
        if useless.document and useless.document.kind in kinds:
            yield useless.fault


REVOCATION = (
    served_check(REVOKED, find_revoked),
    served_check(STAPLE_UNUSABLE, find_unusable_staple),
    Check(kind=UNANSWERED, applies=every_document, find=find_unanswered),
)
