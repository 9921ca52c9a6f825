"""Until when a judgement holds."""

from datetime import datetime, timedelta

from exporter.guide.authority import forgotten_at
from exporter.guide.case import Case
from exporter.guide.dates import critical_from, warned_from
from exporter.inspection.judging.appraiser import Appraiser
from exporter.model.certificate import ChainAssessment
from exporter.model.evidence import Evidence
from exporter.model.judged_chain import FileChain, ServedChain
from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.target import ExpiryThresholds, Target

LONGEST_JUDGEMENT = timedelta(hours=1)
"""Proofs count the days that are left, and tell when the scan was made on which they rest."""


def last_by(appraiser: Appraiser, memory: Memory) -> Report | None:
    """The last judgement, if it was made by the same trust stores."""
    report = memory.report
    return report if report and report.trust_stores == appraiser.stores else None


def stands(before: Report, target: Target, evidence: Evidence, now: datetime) -> bool:
    """Whether the last judgement holds for this evidence as well."""
    return (
        before.since <= now < before.until
        and (before.target is target or before.target == target)
        and evidence.is_like(before.evidence)
    )


def next_date(case: Case) -> datetime:
    """The first instant after that of the case at which something ends that it goes by."""
    chains: tuple[ServedChain | FileChain, ...]
    chains = (*case.chains, *case.alternates, *case.file_chains)
    forgotten = (forgotten_at(place, case.evidence) for place in case.stale)
    instants = (instant for instant in forgotten if instant and instant > case.now)
    return min((next_change(chains, case.target.policy.expiry, case.now), *instants))


def next_change(
    chains: tuple[ServedChain | FileChain, ...], expiry: ExpiryThresholds, now: datetime
) -> datetime:
    """The first instant after now at which dates may make the judgement differ."""
    known = [one.assessment for one in chains if isinstance(one.assessment, ChainAssessment)]
    paths = (verdict.path for assessment in known for verdict in assessment.trust)
    lives = {
        one.fingerprint_sha256: one
        for path in (*((each.leaf,) for each in known), *paths)
        for one in path
    }
    nears = (warned_from, critical_from)
    instants = (near(one, expiry) for one in lives.values() for near in nears)
    coming = (instant for instant in instants if instant > now)
    heard = (one.attestation for one in chains if isinstance(one, ServedChain))
    ends = (*(one.appraisal.until for one in chains), *(one.until for one in heard if one))
    return min((now + LONGEST_JUDGEMENT, *coming, *ends))
