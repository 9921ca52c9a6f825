"""The documents that certificates name: which are asked for, which still do, where they stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Evidence, Fetched, Presentation, Sighting
from exporter.model.inquiry import Fetching
from exporter.model.outcome import Failed
from exporter.model.place import Document
from exporter.model.report import Report
from exporter.words.phase import Phase

GOOD_FOR = timedelta(hours=6)
"""A document is asked for anew after this time, though it says that it is good for longer: a CA may
have revoked something meanwhile."""
USELESS_FOR = timedelta(minutes=30)
MOST_ROUNDS = 6
"""Of documents that only show others which further ones are named."""
MOST_DOCUMENTS = 32
"""Of one target, as whoever makes a certificate chooses how many it names."""
FetchedAnswers: TypeAlias = Mapping[Fetching, Attempts]


def named(report: Report | None, evidence: Evidence) -> tuple[Fetching, ...]:
    """The documents that a report knows the certificates in the evidence to name."""
    if report is None or not any(served.attestation for served in report.chains):
        return ()
    presented = {
        one.chain for _, seen in evidence.at_addresses() for one in seen.every(Presentation)
    }
    wanted = (
        one
        for served in report.chains
        if served.chain in presented and served.attestation
        for one in served.attestation.named
    )
    return tuple(dict.fromkeys(wanted))[:MOST_DOCUMENTS]


def remembered(
    report: Report | None, wanted: Iterable[Fetching], now: datetime
) -> dict[Fetching, Attempts]:
    """What came of those at an earlier look, as far as that still does."""
    return {
        one: (Attempt(phase=Phase.FETCH, outcome=before),)
        for one in wanted
        if (before := fetched_before(report, one)) and is_good(one, before, report, now)
    }


def is_good(wanted: Fetching, fetched: Fetched, report: Report | None, now: datetime) -> bool:
    """Whether it came lately, and what it says holds; one of no use is given a while to become better."""
    told = [each.attestation for each in report.chains if each.attestation] if report else []
    is_useless = any(one.document == wanted for each in told for one in each.useless)
    said = GOOD_FOR if fetched.good_for is None else timedelta(seconds=fetched.good_for)
    good_for = USELESS_FOR if is_useless else said
    ends = (one.until for each in told for one in each.revocations if one.document == wanted)
    return fetched.fetched_at <= now < min((fetched.fetched_at + good_for, *ends))


def with_earlier(
    report: Report | None, answers: Mapping[Fetching, Attempts]
) -> dict[Fetching, Attempts]:
    """The answers; behind a failure the document of an earlier look, which may do for longer."""
    return {one: (*attempts, *instead(report, one, attempts)) for one, attempts in answers.items()}


def instead(
    report: Report | None, wanted: Fetching, attempts: Attempts
) -> Iterator[Attempt[object]]:
    """The document of an earlier look, if there is none now."""
    before = fetched_before(report, wanted)
    if before and any(isinstance(one.outcome, Failed) for one in attempts):
        yield Attempt(phase=Phase.FETCH, outcome=before)


def fetched_before(report: Report | None, wanted: Fetching) -> Fetched | None:
    """The document as it came at an earlier look."""
    for place, seen in report.evidence.at_documents() if report else ():
        if place == wanted.place:
            for one in seen.every(Fetched):
                if asked_for(place, one) == wanted:
                    return one
    return None


def with_documents(evidence: Evidence, answers: FetchedAnswers, seconds: float) -> Evidence:
    """The evidence, and what came of each document, those of one address together."""
    at: dict[Document, Attempts] = {}
    for one, attempts in answers.items():
        at[one.place] = (*at.get(one.place, ()), *attempts)
    sightings = (Sighting(place=place, attempts=attempts) for place, attempts in at.items())
    return replace(evidence, sightings=(*evidence.sightings, *sightings), duration=seconds)


def documents(evidence: Evidence) -> dict[Fetching, bytes]:
    """Those that came, by what was asked."""
    return {
        asked_for(place, one): one.body
        for place, seen in evidence.at_documents()
        for one in seen.every(Fetched)
    }


def asked_for(place: Document, fetched: Fetched) -> Fetching:
    """What was asked to get it."""
    return Fetching(place, fetched.document, fetched.question)
