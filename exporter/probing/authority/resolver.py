"""The zone's own name servers as a resolver: each is asked, and what they say is compared by others."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address

from dns.exception import DNSException
from dns.message import ChainingResult, ChainTooLong, QueryMessage
from dns.name import Name, from_text
from dns.rcode import NXDOMAIN
from dns.rdata import Rdata
from dns.rdatatype import RdataType
from dns.serial import Serial

from exporter.model.dns import Answer, CaaSet, RecordSet, ServerAnswer, Zone
from exporter.model.https_record import HttpsRecords
from exporter.model.outcome import Failed
from exporter.model.settings import ResolverSettings
from exporter.probing.authority.delegations import LOST, Delegation, Delegations
from exporter.probing.authority.name_server import Ask, NameServer, asked
from exporter.probing.authority.referral import apex, is_authoritative, lame
from exporter.probing.beside import RecordsBeside
from exporter.probing.caa import known
from exporter.probing.failures import lookup_failure
from exporter.probing.https_records import following, read
from exporter.probing.remarks import remarks, with_remarks
from exporter.probing.resolver import LONGEST_LOOKUP
from exporter.probing.told import (
    FAILURE_SECONDS,
    LONGEST_ANSWER,
    ON_AND_ON,
    RECORD_TYPES,
    Told,
    aliases_in,
    by_way_of,
    combined,
    endless,
    negative_seconds,
)
from exporter.words.reason import Reason

LONGEST_CHAIN = 8
"""Aliases that are followed."""
NO_NAME = Failed(reason=Reason.DNS_NXDOMAIN, detail="no such name")
NO_ADDRESS = Failed(reason=Reason.DNS_NO_ADDRESS, detail="the name has no A or AAAA record")


class AuthoritativeResolver:
    """Asks the name servers of the zone that a name belongs to."""

    def __init__(
        self,
        settings: ResolverSettings,
        *,
        ask: Ask = asked,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = settings.name
        self._ask = ask
        self._delegations = Delegations(settings.root_servers, ask=ask, clock=clock)
        self.beside = RecordsBeside(self._caa_set, following(self._https_set, self._led), clock)

    async def lookup(self, host: str) -> Told:
        """The addresses of `host`, an absolute name without its last dot, and each server's word."""
        try:
            name = from_text(host)
            async with asyncio.timeout(LONGEST_LOOKUP):
                told = await self._followed(name)
        except (DNSException, TimeoutError) as error:
            return Told(outcome=lookup_failure(error), lasts=FAILURE_SECONDS)
        return replace(told, name=host) if isinstance(told.outcome, Answer) else told

    async def _led(self, name: Name) -> Told:
        """The addresses of a name to which a record leads."""
        return await self.lookup(name.to_text(omit_final_dot=True))

    async def _caa_set(self, name: Name) -> CaaSet | None:
        """What the zone of a name says of who may issue for it; None where that is not known."""
        records = await self._records(name, RdataType.CAA)
        return None if records is None else known(name, records)

    async def _https_set(self, name: Name) -> HttpsRecords | None:
        """What the zone of a name tells browsers; None where that is not known."""
        records = await self._records(name, RdataType.HTTPS)
        return None if records is None else read(name, records)

    async def _records(self, name: Name, rrtype: RdataType) -> tuple[Rdata, ...] | None:
        """Those of one type, aliases followed; None where they are not known."""
        try:
            for _ in range(LONGEST_CHAIN):
                chain = await self._chain(name, rrtype)
                if chain is None:
                    break
                if chain.answer or chain.canonical_name == name:
                    return tuple(chain.answer or ())
                name = chain.canonical_name
        except DNSException:
            return None
        return None

    async def _chain(self, name: Name, rrtype: RdataType) -> ChainingResult | None:
        """What the first server of its zone that answers says; None where there is none."""
        delegation = await self._delegations.of(name)
        for server in () if isinstance(delegation, Failed) else delegation.servers:
            response = await self._ask(server, name, rrtype)
            if not isinstance(response, Failed) and is_authoritative(response):
                return response.resolve_chaining()
        return None

    async def _followed(self, name: Name) -> Told:
        """What the zone of a name says, and then the zones to which aliases lead."""
        zones: list[Zone] = []
        aliases: tuple[str, ...] = ()
        lasts = LONGEST_ANSWER
        while True:
            last, zone = await self._told(name)
            zones += [zone] if zone else []
            lasts = min(lasts, last.lasts)
            told = by_way_of(aliases, last)
            outcome = told.outcome
            if isinstance(outcome, Answer):
                aliases = (*aliases, *outcome.aliases)
                outcome = replace(outcome, aliases=aliases)
            leads_on = isinstance(outcome, Answer) and not outcome.records
            if leads_on and len(aliases) < LONGEST_CHAIN:
                name = from_text(aliases[-1])
                continue
            if leads_on:
                outcome = Failed(reason=Reason.DNS_NO_ADDRESS, detail=ON_AND_ON)
            return Told(outcome=outcome, lasts=lasts, beside=(*zones, *told.beside))

    async def _told(self, name: Name) -> tuple[Told, Zone | None]:
        """What the servers of one zone say of a name: the word of those with its newest state."""
        delegation = await self._delegations.of(name)
        if isinstance(delegation, Failed) or not delegation.servers:
            failed = delegation if isinstance(delegation, Failed) else LOST
            return Told(outcome=failed, lasts=FAILURE_SECONDS), None
        said = await asyncio.gather(
            *(self._said(server, delegation, name) for server in delegation.servers)
        )
        zone = Zone(
            name=delegation.zone.to_text(omit_final_dot=True).lower(),
            servers=tuple(answer for answer, _ in said),
        )
        return spoken_by_nobody(max(said, key=lambda one: rank(one[0]))[1], zone), zone

    async def _said(
        self, server: NameServer, delegation: Delegation, name: Name
    ) -> tuple[ServerAnswer, Told]:
        """What one server says, and the state of the zone that it has."""
        zone = delegation.zone
        soa, *answers = await asyncio.gather(
            self._ask(server, zone, RdataType.SOA),
            *(self._ask(server, name, RdataType[rrtype]) for rrtype in RECORD_TYPES),
        )
        told = combined([told_by(one, zone, server) for one in answers])
        state = None if isinstance(soa, Failed) or not is_authoritative(soa) else apex(soa)
        answer = ServerAnswer(
            server=server.name,
            address=server.address,
            outcome=told.outcome,
            serial=state[1] if state and state[0] == zone else None,
        )
        return answer, told


