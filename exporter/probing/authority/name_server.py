"""One question to one name server, and its whole answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import dns.asyncquery
from dns.exception import DNSException
from dns.flags import RD
from dns.message import QueryMessage, make_query
from dns.name import Name
from dns.rcode import Rcode
from dns.rdatatype import RdataType

from exporter.model.outcome import Failed
from exporter.probing.edns import DATAGRAM
from exporter.probing.failures import lookup_failure
from exporter.probing.light_answers import LIGHT_ANSWERS
from exporter.words.reason import Reason

PATIENCE = 1.0
"""Seconds for one try."""
WITHOUT_EDNS = frozenset((Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS))
"""Of servers that know nothing of EDNS, or of its version (RFC 6891, sections 6.1.3 and 7)."""
ENDED = Failed(reason=Reason.DNS_ERROR, detail="it ends the connection before its answer")


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
    """What the server says by itself (no recursion is desired), over TCP where that is long.

    The second try is without EDNS, which some servers and what stands before them do not let pass.
    """
    said: QueryMessage | Failed = lookup_failure(TimeoutError())
    for version in (0, False):
        query = make_query(name, rrtype, use_edns=version, payload=DATAGRAM)
        query.flags &= ~RD
        try:
            response, _ = await dns.asyncquery.udp_with_fallback(
                query,
                server.address,
                timeout=PATIENCE,
                port=server.port,
                ignore_unexpected=True,
                ignore_errors=True,
                backend=LIGHT_ANSWERS,
            )
        except EOFError:
            said = ENDED
        except (DNSException, OSError) as error:
            said = lookup_failure(error)
        else:
            if isinstance(response, QueryMessage):
                said = response
                if response.rcode() not in WITHOUT_EDNS:
                    break
    return said
