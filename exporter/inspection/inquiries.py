"""What to ask next: pure, from what is known so far."""

from collections.abc import Iterator
from datetime import datetime

from exporter.inspection.dossier import Dossier
from exporter.inspection.pace import is_at_once
from exporter.inspection.scans import is_due, is_worth_a_scan
from exporter.model.inquiry import Inquiry, Scanning


def inquiries(dossier: Dossier, now: datetime) -> tuple[Inquiry, ...]:
    """What the answers so far call for, and is not answered yet; empty when all is done.

    Resolvers first, then the addresses that they told, then scans where these are due.
    """
    wanted: tuple[Inquiry, ...] = (*dossier.lookups, *dossier.visits, *scannings(dossier, now))
    return tuple(inquiry for inquiry in wanted if inquiry not in dossier.answers)


def scannings(dossier: Dossier, now: datetime) -> Iterator[Scanning]:
    """Every address that was visited, speaks TLS, and whose scan is due, where scans are at once."""
    policy = dossier.target.policy
    if not policy.scan_interval or not is_at_once(policy):
        return
    for visit in dossier.visits:
        visited = dossier.answers.get(visit)
        if visited and is_worth_a_scan(visited) and is_due(visit.place, dossier, now):
            yield Scanning(visit.place)
