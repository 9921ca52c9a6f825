"""What a lookup came to, and for how long that may be told to others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dns.exception import DNSException
from dns.message import ChainingResult, Message, QueryMessage
from dns.rdatatype import RdataType

from exporter.model.dns import Answer, DeadEnd, Permits, RecordSet, ServerFailure, Zone
from exporter.model.https_record import HttpsRecords
from exporter.model.outcome import Failed
from exporter.words.reason import Reason
from exporter.words.wording import listed

RECORD_TYPES = ("A", "AAAA")
NO_RECORD = (Reason.DNS_NO_ADDRESS, Reason.DNS_NXDOMAIN)
"""Failures that say that there is nothing, the lighter first."""
ON_AND_ON = "its aliases lead on and on"
MOST_NAMED = 3
FAILURE_SECONDS = 5.0
"""How long a failure is believed where the answer does not say."""
LONGEST_FAILURE = 300.0
LONGEST_ANSWER = 300.0
"""However long the time to live is (68 years may be sent): a corrected record must show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a lookup came to, and for how many seconds it may be told to others."""

    outcome: Answer | Failed
    lasts: float
    name: str = ""
    """Which a name server was asked about, a domain of the search list included; empty: it was none."""
    beside: tuple[Zone | ServerFailure | DeadEnd | Permits | HttpsRecords, ...] = ()
    """What the zone's own name servers said one by one, what lies behind a failure, and what is told beside addresses."""

    def aged(self, seconds: float) -> "Told":
        """What is left of it so much later."""
        if seconds < 1.0 or not isinstance(self.outcome, Answer):
            return self
        records = tuple(older(one, int(seconds)) for one in self.outcome.records)
        return replace(self, outcome=replace(self.outcome, records=records))


def older(records: RecordSet, seconds: int) -> RecordSet:
    """The records as a cache has them so much later."""
    return records if records.ttl is None else replace(records, ttl=max(0, records.ttl - seconds))


def combined(answers: Sequence[Told]) -> Told:
    """Both record types, in their order, as one answer: what they have, or else the graver failure."""
    found = [answer.outcome for answer in answers if not isinstance(answer.outcome, Failed)]
    if not found:
        return max(answers, key=gravity)
    checked = [answer.is_validated for answer in found]
    outcome = Answer(
        records=tuple(records for answer in found for records in answer.records),
        aliases=max((answer.aliases for answer in found), key=len),
        server=found[0].server,
        is_validated=all(checked) if None not in checked else None,
        remarks=tuple(dict.fromkeys(one for answer in found for one in answer.remarks)),
        unanswered=tuple(
            rrtype
            for rrtype, answer in zip(RECORD_TYPES, answers, strict=True)
            if isinstance(answer.outcome, Failed) and answer.outcome.reason not in NO_RECORD
        ),
    )
    return Told(outcome=outcome, lasts=min(answer.lasts for answer in answers))


def gravity(answer: Told) -> int:
    """A failure to get any answer outweighs the answer that there is no such record."""
    reason = answer.outcome.reason if isinstance(answer.outcome, Failed) else ""
    return NO_RECORD.index(reason) if reason in NO_RECORD else len(NO_RECORD)


def aliases_in(chain: ChainingResult) -> tuple[str, ...]:
    """The names that a name stands for, one after the other."""
    return tuple(one[0].target.to_text(omit_final_dot=True).lower() for one in chain.cnames)


def chain_of(response: Message | None) -> ChainingResult | None:
    """The way along the aliases of an answer; None where it leads nowhere, or contradicts itself."""
    try:
        return response.resolve_chaining() if isinstance(response, QueryMessage) else None
    except DNSException:
        return None


def endless(response: Message) -> Told:
    """That aliases lead in a circle, or further than they are followed."""
    names = tuple(
        one[0].target.to_text(omit_final_dot=True).lower()
        for one in response.answer
        if one.rdtype is RdataType.CNAME
    )
    failed = Failed(
        reason=Reason.DNS_NO_ADDRESS, detail=f"{ON_AND_ON}: {listed(names, MOST_NAMED)}"
    )
    return Told(outcome=failed, lasts=negative_seconds(response))


def by_way_of(aliases: tuple[str, ...], told: Told) -> Told:
    """What came of the last of these names: a failure is said of it, and that they end there."""
    outcome = told.outcome
    if not aliases or isinstance(outcome, Answer):
        return told
    further = next((one.aliases for one in told.beside if isinstance(one, DeadEnd)), ())
    if not further:
        outcome = replace(outcome, detail=f"{outcome.detail}: it is an alias of {aliases[-1]}")
    end = (DeadEnd(aliases=(*aliases, *further)),) if outcome.reason in NO_RECORD else ()
    return replace(told, outcome=outcome, beside=end)


def negative_seconds(response: Message | None) -> float:
    """How long "no" may be believed: the SOA's minimum (RFC 2308, section 5), bounded."""
    for rrset in response.authority if response else ():
        if rrset.rdtype == RdataType.SOA:
            return float(min(rrset.ttl, rrset[0].minimum, LONGEST_FAILURE))
    return FAILURE_SECONDS
