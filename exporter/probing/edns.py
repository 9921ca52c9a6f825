"""Resolvers, and what stands before them, that cannot bear EDNS are asked without it (RFC 6891, section 7)."""

import time
from collections.abc import Callable
from copy import copy
from math import inf
from typing import Any

from dns.exception import DNSException
from dns.rcode import SERVFAIL
from dns.resolver import LifetimeTimeout, NoNameservers

from exporter.probing.light_answers import LightResolver

DATAGRAM = 1232
"""Bytes of an answer over UDP that no network fragments (DNS Flag Day 2020)."""
LONGEST_WITHOUT = 900.0
"""Seconds after which a resolver that answered without EDNS alone is asked with it again."""
SHARE = 0.5
"""Of the time for a lookup: how long an answer to the question with EDNS is awaited."""


class ForbearingResolver(LightResolver):
    """Asks once more without EDNS where no usable answer came: not every server says that it is to blame."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(configure=False)
        self._clock = clock
        self._without_until = -inf

    async def resolve(self, *question: Any, **options: Any) -> Any:
        """What dnspython's resolver says."""
        if self.edns < 0:
            return await super().resolve(*question, **options)
        began = self._clock()
        if began < self._without_until:
            return await self._without_edns(*question, **options)
        try:
            return await super().resolve(*question, lifetime=SHARE * self.lifetime, **options)
        except (NoNameservers, LifetimeTimeout) as error:
            first = error
        left = self.lifetime - (self._clock() - began)
        try:
            answer = await self._without_edns(*question, lifetime=left, **options)
        except (NoNameservers, LifetimeTimeout) as second:
            # With EDNS a server explains its failure (RFC 8914).
            raise (first if is_servfail(first) else second) from None
        except DNSException:  # there is no such name, or no such record
            self._without_until = self._clock() + LONGEST_WITHOUT
            raise
        self._without_until = self._clock() + LONGEST_WITHOUT
        return answer

    async def _without_edns(self, *question: Any, **options: Any) -> Any:
        other = copy(self)
        other.use_edns(-1)
        return await other.resolve(*question, **options)


def is_servfail(error: NoNameservers | LifetimeTimeout) -> bool:
    """Whether a server was asked that could not get a valid answer."""
    responses = (response for *_, response in error.kwargs.get("errors", ()))
    return any(one is not None and one.rcode() == SERVFAIL for one in responses)
