"""Step 5: what DNS tells browsers of the site before they connect (HTTPS records) is true."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from exporter.guide.case import Case, every_resolver
from exporter.guide.check import Check
from exporter.guide.nowhere import is_within
from exporter.guide.runbook import finding_kind
from exporter.model.dns import Answer
from exporter.model.https_record import HttpsRecord, HttpsRecords
from exporter.model.memory import Tally
from exporter.model.place import Resolver
from exporter.words.fulfilment import Fulfilment
from exporter.words.wording import listed

HTTPS_RECORD_WRONG = finding_kind("client_cache_https_record_wrong")
MOST_NAMED = 3
"""Addresses in a list."""
BROKEN = (Fulfilment.CLOSED, Fulfilment.DECLINED)
TYPES = ("A", "AAAA")
LONG_ENOUGH = timedelta(days=1)
"""After which an address that came by turns with the present ones would have been met."""


def find_untrue_record(case: Case, place: Resolver) -> Iterator[str]:
    """What a record promises that is known not to be so, or cannot be used."""
    said = case.resolvers[place].found(HttpsRecords)
    if said is None or place in case.stale:
        return
    for record in said.records:
        for flaw in flaws(case, record):
            yield f"{place}: the HTTPS record of {said.name} “{record.text}” {flaw}"


def flaws(case: Case, record: HttpsRecord) -> Iterator[str]:
    """What is wrong with one of them."""
    if record.is_alias and not record.target:
        yield "says that there is no such site"
    if record.is_dead_end:
        yield f"leads to {record.target}, which has no address"
    if record.ech and record.ech.flaw:
        yield f"has keys for ECH that no browser can use: {record.ech.flaw}"
    yield from broken_promises(case, record)
    if strange := strange_hints(case, record):
        yield f"has address hints to which the name does not lead: {listed(strange, MOST_NAMED)}"


def broken_promises(case: Case, record: HttpsRecord) -> Iterator[str]:
    """What was tried in vain, at which addresses."""
    for promise in record.promises(case.target.port):
        for outcome in BROKEN:
            where = [
                place.address
                for place, trials in case.trials.items()
                if trials.of(promise) is outcome
            ]
            if where:
                yield f"promises {promise}: {outcome} at {listed(where, MOST_NAMED)}"


def strange_hints(case: Case, record: HttpsRecord) -> list[str]:
    """Hints that are not as expected, or else, of a kind of address, all of which are none of the name's.

    One strange hint among others may be an address that comes by turns with those of the answer, and
    so may all be until the name has led to the same addresses for long enough.
    """
    expected, hints = case.target.expected_ips, () if record.target else record.hints
    if expected:
        return [one for one in hints if not is_within(one, expected)]
    if not (case.met and all(is_steady(tally, case.now) for tally in case.met.values())):
        return []
    answers = [
        answer for seen in case.resolvers.values() if (answer := seen.found(Answer)) is not None
    ]
    watched = case.target.policy.address_family.record_types if answers else ()
    unanswered = {rrtype for answer in answers for rrtype in answer.unanswered}
    known = {one for answer in answers for one in answer.addresses}
    return [
        one
        for rrtype, of_kind in zip(TYPES, kinds(hints), strict=True)
        if rrtype in watched and rrtype not in unanswered and known.isdisjoint(of_kind)
        for one in of_kind
    ]


def is_steady(tally: Tally, now: datetime) -> bool:
    """Whether the name has led to an address for long enough, and has never left it out."""
    return tally.looks == tally.seen and now - tally.first_seen >= LONG_ENOUGH


def kinds(hints: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The addresses of IPv4, and those of IPv6."""
    return [one for one in hints if ":" not in one], [one for one in hints if ":" in one]


HTTPS_RECORD_CHECK = Check(kind=HTTPS_RECORD_WRONG, applies=every_resolver, find=find_untrue_record)
