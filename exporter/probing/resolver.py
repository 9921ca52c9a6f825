"""One configured resolver, asked over the network for the addresses of a name."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path

import dns.asyncresolver
import dns.message
import dns.name
import dns.rdatatype
import dns.resolver
from dns.message import ChainingResult
from dns.nameserver import Do53Nameserver, DoHNameserver, DoTNameserver, Nameserver

from exporter.model.evidence import Answer, RecordSet, Zone
from exporter.model.outcome import Failed
from exporter.model.settings import ResolverAddress, ResolverSettings, Transport
from exporter.probing.failures import lookup_failure
from exporter.probing.hosts_file import HostsFile, version_of
from exporter.probing.resolv_conf import read_resolv_conf
from exporter.words.reason import Reason

HOSTS = Path("/etc/hosts")
RESOLV_CONF = Path("/etc/resolv.conf")
RECORD_TYPES = ("A", "AAAA")
NO_RECORD = (Reason.DNS_NO_ADDRESS, Reason.DNS_NXDOMAIN)
"""Failures that say that there is nothing, the lighter first."""
LONGEST_LOOKUP = 5.0
"""Seconds after which a lookup that nobody may be waiting for any more is given up."""
FAILURE_SECONDS = 5.0
"""How long a failure is believed where the answer does not say."""
LONGEST_FAILURE = 300.0
LONGEST_ANSWER = 300.0
"""However long the time to live is (68 years may be sent): a corrected record must show."""
GRACE = 0.3
"""Seconds that a record type may take longer than the other, once that has an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a lookup came to, and for how many seconds it may be told to others."""

    outcome: Answer | Failed
    lasts: float
    zones: tuple[Zone, ...] = ()
    """What the zone's own name servers said one by one, where they were asked."""

    def aged(self, seconds: float) -> "Told":
        """What is left of it so much later."""
        if seconds < 1.0 or not isinstance(self.outcome, Answer):
            return self
        records = tuple(older(one, int(seconds)) for one in self.outcome.records)
        return replace(self, outcome=replace(self.outcome, records=records))


def older(records: RecordSet, seconds: int) -> RecordSet:
    """The records as a cache has them so much later."""
    return records if records.ttl is None else replace(records, ttl=max(0, records.ttl - seconds))


class ConfiguredResolver:
    """The machine's resolver configuration, or one name server."""

    def __init__(
        self,
        settings: ResolverSettings,
        *,
        hosts: Path = HOSTS,
        resolv_conf: Path = RESOLV_CONF,
    ) -> None:
        self.name = settings.name
        self._hosts = HostsFile(hosts) if settings.is_system else None
        self._resolv_conf = resolv_conf if settings.is_system else None
        self._version: tuple[int, ...] | None = None
        self._resolver = dns.asyncresolver.Resolver(configure=False)
        self._resolver.lifetime = LONGEST_LOOKUP
        if settings.address:
            self._resolver.nameservers = [name_server(settings.address)]

    async def lookup(self, host: str) -> Told:
        """The addresses of `host`, an absolute name without its last dot."""
        if self._hosts and (listed := self._hosts.lookup(host)):
            return Told(outcome=Answer(records=listed), lasts=0.0)
        try:
            self._refresh()
            name = dns.name.from_text(host)
        except (OSError, dns.exception.DNSException) as error:
            return Told(outcome=lookup_failure(error), lasts=FAILURE_SECONDS)
        questions = [asyncio.ensure_future(self._resolve(name, rrtype)) for rrtype in RECORD_TYPES]
        try:
            return combined(await answers_in_time(questions))
        finally:
            for question in questions:
                question.cancel()

    async def _resolve(self, name: dns.name.Name, rrtype: str) -> Told:
        try:
            answer = await self._resolver.resolve(name, rrtype, search=False)
        except dns.resolver.NXDOMAIN as error:
            responses = error.kwargs.get("responses", {})
            negative = next(iter(responses.values()), None)
            return Told(outcome=no_record(error, negative), lasts=negative_seconds(negative))
        except dns.resolver.NoAnswer as error:
            response = error.kwargs.get("response")
            return Told(outcome=no_record(error, response), lasts=negative_seconds(response))
        except (dns.exception.DNSException, OSError) as error:
            return Told(outcome=lookup_failure(error), lasts=FAILURE_SECONDS)
        # The shortest TTL of an alias chain counts, so `answer.rrset.ttl` alone would not do.
        chain = answer.chaining_result
        ttl = int(chain.minimum_ttl)
        addresses = tuple(sorted((record.address for record in answer), key=ip_address))
        records = RecordSet(rrtype=rrtype, addresses=addresses, ttl=ttl)
        return Told(
            outcome=Answer(records=(records,), aliases=aliases_in(chain)),
            lasts=min(ttl, LONGEST_ANSWER),
        )

    def _refresh(self) -> None:
        """Reads resolv.conf again when it changed."""
        if self._resolv_conf is None:
            return
        version = version_of(self._resolv_conf)
        if version and version == self._version:
            return
        found = read_resolv_conf(self._resolv_conf)
        self._resolver.nameservers = list(found.nameservers)
        self._resolver.timeout, self._resolver.rotate = found.timeout, found.rotates
        self._resolver.use_edns(0 if found.has_edns else False)
        self._version = version


def name_server(place: ResolverAddress) -> Nameserver:
    """Who is asked; over TLS the certificate has to be for the address."""
    match place.transport:
        case Transport.UDP:
            return Do53Nameserver(place.address, place.port)
        case Transport.TLS:
            return DoTNameserver(place.address, place.port, hostname=place.address)
        case Transport.HTTPS:
            return DoHNameserver(place.address)


async def answers_in_time(questions: Sequence[asyncio.Future[Told]]) -> tuple[Told, ...]:
    """All answers; what one record type has is not held up for long by silence on the other."""
    done, _ = await asyncio.wait(questions, return_when=asyncio.FIRST_COMPLETED)
    has_address = any(not isinstance(answer.result().outcome, Failed) for answer in done)
    await asyncio.wait(questions, timeout=GRACE if has_address else None)
    late = Told(outcome=lookup_failure(TimeoutError()), lasts=FAILURE_SECONDS)
    return tuple(question.result() if question.done() else late for question in questions)


def combined(answers: Sequence[Told]) -> Told:
    """Both record types, in their order, as one answer: what they have, or else the graver failure."""
    found = [answer.outcome for answer in answers if not isinstance(answer.outcome, Failed)]
    if not found:
        return max(answers, key=gravity)
    outcome = Answer(
        records=tuple(records for answer in found for records in answer.records),
        aliases=max((answer.aliases for answer in found), key=len),
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


def no_record(error: Exception, response: dns.message.QueryMessage | None) -> Failed:
    """Why there is no record, and of which name where that is an alias."""
    return of_alias(
        lookup_failure(error), aliases_in(response.resolve_chaining()) if response else ()
    )


def of_alias(failed: Failed, aliases: tuple[str, ...]) -> Failed:
    """The failure, said of the last name for which an alias stands."""
    if not aliases:
        return failed
    return replace(failed, detail=f"{failed.detail}: it is an alias of {aliases[-1]}")


def negative_seconds(response: dns.message.Message | None) -> float:
    """How long "no" may be believed: the SOA's minimum (RFC 2308, section 5), bounded."""
    for rrset in response.authority if response else ():
        if rrset.rdtype == dns.rdatatype.SOA:
            return float(min(rrset.ttl, rrset[0].minimum, LONGEST_FAILURE))
    return FAILURE_SECONDS
