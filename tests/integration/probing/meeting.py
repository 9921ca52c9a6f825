"""A probe of one server of the lab, and how often that answered."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeAlias

from exporter.lab.authority import Authorities
from exporter.lab.conversation import Reaction, Speaker
from exporter.lab.deployment import FIRST_ADDRESS, TlsServer
from exporter.lab.ports import taken_ports
from exporter.lab.servers import conversing, speakers
from exporter.model.evidence import Sighting
from tests.probed import probed, seen_at

NewSpeaker: TypeAlias = Callable[[], Speaker]


class Counting:
    """Makes speakers, and counts their answers on each connection."""

    def __init__(self, new_speaker: NewSpeaker) -> None:
        self._new_speaker = new_speaker
        self.answers: list[int] = []

    def __call__(self) -> Speaker:
        """The next connection's."""
        speak, number = self._new_speaker(), len(self.answers)
        self.answers.append(0)

        def hear(data: bytes) -> Reaction:
            reaction = speak(data)
            self.answers[number] += bool(reaction.send)
            return reaction

        return hear


@asynccontextmanager
async def meeting(
    server: NewSpeaker, new_prober: Any, new_target: Any, *, seconds: float = 5.0
) -> AsyncIterator[tuple[Sighting, list[int]]]:
    """What is seen of the server, and how often it answered on each connection."""
    counting = Counting(server)
    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        async with conversing(listener, counting):
            port = listener.getsockname()[1]
            target = new_target(port, host=FIRST_ADDRESS, timeout=seconds, scan_interval=0.0)
            seen = seen_at(await probed(new_prober(), target))
            yield seen, counting.answers


def tls_server(**settings: Any) -> NewSpeaker:
    """A server of the lab."""
    authorities = Authorities(now=datetime.now(tz=UTC))
    return speakers(TlsServer(**settings), authorities, "www.example.test")
