"""Step 3 tells where the CA's time for a renewal has passed."""

from dataclasses import replace
from datetime import timedelta

from exporter.guide.checks.renewal import RENEWAL
from exporter.guide.own_errors import OwnErrors
from exporter.model.attestation import Attestation, Completion, Renewal
from tests.deployments import HEALTHY, NOW, SITE


def evidence(when: Renewal | None) -> list[str]:
    """What is found with this renewal information."""
    case = replace(HEALTHY, sites=(SITE,)).case()
    completion = Completion(is_completable=None, chain=())
    heard = Attestation(completion=completion, renewal=when, until=NOW)
    case = replace(case, chains=(replace(case.chains[0], attestation=heard),))
    errors = OwnErrors(lambda *_: None)
    return [one.evidence for check in RENEWAL for one in check.findings(case, errors)]


def test_a_time_that_has_passed_is_told_with_the_reason() -> None:
    """From its last instant on, and not before."""
    passed = Renewal(
        start=NOW - timedelta(days=3),
        end=NOW - timedelta(hours=30),
        explanation="https://acme.example/docs/incident",
    )
    (told,) = evidence(passed)
    assert told == (
        "its CA suggests to renew it from 2026-05-29 12:00 to 2026-05-31 06:00 UTC, which was over "
        "30.0 hours ago; why, it says at https://acme.example/docs/incident"
    )
    (found,) = evidence(replace(passed, end=NOW, explanation=""))
    assert found.endswith("ago")
    assert evidence(replace(passed, end=NOW + timedelta(seconds=1))) == []
    assert evidence(None) == []
