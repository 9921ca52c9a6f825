"""A judgement holds until a certificate of the path is nearer to its end than it says."""

from datetime import timedelta

import pytest

from exporter.inspection.judging.lasting import next_change
from exporter.model.target import ExpiryThresholds
from tests.deployments import HEALTHY, INTERMEDIATE, LEAF, NOW, ROOT, assessment, certificate, trust


@pytest.mark.parametrize("place", [0, 1, 2], ids=["leaf", "intermediate", "root"])
@pytest.mark.parametrize("threshold", [7, 30], ids=["critical", "warn"])
def test_it_holds_until_a_threshold_of_any_certificate_is_reached(
    place: int, threshold: int
) -> None:
    """Half an hour later it is critically near its end, or to be warned of."""
    path = [LEAF, INTERMEDIATE, ROOT]
    soon = timedelta(minutes=30)
    days = threshold + (soon - timedelta(seconds=1)) / timedelta(days=1)
    path[place] = certificate(path[place].subject, days=days, age=3000)
    chain = assessment(path[0], INTERMEDIATE, trusts=(trust(path=tuple(path)),))
    chains = HEALTHY.serving(chain).chains
    assert next_change(chains, ExpiryThresholds(), NOW) == NOW + soon
