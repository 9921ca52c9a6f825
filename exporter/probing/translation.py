"""The prefixes behind which a resolver puts IPv4 addresses into IPv6 ones (DNS64), as it tells them (RFC 7050)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from ipaddress import IPv6Network
from typing import TypeAlias

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.name import Name
from dns.rdatatype import AAAA
from dns.resolver import NXDOMAIN, NoAnswer

from exporter.model.address import prefixes_before_ipv4
from exporter.model.dns import Answer
from exporter.probing.kept_records import KeptRecords

Prefixes: TypeAlias = tuple[IPv6Network, ...]
WITHOUT_IPV6 = "ipv4only.arpa"
"""A name that has IPv4 addresses alone: what else a resolver gives, it has made."""
LONGEST_KNOWN, LONGEST_UNKNOWN = 3600.0, 300.0
PATIENCE = 1.0
"""Seconds that an answer with IPv6 addresses waits for it, once in a while."""


class Translation:
    """What one resolver makes of IPv4 addresses."""

    def __init__(self, resolver: Resolver, clock: Callable[[], float]) -> None:
        self._kept = KeptRecords(partial(prefixes, resolver=resolver), good_for, clock)

    async def told(self, answer: Answer) -> Answer:
        """The answer, with what tells addresses in it that were made from those that were not."""
        if not any(":" in address for address in answer.addresses):
            return answer
        await asyncio.wait((self._kept.asking(WITHOUT_IPV6),), timeout=PATIENCE)
        return replace(answer, prefixes=self._kept.known(WITHOUT_IPV6) or ())


def good_for(known: Prefixes | None) -> float:
    """For how many seconds nothing is asked anew."""
    return LONGEST_UNKNOWN if known is None else LONGEST_KNOWN


async def prefixes(name: Name, resolver: Resolver) -> Prefixes | None:
    """Those that the resolver uses; None where that is not known."""
    try:
        answer = await resolver.resolve(name, AAAA, search=False)
    except (NXDOMAIN, NoAnswer):
        return ()
    except (DNSException, OSError):
        return None
    return tuple(dict.fromkeys(prefixes_before_ipv4(one.address for one in answer)))
