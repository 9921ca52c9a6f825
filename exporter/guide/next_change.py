"""Until when a judgement holds: then a date in it is reached, or it has aged."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from exporter.guide.case import Case
from exporter.guide.dates import critical_from, end, warned_from
from exporter.model.certificate import ChainAssessment
from exporter.model.target import ExpiryThresholds

LONGEST_JUDGEMENT = timedelta(hours=1)
"""Proofs count the days that are left."""


def next_change(case: Case) -> datetime:
    """The first instant after now at which dates may make the judgement differ."""
    instants = {
        instant
        for chain in case.assessments.values()
        for instant in instants_of(chain, case.target.policy.expiry)
    }
    coming = (instant for instant in instants if instant > case.now)
    return min((*coming, case.now + LONGEST_JUDGEMENT))


def instants_of(chain: ChainAssessment, expiry: ExpiryThresholds) -> Iterator[datetime]:
    """When something about the dates of a chain or of its paths changes."""
    yield warned_from(chain.leaf, expiry)
    yield critical_from(chain.leaf, expiry)
    paths = (verdict.path for verdict in chain.trust)
    for certificate in {*chain.certificates, *(one for path in paths for one in path)}:
        yield certificate.not_before
        yield end(certificate)
