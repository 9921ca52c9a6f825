"""What an answer of a name server says of who is to be asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import dns.flags
from dns.message import QueryMessage
from dns.name import Name
from dns.rcode import NOERROR, NXDOMAIN
from dns.rdatatype import RdataType
from dns.rrset import RRset

from exporter.model.outcome import Failed
from exporter.probing.failures import REASON_OF_RCODE
from exporter.probing.remarks import remarks, with_remarks
from exporter.words.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """The name servers of a zone, as another server or they themselves name them."""

    zone: Name
    servers: Mapping[Name, tuple[str, ...]]
    """The IPv4 addresses that came along with each."""
    ttl: int


def is_authoritative(response: QueryMessage) -> bool:
    """Whether the server speaks of a zone of its own (RFC 1035, section 4.1.1)."""
    return bool(response.flags & dns.flags.AA) and response.rcode() in (NOERROR, NXDOMAIN)


def referral(response: QueryMessage, name: Name, below: Name) -> Referral | None:
    """The zone nearer to the name to which a server refers (RFC 1034, section 4.3.2, 3b)."""
    for rrset in response.authority:
        is_nearer = rrset.name != below and rrset.name.is_subdomain(below)
        if rrset.rdtype is RdataType.NS and is_nearer and name.is_subdomain(rrset.name):
            return named(rrset, response, below)
    return None


def own_servers(response: QueryMessage) -> Referral | None:
    """The name servers that a zone has by its own word."""
    for rrset in response.answer:
        if rrset.rdtype is RdataType.NS:
            return named(rrset, response, rrset.name)
    return None


def named(rrset: RRset, response: QueryMessage, within: Name) -> Referral:
    """The servers of a set of NS records; no addresses of those outside the zone of who speaks."""
    servers = {
        record.target: tuple(glue(record.target, response.additional))
        if record.target.is_subdomain(within)
        else ()
        for record in rrset
    }
    return Referral(zone=rrset.name, servers=servers, ttl=rrset.ttl)


def glue(server: Name, additional: Iterable[RRset]) -> Iterator[str]:
    """The IPv4 addresses of a name server that came along."""
    for rrset in additional:
        if rrset.name == server and rrset.rdtype is RdataType.A:
            yield from (record.address for record in rrset)


def apex(response: QueryMessage) -> tuple[Name, int] | None:
    """The name of the zone to which an answer about its SOA record belongs, and its serial number."""
    for rrset in (*response.answer, *response.authority):
        if rrset.rdtype is RdataType.SOA:
            return rrset.name, rrset[0].serial
    return None


def lame(response: QueryMessage, zone: Name) -> Failed:
    """Why an answer is none of a name server of the zone."""
    reason = REASON_OF_RCODE.get(response.rcode(), Reason.DNS_ERROR)
    if reason is Reason.DNS_NXDOMAIN:
        reason = Reason.DNS_ERROR
    if reason is Reason.DNS_SERVFAIL:
        return with_remarks(Failed(reason=reason, detail="answered SERVFAIL"), remarks(response))
    where = zone.to_text(omit_final_dot=True)
    return Failed(reason=reason, detail=f"does not serve {where}, which is delegated to it")