def rank(answer: ServerAnswer) -> tuple[bool, bool, Serial]:
    """What sorts the servers of a zone: those that answer, then those with its newest state."""
    outcome = answer.outcome
    speaks = isinstance(outcome, Answer) or outcome.reason in (
        Reason.DNS_NXDOMAIN,
        Reason.DNS_NO_ADDRESS,
    )
    return speaks, answer.serial is not None, Serial(answer.serial or 0)


def spoken_by_nobody(told: Told, zone: Zone) -> Told:
    """The word of a zone; that none of its servers serves it is the zone's fault, and not of who asks."""
    failed = told.outcome
    if not isinstance(failed, Failed) or failed.reason not in (
        Reason.DNS_REFUSED,
        Reason.DNS_SERVFAIL,
    ):
        return told
    detail = f"no name server of {zone.name} answers for the name: {failed.detail}"
    return replace(told, outcome=Failed(reason=Reason.DNS_SERVFAIL, detail=detail))


def told_by(response: QueryMessage | Failed, zone: Name, server: NameServer) -> Told:
    """What a name server's answer about one record type says."""
    if isinstance(response, Failed):
        return Told(outcome=response, lasts=FAILURE_SECONDS)
    if not is_authoritative(response):
        return Told(outcome=lame(response, zone), lasts=FAILURE_SECONDS)
    try:
        chain = response.resolve_chaining()
    except ChainTooLong:
        return endless(response)
    except DNSException:
        failed = Failed(reason=Reason.DNS_ERROR, detail="its answer contradicts itself")
        return Told(outcome=failed, lasts=FAILURE_SECONDS)
    said = remarks(response)
    aliases = aliases_in(chain)
    records: tuple[RecordSet, ...] = ()
    if chain.answer is not None:
        addresses = tuple(sorted((one.address for one in chain.answer), key=ip_address))
        rrtype = RdataType.to_text(response.question[0].rdtype)
        records = (RecordSet(rrtype=rrtype, addresses=addresses, ttl=chain.minimum_ttl),)
    elif response.rcode() == NXDOMAIN or not aliases:
        failed = with_remarks(NO_NAME if response.rcode() == NXDOMAIN else NO_ADDRESS, said)
        return by_way_of(aliases, Told(outcome=failed, lasts=negative_seconds(response)))
    answer = Answer(records=records, aliases=aliases, server=server.address, remarks=said)
    lasts = min(chain.minimum_ttl, LONGEST_ANSWER) if records else negative_seconds(response)
    return Told(outcome=answer, lasts=lasts)
