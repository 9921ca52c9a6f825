"""What software a resolver says it is, asked once in a while (version.bind: RFC 4892, section 1)."""

from collections.abc import Callable
from ipaddress import ip_address

from dns.asyncquery import udp
from dns.exception import DNSException
from dns.message import make_query
from dns.rdataclass import CHAOS
from dns.rdatatype import TXT

from exporter.model.address import is_address

PATIENCE = 0.3
"""Seconds: who is near answers at once, or not at all."""
LONGEST_KNOWN = 3600.0
LONGEST = 60
"""Characters of what it says."""
QUESTION = "version.bind."


class Software:
    """Asks resolvers of one's own machine and network, which somebody here can flush, and no others."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: dict[tuple[str, int], tuple[str, float]] = {}
        """What each said, and until when that is believed; of as many as a configuration names."""

    async def of(self, server: str, port: int) -> str:
        """What the server says, or nothing."""
        if not is_address(server) or ip_address(server).is_global:
            return ""
        said, until = self._known.get((server, port), ("", 0.0))
        if self._clock() < until:
            return said
        until = self._clock() + LONGEST_KNOWN
        self._known[server, port] = ("", until)  # nobody else asks meanwhile
        said = await asked(server, port)
        self._known[server, port] = (said, until)
        return said


async def asked(server: str, port: int) -> str:
    """The text of its answer."""
    try:
        response = await udp(
            make_query(QUESTION, TXT, CHAOS), server, PATIENCE, port, ignore_unexpected=True
        )
    except (DNSException, OSError):
        return ""
    texts = [
        b"".join(one.strings) for rrset in response.answer if rrset.rdtype is TXT for one in rrset
    ]
    return texts[0].decode("ascii", errors="replace")[:LONGEST] if texts else ""
