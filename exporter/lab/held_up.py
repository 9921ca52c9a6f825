"""Whether a report only lacks what this machine, which runs the deployments besides, had no time for."""

from exporter.inspection.scans.told_scan import IS_TO_COME
from exporter.lab.expectation import Expectation
from exporter.model.outcome import Failed, Postponed
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.probing.errand import SCAN_LATER
from exporter.words.reason import Reason

SHORTAGES = frozenset({Reason.STARVED, Reason.EXHAUSTED, Reason.DEADLINE})


def is_held_up(expectation: Expectation, report: Report) -> bool:
    """Part of the probe came to nothing for want of time, and nothing is found beyond what must be."""
    found = {finding.kind.code for finding in report.findings}
    outcomes = (made.outcome for seen in report.evidence.sightings for made in seen.attempts)
    return found <= expectation.findings and any(map(is_shortage, outcomes))


def is_shortage(outcome: object) -> bool:
    """Whether an attempt says nothing of the deployment, or ended before all was asked."""
    match outcome:
        case Failed(reason=reason):
            return reason in SHORTAGES
        case Scan(left_open=left_open):
            return bool(left_open)
        case _:
            return isinstance(outcome, Postponed) or outcome in {IS_TO_COME, SCAN_LATER}
