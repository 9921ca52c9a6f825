"""Dates count to the second, and it is known beforehand when the judgement changes by them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from exporter.guide.dates import critical_from, is_over, warned_from
from exporter.model.certificate import Certificate, Malformed
from exporter.model.target import ExpiryThresholds, Policy
from exporter.x509.decode import decoded
from exporter.x509.path_faults import find_date_faults
from tests.deployments import (
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    NOW,
    ROOT,
    Deployment,
    assessment,
    certificate,
    trust,
)
from tests.unit.x509 import pki

NINETY_DAYS = replace(
    LEAF,
    not_before=datetime(2026, 6, 1, tzinfo=UTC),
    not_after=datetime(2026, 8, 29, 23, 59, 59, tzinfo=UTC),
)
"""From the first second of a day to the last one of another."""
EARLY = ["certificate_not_yet_valid"]
LATE = ["certificate_renewal_overdue"]
LAST = ["certificate_expiry_imminent"]
OVER = ["certificate_expired"]
LONGEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""What RFC 5280, section 4.1.2.5, has for a certificate without an end."""


def serving(leaf: Certificate, now: datetime, expiry: ExpiryThresholds | None = None) -> Deployment:
    """A deployment with this certificate, judged at that time."""
    policy = Policy(expiry=expiry or ExpiryThresholds())
    deployment = replace(HEALTHY, now=now).with_policy(policy)
    return deployment.serving(assessment(leaf, INTERMEDIATE))


@pytest.mark.parametrize(
    ("lifetime", "warned", "critical"),
    [
        (timedelta(days=398), timedelta(days=30), timedelta(days=7)),
        (timedelta(days=90), timedelta(days=22.5), timedelta(days=7)),
        (timedelta(hours=160), timedelta(hours=40), timedelta(hours=16)),
    ],
)
def test_an_end_is_near_by_the_smaller_of_time_and_share(
    lifetime: timedelta, warned: timedelta, critical: timedelta
) -> None:
    """A year's certificate warns 30 days ahead, a 90-day one 22.5 days."""
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    leaf = replace(LEAF, not_before=begin, not_after=begin + lifetime - timedelta(seconds=1))
    assert warned_from(leaf, ExpiryThresholds()) == begin + lifetime - warned
    assert critical_from(leaf, ExpiryThresholds()) == begin + lifetime - critical


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        ("2026-05-31T23:59:59+00:00", EARLY),
        ("2026-05-31T23:59:59.999999+00:00", EARLY),
        ("2026-06-01T00:00:00+00:00", []),
        ("2026-08-07T11:59:59+00:00", []),  # a quarter of 90 days is 22.5
        ("2026-08-07T12:00:00+00:00", LATE),
        ("2026-08-22T23:59:59+00:00", LATE),
        ("2026-08-23T00:00:00+00:00", LAST),  # seven days
        ("2026-08-29T23:59:59+00:00", LAST),
        ("2026-08-29T23:59:59.999999+00:00", LAST),
        ("2026-08-30T00:00:00+00:00", OVER),
    ],
)
def test_a_judgement_by_dates_changes_at_a_second(now: str, codes: list[str]) -> None:
    """One second before the instant it is another than at it."""
    assert serving(NINETY_DAYS, datetime.fromisoformat(now)).codes() == codes


@pytest.mark.parametrize(
    ("before", "instant"),
    [
        ("2026-05-31T23:30:00+00:00", "2026-06-01T00:00:00+00:00"),
        ("2026-08-07T11:59:59+00:00", "2026-08-07T12:00:00+00:00"),
        ("2026-08-22T23:30:00+00:00", "2026-08-23T00:00:00+00:00"),
        ("2026-08-29T23:59:59+00:00", "2026-08-30T00:00:00+00:00"),
        ("2026-08-29T23:59:59.5+00:00", "2026-08-30T00:00:00+00:00"),
    ],
)
def test_a_judgement_holds_until_the_next_date(before: str, instant: str) -> None:
    """Just before it the judgement is that of now, and at it another."""
    until = datetime.fromisoformat(instant)
    present = serving(NINETY_DAYS, datetime.fromisoformat(before))
    assert present.judged().until == until
    last = replace(present, now=until - timedelta(microseconds=1))
    assert last.codes() == present.codes()
    assert replace(present, now=until).codes() != present.codes()


