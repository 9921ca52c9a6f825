"""Views are made in threads that give way to the event loop."""

import sys
from collections.abc import Iterator

import pytest

from exporter.server.threads import Threads


@pytest.fixture(autouse=True)
def _interval() -> Iterator[None]:
    """The setting is the process's."""
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


async def test_a_thread_that_computes_gives_way_after_a_millisecond() -> None:
    """Python's own five add up, as the loop waits anew for each thing that it does."""
    threads = Threads()
    try:
        assert await threads.run(sys.getswitchinterval) == pytest.approx(0.001)
    finally:
        await threads.close()
