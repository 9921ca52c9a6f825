"""A cable between two interfaces, which takes its time and loses packets.

Run: python -m tests.real.network.cable DELAY LOSS FILE FILE, with the files that `plug` opened
"""

import asyncio
import os
import sys
from contextlib import suppress
from random import Random

LONGEST_PACKET = 65536


class Cable:
    """Carries packets both ways, and each once at most, in the order of their coming."""

    def __init__(self, *, delay: float, loss: float) -> None:
        """Seconds in each direction, and the share of packets that get lost."""
        self._delay, self._loss = delay, loss
        self._luck = Random(delay + loss)  # noqa: S311 - no secret
        self._loop = asyncio.get_running_loop()

    def connect(self, source: int, sink: int) -> None:
        """What comes out of the one goes into the other."""
        self._loop.add_reader(source, self._carry, source, sink)

    def _carry(self, source: int, sink: int) -> None:
        packet = os.read(source, LONGEST_PACKET)
        if self._luck.random() >= self._loss:
            self._loop.call_later(self._delay, put, sink, packet)


def put(sink: int, packet: bytes) -> None:
    """Hands the packet over, where somebody still takes it."""
    with suppress(OSError):
        os.write(sink, packet)


async def main() -> None:
    """Carries until it is ended."""
    delay, loss, near, far = sys.argv[1:]
    cable = Cable(delay=float(delay), loss=float(loss))
    cable.connect(int(near), int(far))
    cable.connect(int(far), int(near))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
