"""One question to one name server, and its whole answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from dns.exception import DNSException
from dns.message import QueryMessage
from dns.name import Name
from dns.nameserver import Do53Nameserver
from dns.rdatatype import RdataType

from exporter.model.outcome import Failed
from exporter.probing.edns import DATAGRAM, ForbearingResolver
from exporter.probing.failures import lookup_failure

PATIENCE = 1.0
"""Seconds for one try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameServer:
    """A name server at one of its addresses."""

    name: str
    """Without its last dot."""
    address: str
    port: int


Ask: TypeAlias = Callable[[NameServer, Name, RdataType], Awaitable[QueryMessage | Failed]]
"""Asks a name server for records of one type of a name; never raises for what the network does."""


async def asked(server: NameServer, name: Name, rrtype: RdataType) -> QueryMessage | Failed:
    """What the server says by itself (no recursion is desired), over TCP where that is long."""
    resolver = ForbearingResolver()
    resolver.nameservers = [Do53Nameserver(server.address, server.port)]
    resolver.flags = 0
    resolver.timeout, resolver.lifetime = PATIENCE, 2 * PATIENCE
    resolver.use_edns(0, 0, DATAGRAM)
    failed = lookup_failure(TimeoutError())
    try:
        answer = await resolver.resolve(name, rrtype, search=False, raise_on_no_answer=False)
        said = [answer.response]
    except DNSException as error:
        met = error.kwargs
        said = [*met.get("responses", {}).values(), *(one for *_, one in met.get("errors", ()))]
        failed = lookup_failure(error)
    return next((one for one in reversed(said) if isinstance(one, QueryMessage)), failed)
