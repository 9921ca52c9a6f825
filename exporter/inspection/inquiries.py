"""What to ask next: pure, from what is known so far."""

from collections.abc import Iterator
from datetime import datetime

from exporter.inspection.dossier import Dossier
from exporter.inspection.memory.web_answers import requests
from exporter.inspection.scans.due import is_due, is_worth_a_scan, to_confirm
from exporter.inspection.scans.pace import is_at_once
from exporter.inspection.scans.stand_in import stand_in, was_reached
from exporter.inspection.timestamps import is_time_for_timestamps
from exporter.model.inquiry import Inquiry, Scanning, Visit


def inquiries(dossier: Dossier, now: datetime) -> tuple[Inquiry, ...]:
    """What the answers so far call for, and is not answered yet; empty when all is done.

    Resolvers and configurations first, then the addresses and files that they told, then requests
    and scans where these are due.
    """
    wanted: tuple[Inquiry, ...] = (
        *dossier.lookups,
        *dossier.readings,
        *looks(dossier, now),
        *requests(dossier, now),
        *scannings(dossier, now),
    )
    return tuple(inquiry for inquiry in wanted if inquiry not in dossier.answers)


def looks(dossier: Dossier, now: datetime) -> Iterator[Inquiry]:
    """A visit of every address, or what stands in for it; the visit after all where nothing listens."""
    for visit in dossier.visits:
        question = stand_in(visit.place, dossier)
        if question:
            yield question
        is_wanted = question is None or not was_reached_by(question, dossier)
        if is_wanted and visit not in dossier.answers:
            yield Visit(
                visit.place, hears_timestamps=is_time_for_timestamps(visit.place, dossier, now)
            )


def was_reached_by(question: Scanning, dossier: Dossier) -> bool:
    """Whether the server was reached, or that is still to be seen."""
    attempts = dossier.answers.get(question)
    return attempts is None or was_reached(attempts)


def scannings(dossier: Dossier, now: datetime) -> Iterator[Scanning]:
    """Every address that was visited, speaks TLS, and whose scan is due, where scans are at once.

    A request to it comes first, as some servers serve one connection at a time.
    """
    policy = dossier.target.policy
    if not policy.scan_interval or not is_at_once(policy):
        return
    requested = {one.place for one in requests(dossier, now)}
    for visit in dossier.visits:
        visited = dossier.answers.get(visit)
        is_free = visit.place not in requested and Scanning(visit.place) not in dossier.answers
        if is_free and visited and is_worth_a_scan(visited) and is_due(visit.place, dossier, now):
            yield Scanning(visit.place, last=to_confirm(visit.place, dossier))
