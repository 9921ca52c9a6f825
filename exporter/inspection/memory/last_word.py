"""What a zone's own name servers said last holds for its time to live, be they heard now or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exporter.model.attempt import Attempts
from exporter.model.dns import Answer, Zone
from exporter.model.evidence import Sighting
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.words.reason import OF_OUR_OWN, OF_THE_RESOLVER


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """An answer of a zone's name servers, with the zones on the way to it."""

    said: Attempts
    at: datetime
    """When the look began at which it was heard."""
    until: datetime
    """When the first of its records has lived for long enough (RFC 2181, section 8)."""


def with_last_word(attempts: Attempts, place: Resolver, memory: Memory, now: datetime) -> Attempts:
    """A lookup, and where nothing was heard what was said before, if that holds.

    Without the zone's own word every old answer would seem to be the deployment's.
    """
    last = last_word(place, memory)
    if last is None or now >= last.until or not was_lost(attempts):
        return attempts
    return (attempts[0], *last.said)


def heard_at(attempts: Attempts, place: Resolver, memory: Memory) -> datetime | None:
    """When that was said which stands beside a lookup that was lost; None: nothing does."""
    is_told_on = any(isinstance(one.outcome, Answer) for one in attempts) and was_lost(attempts)
    last = last_word(place, memory) if is_told_on else None
    return last.at if last else None


def was_lost(attempts: Attempts) -> bool:
    """Whether nothing was heard of the name: not even that there is none."""
    outcome = attempts[0].outcome if attempts else None
    return isinstance(outcome, Failed) and outcome.reason in OF_OUR_OWN | OF_THE_RESOLVER


def last_word(place: Resolver, memory: Memory) -> LastWord | None:
    """What the last look heard or told on, where the place stands for the servers of a zone."""
    if memory.report is None:
        return None
    evidence = memory.report.evidence
    seen = dict(evidence.at_resolvers()).get(place)
    answer = seen.found(Answer) if seen and seen.found(Zone) else None
    if seen is None or answer is None:
        return None
    at = seen.seen_at or evidence.started_at
    lives = [records.ttl or 0 for records in answer.records]
    return LastWord(said=words(seen), at=at, until=at + timedelta(seconds=min(lives, default=0)))


def words(seen: Sighting) -> Attempts:
    """The attempts in which something was said."""
    return tuple(one for one in seen.attempts if isinstance(one.outcome, Answer | Zone))
