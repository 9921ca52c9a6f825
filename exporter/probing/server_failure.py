"""A resolver that answered SERVFAIL is asked again, to tell broken signatures from all else.

The answer that it has where it is not to check signatures stands between two failures: what passed
in between was no fault of signatures.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.flags import AD, CD, DO, RD
from dns.message import QueryMessage
from dns.name import Name
from dns.rdatatype import DS, RRSIG, SOA, RdataType

from exporter.model.dns import Answer, ServerFailure
from exporter.model.outcome import Failed
from exporter.probing.edns import DATAGRAM, ForbearingResolver
from exporter.probing.told import Told
from exporter.words.reason import Reason

PATIENCE = 1.5
"""Seconds for all of it: nobody waits much longer for the reason of an answer than for the answer."""
Look: TypeAlias = Callable[[Resolver], Awaitable[Told]]
"""Asks for the addresses of the name."""


def is_servfail(told: Told) -> bool:
    """Whether the resolver could not get a valid answer."""
    return isinstance(told.outcome, Failed) and told.outcome.reason is Reason.DNS_SERVFAIL


async def explained(told: Told, name: Name, resolver: Resolver, look: Look) -> Told:
    """The failure with what lies behind it, or the answer that comes when one asks once more."""
    lenient = like(resolver, RD | CD)
    try:
        async with asyncio.timeout(PATIENCE):
            unchecked = (await look(lenient)).outcome
            again = await look(like(resolver, RD | AD))
            if not (is_servfail(again) and isinstance(unchecked, Answer)):
                return again
            signed = await is_signed(name, lenient)
    except TimeoutError:
        return told
    behind = tuple(
        replace(one, unchecked=unchecked, is_signed=signed)
        for one in again.beside
        if isinstance(one, ServerFailure)
    )
    return replace(again, beside=behind)


def like(resolver: Resolver, flags: int) -> Resolver:
    """A resolver that asks the same servers, for signatures as well, and for what they say of failures."""
    other = ForbearingResolver()
    other.nameservers = list(resolver.nameservers)
    other.timeout, other.lifetime = resolver.timeout, PATIENCE
    other.flags = flags
    other.use_edns(0, DO, DATAGRAM)
    return other


async def is_signed(name: Name, resolver: Resolver) -> bool:
    """Whether the zone of a name has signatures, or the one above says that it has to (DS)."""
    soa = await response(name, SOA, resolver)
    sections = (*soa.answer, *soa.authority) if soa else ()
    if any(rrset.rdtype is RRSIG for rrset in sections):
        return True
    zone = next((rrset.name for rrset in sections if rrset.rdtype is SOA), None)
    ds = await response(zone, DS, resolver) if zone else None
    return any(rrset.rdtype is DS for rrset in ds.answer) if ds else False


async def response(name: Name, rrtype: RdataType, resolver: Resolver) -> QueryMessage | None:
    """What the resolver answers, if it has an answer."""
    try:
        answer = await resolver.resolve(name, rrtype, search=False, raise_on_no_answer=False)
    except (DNSException, OSError):
        return None
    return answer.response
