"""A server with certificates for keys of several kinds: each is judged, and proofs say which it is."""

from dataclasses import replace

import pytest

from exporter.model.certificate import Certificate, ChainAssessment, Malformed
from exporter.words.key_type import KeyType
from exporter.words.reason import TrustReason
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    CHAIN,
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    NOW,
    RSA_LEAF,
    SITE,
    Deployment,
    assessment,
    certificate,
    gap,
    trust,
)

TEN_DAYS_AGO = "ended 2026-05-22 12:00 UTC, 10.0 days ago"
RSA_CHAIN = assessment(RSA_LEAF, INTERMEDIATE)


def serving(*chains: ChainAssessment | Malformed) -> Deployment:
    """The first in the ordinary handshake."""
    first, *others = chains
    return replace(HEALTHY, sites=(replace(SITE, chain=first, others=tuple(others)),))


def ended(leaf: Certificate, *, days: int = 10) -> ChainAssessment:
    """The chain of a certificate that ended so many days ago, or will."""
    old = certificate(days=-days, age=90)
    dates = {"not_before": old.not_before, "not_after": old.not_after}
    over = replace(leaf, **dates)  # type: ignore[arg-type] # of its fields
    trusts = (trust(TrustReason.EXPIRED, path=(over, INTERMEDIATE)),) if days > 0 else None
    return assessment(over, INTERMEDIATE, trusts=trusts)


def test_two_sound_certificates_are_no_finding() -> None:
    """All steps pass as for one."""
    report = serving(CHAIN, RSA_CHAIN).judged()
    assert report.findings == ()
    assert report.standing is Standing.HEALTHY
    assert [chain.key_type for chain in report.chains] == [KeyType.ECDSA, KeyType.RSA]


@pytest.mark.parametrize(
    ("chains", "proof"),
    [
        (
            (CHAIN, ended(RSA_LEAF)),
            f"RSA certificate: {TEN_DAYS_AGO} (scan of 2026-06-01 12:00 UTC)",
        ),
        (
            (ended(LEAF), RSA_CHAIN),
            f"ECDSA certificate: {TEN_DAYS_AGO}",
        ),
    ],
)
def test_one_that_has_expired_is_an_error(chains: tuple[ChainAssessment, ...], proof: str) -> None:
    """Whichever it is, and though the other is sound; what a scan saw is as old as that."""
    deployment = serving(*chains)
    assert deployment.codes() == ["certificate_expired"]
    assert deployment.proof("certificate_expired") == proof
    assert deployment.rung(Step.CERTIFICATE).status is Status.FAILING
    assert deployment.judged().standing is Standing.FAILING


def test_the_worst_leads() -> None:
    """The certificate that is over comes before the one that is near its end."""
    found = serving(ended(LEAF, days=-15), ended(RSA_LEAF)).judged().findings
    assert [(one.kind.code, one.kind.severity) for one in found] == [
        ("certificate_expired", Severity.ERROR),
        ("certificate_renewal_overdue", Severity.WARNING),
    ]
    assert found[1].evidence.startswith("ECDSA certificate: CN=www.example.com ends 2026-06-16")


def test_both_in_one_finding() -> None:
    """As the series of a finding knows its address and nothing of keys."""
    assert serving(ended(LEAF), ended(RSA_LEAF, days=3)).proof("certificate_expired") == (
        "ECDSA certificate: ended 2026-05-22 12:00 UTC, 10.0 days ago; "
        "RSA certificate: ended 2026-05-29 12:00 UTC, 3.0 days ago (scan of 2026-06-01 12:00 UTC)"
    )


def test_the_chain_of_each_is_judged() -> None:
    """A forgotten intermediate of the RSA certificate alone."""
    deployment = serving(CHAIN, assessment(RSA_LEAF, trusts=(gap(),)))
    assert deployment.proof("chain_incomplete") == (
        "RSA certificate: mozilla: CN=Issuing CA is missing (scan of 2026-06-01 12:00 UTC)"
    )
    assert deployment.rung(Step.CHAIN).status is Status.FAILING


def test_one_that_cannot_be_read_beside_one_that_is_not_trusted() -> None:
    """One finding, as there is one series; no client can trust either."""
    refused = assessment(trusts=(trust(TrustReason.UNTRUSTED_ROOT),))
    deployment = serving(refused, Malformed(detail="no serial number", length=1))
    assert deployment.proof("certificate_untrusted") == (
        "ECDSA certificate: mozilla: untrusted_root, what was seen; malformed, no serial number"
    )
    (verdict,) = deployment.rung(Step.CHAIN).unknown
    assert verdict.needs == "a certificate that can be read"


def test_what_is_left_is_told_of_the_certificate_that_ends_first() -> None:
    """In the line of a step that passed."""
    summary = serving(CHAIN, ended(RSA_LEAF, days=-40)).rung(Step.CERTIFICATE).summary
    assert summary == "40 days left, covers www.example.com, trusted by mozilla"
    assert (RSA_LEAF.not_after - NOW).days == 60
