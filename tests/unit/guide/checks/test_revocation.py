"""Step 3 tells what the CA says of the certificates, and whose trouble it is where it says nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.guide.checks.renewal import RENEWAL
from exporter.guide.checks.revocation import REVOCATION
from exporter.guide.own_errors import OwnErrors
from exporter.model.attempt import Attempt, Attempts
from exporter.model.attestation import Attestation, Completion, Revocation, UselessAnswer
from exporter.model.certificate import Certificate
from exporter.model.evidence import Sighting
from exporter.model.finding import Finding
from exporter.model.inquiry import Fetching
from exporter.model.outcome import Failed
from exporter.model.place import Document
from exporter.words.document_kind import DocumentKind
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.revocation_source import RevocationSource
from tests.deployments import (
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    NOW,
    SITE,
    assessment,
)

PLACE = Document(url="http://ca.example/ocsp")
QUESTION = Fetching(PLACE, DocumentKind.OCSP, b"question")
DOWN = Failed(reason=Reason.CONNECT_REFUSED, detail="connection refused")


def revoked(certificate: Certificate, source: RevocationSource) -> Revocation:
    """Taken back yesterday."""
    return Revocation(
        certificate=certificate,
        source=source,
        document=None,
        revoked_at=NOW - timedelta(days=1),
        reason="keyCompromise",
        until=NOW,
    )


def findings(
    *told: Revocation | UselessAnswer,
    failure: Failed | None = None,
    kind: DocumentKind = DocumentKind.OCSP,
    is_stapled: bool | None = False,
    promises: bool = False,
) -> dict[str, Finding]:
    """What is found by code."""
    leaf = replace(LEAF, must_staple=promises)
    site = replace(SITE, chain=assessment(leaf, INTERMEDIATE))
    case = replace(HEALTHY, sites=(site,)).case()
    attestation = Attestation(
        named=(replace(QUESTION, kind=kind),),
        completion=Completion(is_completable=None, chain=()),
        revocations=tuple(one for one in told if isinstance(one, Revocation)),
        useless=tuple(one for one in told if isinstance(one, UselessAnswer)),
        is_stapled=is_stapled,
        until=NOW,
    )
    attempts: Attempts = (Attempt(phase=Phase.FETCH, outcome=failure),) if failure else ()
    sighting = Sighting(place=PLACE, attempts=attempts)
    case = replace(
        case,
        chains=tuple(replace(one, attestation=attestation) for one in case.chains),
        evidence=replace(case.evidence, sightings=(*case.evidence.sightings, sighting)),
    )
    errors = OwnErrors(lambda *_: None)
    return {
        one.kind.code: one
        for check in (*REVOCATION, *RENEWAL)
        for one in check.findings(case, errors)
    }


def test_nothing_is_found_where_nothing_is_known() -> None:
    """No staple, no promise, no failure."""
    assert findings() == {}


def test_a_revoked_certificate_is_told_with_time_reason_and_source() -> None:
    """The server's own has another remedy than an intermediate."""
    found = findings(revoked(LEAF, RevocationSource.STAPLE))["certificate_revoked"]
    assert found.place == SITE.place
    assert found.evidence == (
        "CN=www.example.com, serial 04a1, was revoked 2026-05-31 12:00 UTC (keyCompromise), "
        "says the stapled answer"
    )
    assert "with a new key" in found.remedy
    above = findings(revoked(INTERMEDIATE, RevocationSource.CRL))["certificate_revoked"]
    assert above.evidence.endswith("says the list of its CA (CRL)")
    assert "another intermediate" in above.remedy


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (DocumentKind.OCSP, "certificate_revocation_unanswered"),
        (DocumentKind.CRL, "certificate_revocation_unanswered"),
        (DocumentKind.ARI, "certificate_renewal_unanswered"),
    ],
    ids=lambda one: one.value if isinstance(one, DocumentKind) else "",
)
def test_a_responder_s_trouble_is_told_of_the_responder(kind: DocumentKind, told: str) -> None:
    """It is no fault of the site, at whose address nothing is found."""
    ((code, found),) = findings(failure=DOWN, kind=kind).items()
    assert (code, found.place, found.evidence) == (told, PLACE, "connection refused")
    useless = UselessAnswer(document=replace(QUESTION, kind=kind), fault="it ended yesterday")
    ((code, found),) = findings(useless, kind=kind).items()
    assert (code, found.evidence) == (told, "it ended yesterday")


def test_what_we_lack_ourselves_and_issuers_are_nobody_s_revocation() -> None:
    """A shortage here says nothing of the CA, and a missing issuer is step 6's."""
    starved = Failed(reason=Reason.STARVED, detail="held up")
    assert findings(failure=starved) == {}
    assert findings(failure=DOWN, kind=DocumentKind.AIA) == {}


def test_a_promised_answer_that_is_missing_is_told() -> None:
    """Where the hello asked for one."""
    found = findings(promises=True)["certificate_staple_unusable"]
    assert found.evidence == "the certificate promises a stapled answer, and none is sent"
    assert "ssl_stapling on" in found.remedy
    assert findings(promises=True, is_stapled=True) == {}
    assert findings(promises=True, is_stapled=None) == {}


def test_a_stapled_answer_that_proves_nothing_is_told() -> None:
    """With what is wrong with it."""
    useless = UselessAnswer(document=None, fault="it ended 2026-05-01 12:00 UTC")
    found = findings(useless)
    assert found.keys() == {"certificate_staple_unusable"}
    assert found["certificate_staple_unusable"].evidence == (
        "an answer is stapled, but it ended 2026-05-01 12:00 UTC"
    )
