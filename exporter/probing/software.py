"""What software a resolver says it is, asked once in a while (version.bind: RFC 4892, section 1)."""

import asyncio
from collections.abc import Callable
from ipaddress import ip_address

from dns.asyncquery import udp
from dns.exception import DNSException
from dns.message import make_query
from dns.rdataclass import CHAOS
from dns.rdatatype import TXT

from exporter.model.address import is_address
from exporter.model.settings import ResolverAddress, Transport
from exporter.probing.light_answers import LIGHT_ANSWERS

PATIENCE = 0.3
"""Seconds: who is near answers at once, or not at all."""
LONGEST_KNOWN = 3600.0
LONGEST = 60
"""Characters of what it says."""
QUESTION = "version.bind."


class Software:
    """Asks resolvers of one's own machine and network, which somebody here can flush, and no others."""

    def __init__(self, place: ResolverAddress, clock: Callable[[], float]) -> None:
        """Where the resolver is asked: at that port, whatever its address."""
        self._place = place
        self._clock = clock
        self._asked: dict[str, tuple[asyncio.Task[str], float]] = {}
        """What each server says, and until when that is believed; of as many as a configuration names."""

    async def of(self, server: str) -> str:
        """What the server says, or nothing."""
        is_plain = self._place.transport is Transport.UDP and is_address(server)
        if not is_plain or ip_address(server).is_global:
            return ""
        asking, until = self._asked.get(server, (None, 0.0))
        if asking is None or asking.cancelled() or self._clock() >= until:
            asking = asyncio.ensure_future(asked(server, self._place.port))
            self._asked[server] = asking, self._clock() + LONGEST_KNOWN
        return await asyncio.shield(asking)  # others may wait for the same answer


async def asked(server: str, port: int) -> str:
    """The text of its answer."""
    try:
        response = await udp(
            make_query(QUESTION, TXT, CHAOS),
            server,
            PATIENCE,
            port,
            ignore_unexpected=True,
            backend=LIGHT_ANSWERS,
        )
    except (DNSException, OSError):
        return ""
    texts = [
        b"".join(one.strings) for rrset in response.answer if rrset.rdtype is TXT for one in rrset
    ]
    return texts[0].decode("ascii", errors="replace")[:LONGEST] if texts else ""
