"""This machine's clock is suspected where many certificates speak against it, and not before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from exporter.guide.clock import clock_doubt
from exporter.model.report import Report
from tests.deployments import HEALTHY, INTERMEDIATE, LEAF, NOW, SITE, assessment

TO_COME, WELL, OVER = (
    (NOW + timedelta(days=2), NOW + timedelta(days=90)),
    (NOW - timedelta(days=30), NOW + timedelta(days=60)),
    (NOW - timedelta(days=95), NOW - timedelta(days=5)),
)


def reports(*lives: tuple[datetime, datetime]) -> Iterator[Report]:
    """A target for each, with a certificate of its own that begins and ends then."""
    for number, (begin, end) in enumerate(lives):
        leaf = replace(LEAF, fingerprint_sha256=f"{number:064}", not_before=begin, not_after=end)
        chain = assessment(leaf, INTERMEDIATE)
        yield replace(HEALTHY, sites=(replace(SITE, chain=chain),)).judged()


@pytest.mark.parametrize(
    ("lives", "told"),
    [
        ((), ""),
        ((WELL,) * 5, ""),
        ((TO_COME,) * 2, ""),
        ((TO_COME,) * 3, "3 of 3 certificates are not valid yet"),
        ((*(TO_COME,) * 3, *(WELL,) * 3), "3 of 6 certificates are not valid yet"),
        ((*(TO_COME,) * 3, *(WELL,) * 4), ""),
        ((OVER,) * 2, ""),
        ((OVER,) * 3, "3 of 3 certificates are over"),
        ((*(OVER,) * 4, *(WELL,) * 2), "4 of 6 certificates are over"),
        ((*(OVER,) * 3, *(WELL,) * 2), ""),
    ],
)
def test_many_certificates_have_to_say_so(
    lives: tuple[tuple[datetime, datetime], ...], told: str
) -> None:
    """Three at least; half of all that begin in the future, two thirds of those that are over."""
    doubt = clock_doubt(reports(*lives))
    assert told in doubt
    assert bool(doubt) is bool(told)


def test_the_sentence_says_what_the_time_is_and_where_to_look() -> None:
    """By the clock that is suspected."""
    assert clock_doubt(reports(*(TO_COME,) * 4)) == (
        "This machine's clock is suspected: by it, 2026-06-01 11:59 UTC, 4 of 4 certificates are not "
        "valid yet. Look at it, with `timedatectl`, before them."
    )


def test_one_certificate_at_many_addresses_speaks_once() -> None:
    """As do several targets with one certificate."""
    (report,) = reports(TO_COME)
    assert clock_doubt([report] * 5) == ""