@pytest.mark.parametrize("now", ["2026-06-01T00:00:00+00:00", "2026-09-01T00:00:00+00:00"])
def test_a_judgement_holds_for_one_hour_at_most(now: str) -> None:
    """An instant that has come is no change any more, and proofs count days."""
    present = datetime.fromisoformat(now)
    assert serving(NINETY_DAYS, present).judged().until == present + timedelta(seconds=3600)


@pytest.mark.parametrize(
    ("sent", "path", "seconds"),
    [
        ((INTERMEDIATE,), ROOT, 3600),
        ((replace(INTERMEDIATE, not_after=NOW + timedelta(seconds=59)),), ROOT, 60),
        ((INTERMEDIATE,), replace(ROOT, not_after=NOW + timedelta(seconds=59)), 60),
        ((replace(INTERMEDIATE, not_before=NOW + timedelta(seconds=59)),), ROOT, 59),
        ((INTERMEDIATE, certificate("CN=Cross", days=1 / 1440)), ROOT, 61),
    ],
)
def test_every_date_that_a_check_looks_at_counts(
    sent: tuple[Certificate, ...], path: Certificate, seconds: float
) -> None:
    """Of what was sent, and of a path to the anchor."""
    chain = assessment(LEAF, *sent, trusts=(trust(path=(LEAF, sent[0], path)),))
    assert HEALTHY.serving(chain).judged().until == NOW + timedelta(seconds=seconds)


def test_a_certificate_that_cannot_be_read_has_no_date() -> None:
    """Its judgement is looked at again after an hour as well."""
    unreadable = HEALTHY.serving(Malformed(detail="no certificate", length=1))
    assert unreadable.judged().until == NOW + timedelta(hours=1)


@pytest.mark.parametrize(("end", "codes"), [(NOW, LATE), (NOW - timedelta(seconds=1), OVER)])
def test_thresholds_of_nothing_warn_of_nothing(end: datetime, codes: list[str]) -> None:
    """In the last second too, when a ratio alone is left."""
    expiry = ExpiryThresholds(critical=0.0)
    leaf = replace(LEAF, not_after=end)
    assert serving(leaf, NOW, expiry).codes() == codes
    assert serving(leaf, NOW, replace(expiry, warn=0.0)).codes() == (codes if codes == OVER else [])


@pytest.mark.parametrize(
    ("not_before", "not_after"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)),
        (LONGEST, datetime(1, 1, 1, tzinfo=UTC)),
        (LONGEST, LONGEST),
        (datetime(1, 1, 1, tzinfo=UTC), LONGEST),
    ],
)
def test_no_date_is_beyond_judgement(not_before: datetime, not_after: datetime) -> None:
    """What a server sends is anything that can be encoded."""
    report = serving(replace(LEAF, not_before=not_before, not_after=not_after), NOW).judged()
    assert NOW < report.until <= NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "is_expired"),
    [
        ("2026-07-31T11:59:59+00:00", False),
        ("2026-07-31T12:00:00+00:00", False),
        ("2026-07-31T12:00:00.999999+00:00", False),
        ("2026-07-31T12:00:01+00:00", True),
    ],
)
def test_guide_and_trust_stores_agree_on_the_last_second(now: str, *, is_expired: bool) -> None:
    """The certificate ends at 12:00:00, which is the last second of its validity."""
    leaf = decoded(pki.leaf(pki.ca("Issuing CA"), end=60).der)
    assert leaf.facts.not_after == datetime(2026, 7, 31, 12, tzinfo=UTC)
    present = datetime.fromisoformat(now)
    assert is_over(leaf.facts, present) is is_expired
    assert any(find_date_faults((leaf,), present.replace(microsecond=0))) is is_expired
    assert (serving(leaf.facts, present).codes() == OVER) is is_expired
