"""A resolver that is silent with EDNS and without takes the time of one lookup."""

from typing import Any

import pytest
from dns.exception import Timeout
from dns.resolver import LifetimeTimeout

from exporter.probing.edns import ForbearingResolver
from exporter.probing.light_answers import LightResolver


async def test_both_questions_share_the_time_of_a_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it for the one with EDNS, and what is left for the other."""
    now, allowed = 0.0, []

    async def silence(_self: LightResolver, *_question: Any, lifetime: float) -> None:
        nonlocal now
        now += lifetime
        allowed.append(lifetime)
        raise LifetimeTimeout(timeout=lifetime, errors=[])

    monkeypatch.setattr(LightResolver, "resolve", silence)
    resolver = ForbearingResolver(lambda: now)
    resolver.lifetime = 5.0
    resolver.use_edns(0)
    with pytest.raises(Timeout):
        await resolver.resolve("www.example.", "A")
    assert allowed == [2.5, 2.5]
