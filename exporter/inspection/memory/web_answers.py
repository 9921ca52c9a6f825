"""Requests for what browsers remember of a site: when one is due, and what is told of the last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from exporter.inspection.dossier import Dossier
from exporter.inspection.memory.remembered import LONGEST
from exporter.inspection.scans.due import SOONER, is_past
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Handshake, speaks_http
from exporter.model.https_record import HttpsRecords
from exporter.model.inquiry import Request
from exporter.model.memory import Memory
from exporter.model.outcome import Skipped
from exporter.model.place import Address
from exporter.model.web import HeardAnswer, Promise, Trials, WebAnswer
from exporter.words.phase import Phase


def requests(dossier: Dossier, now: datetime) -> Iterator[Request]:
    """Of every address that was visited and speaks HTTP in TLS, once in a scan interval."""
    if not dossier.target.policy.scan_interval:
        return
    for visit in dossier.visits:
        visited = dossier.answers.get(visit, ())
        if is_of_http(visit.place, visited) and is_due(visit.place, dossier, now):
            yield Request(visit.place, promises=promises(dossier))


def promises(dossier: Dossier) -> tuple[Promise, ...]:
    """What HTTPS records promise of the addresses, by what all resolvers say of them."""
    said = (one.outcome for lookup in dossier.lookups for one in dossier.answers.get(lookup, ()))
    records = (one for one in said if isinstance(one, HttpsRecords))
    port = dossier.target.port
    return tuple(dict.fromkeys(one for each in records for one in each.promises(port)))


def is_due(place: Address, dossier: Dossier, now: datetime) -> bool:
    """Whether to ask now: by force, for the first time, after the interval, or as DNS promises more."""
    heard = dossier.memory.answers.get(place.address)
    if heard is None or dossier.is_forced:
        return True
    if not heard.promises.issuperset(promises(dossier)):
        return True
    interval = timedelta(seconds=dossier.target.policy.scan_interval)
    in_vain_at = heard.asked_at if isinstance(heard.outcome, Skipped) else heard.in_vain_at
    if in_vain_at:
        return is_past(in_vain_at, interval / SOONER, now)
    return is_past(heard.asked_at, interval, now)


def heard(dossier: Dossier, now: datetime) -> Iterator[tuple[str, HeardAnswer]]:
    """What came of the requests of this inspection, by address."""
    for inquiry, attempts in dossier.answers.items():
        if isinstance(inquiry, Request):
            outcomes = [one.outcome for one in attempts]
            trials = next((one for one in outcomes if isinstance(one, Trials)), Trials())
            for outcome in outcomes:
                if isinstance(outcome, WebAnswer | Skipped):
                    address, promised = inquiry.place.address, frozenset(inquiry.promises)
                    new = HeardAnswer(
                        asked_at=now, outcome=outcome, promises=promised, trials=trials
                    )
                    yield address, last_answer(dossier.memory.answers.get(address), new)


def last_answer(last: HeardAnswer | None, new: HeardAnswer) -> HeardAnswer:
    """The new one; where nothing came, the answer of the last day stays what is known."""
    if last is None or isinstance(new.outcome, WebAnswer) or isinstance(last.outcome, Skipped):
        return new
    is_recent = last.asked_at <= new.asked_at < last.asked_at + LONGEST
    if not is_recent:
        return new
    trials = new.trials if new.trials.results else last.trials
    return replace(last, in_vain_at=new.asked_at, promises=new.promises, trials=trials)


def told_answer(place: Address, visited: Attempts, memory: Memory) -> Attempts:
    """What came of the last request, where HTTP is spoken in TLS at present."""
    last = memory.answers.get(place.address)
    if last is None or not is_of_http(place, visited):
        return ()
    answer: Attempt[object] = Attempt(phase=Phase.REQUEST, outcome=last.outcome)
    if not last.trials.results:
        return (answer,)
    return (answer, Attempt(phase=Phase.REQUEST, outcome=last.trials))


def is_of_http(place: Address, visited: Attempts) -> bool:
    """Whether a handshake came about with a server of HTTP, as far as it says so."""
    shakes = (one.outcome for one in visited if isinstance(one.outcome, Handshake))
    return any(speaks_http(place, one) for one in shakes)
