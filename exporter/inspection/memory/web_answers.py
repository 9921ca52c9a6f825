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
from exporter.model.web import HeardAnswer, HeardTrial, Promise, Trials, WebAnswer
from exporter.words.fulfilment import Fulfilment
from exporter.words.phase import Phase


def requests(dossier: Dossier, now: datetime) -> Iterator[Request]:
    """Of every address that was visited and speaks HTTP in TLS, once in a scan interval, until it is answered."""
    if not dossier.target.policy.scan_interval:
        return
    for visit in dossier.visits:
        visited = dossier.answers.get(visit, ())
        if Request(visit.place) in dossier.answers:
            continue
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
            tried = next((one for one in outcomes if isinstance(one, Trials)), Trials())
            trials = {p: HeardTrial(tried_at=now, result=came) for p, came in tried.results}
            for outcome in outcomes:
                if isinstance(outcome, WebAnswer | Skipped):
                    address, promised = inquiry.place.address, frozenset(inquiry.promises)
                    new = HeardAnswer(
                        asked_at=now, outcome=outcome, promises=promised, trials=trials
                    )
                    yield address, last_answer(dossier.memory.answers.get(address), new)


def last_answer(last: HeardAnswer | None, new: HeardAnswer) -> HeardAnswer:
    """The new one; where nothing came, or nothing certain, what was known within the last day stays so."""
    if last is None:
        return new
    stays = isinstance(new.outcome, Skipped) and isinstance(last.outcome, WebAnswer)
    if stays and is_recent(last.asked_at, new.asked_at):
        told = replace(last, in_vain_at=new.asked_at, promises=new.promises)
    else:
        told = new
    offered = told.outcome.promises if isinstance(told.outcome, WebAnswer) else ()
    trials = {
        promise: trial
        for promise in (*new.promises, *offered)
        if (trial := last_trial(last.trials.get(promise), new.trials.get(promise), new.asked_at))
    }
    return replace(told, trials=trials)


def last_trial(last: HeardTrial | None, new: HeardTrial | None, now: datetime) -> HeardTrial | None:
    """The new one; where it told nothing, what was known within the last day."""
    if new and new.result is not Fulfilment.UNKNOWN:
        return new
    return last if last and is_recent(last.tried_at, now) else new


def is_recent(then: datetime, now: datetime) -> bool:
    """Whether it was within the last day."""
    return then <= now < then + LONGEST


def told_answer(place: Address, visited: Attempts, memory: Memory) -> Attempts:
    """What came of the last request, where HTTP is spoken in TLS at present."""
    last = memory.answers.get(place.address)
    if last is None or not is_of_http(place, visited):
        return ()
    answer: Attempt[object] = Attempt(phase=Phase.REQUEST, outcome=last.outcome)
    if not last.trials:
        return (answer,)
    results = tuple((promise, trial.result) for promise, trial in last.trials.items())
    return (answer, Attempt(phase=Phase.REQUEST, outcome=Trials(results=results)))


def is_of_http(place: Address, visited: Attempts) -> bool:
    """Whether a handshake came about with a server of HTTP, as far as it says so."""
    shakes = (one.outcome for one in visited if isinstance(one.outcome, Handshake))
    return any(speaks_http(place, one) for one in shakes)
