"""Scrapes under way are bounded, and those whose clients do not read give way."""

from contextlib import ExitStack
from functools import partial

import pytest

from exporter.server.scrapes import NoRoom, Scrapes


class Clock:
    """Moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


def test_the_one_that_stalls_for_longest_gives_way() -> None:
    """Once that is a second; until then a newcomer has to wait."""
    clock, gone = Clock(), list[str]()
    scrapes = Scrapes(clock=clock, most=3)
    with ExitStack() as stack:
        for name in ("reads", "stalls", "stalls more"):
            scrape = stack.enter_context(scrapes.one(partial(gone.append, name)))
            if name != "reads":
                stack.enter_context(scrape.offering())
            clock.now -= 0.25
        clock.now = 100.4
        with pytest.raises(NoRoom), scrapes.one(lambda: None):
            pass
        clock.now = 100.5
        with scrapes.one(lambda: None):
            assert gone == ["stalls more"]


def test_what_was_taken_is_no_stall() -> None:
    """A client that reads slowly begins anew with each piece."""
    clock, gone = Clock(), list[str]()
    scrapes = Scrapes(clock=clock, most=1)
    with scrapes.one(lambda: gone.append("slow")) as scrape:
        for _ in range(9):
            with scrape.offering():
                clock.now += 0.9
            with pytest.raises(NoRoom), scrapes.one(lambda: None):
                pass
    assert gone == []


def test_there_may_be_thirty_two() -> None:
    """By default, and one more when one has ended."""
    scrapes = Scrapes(clock=Clock())
    with ExitStack() as stack:
        for _ in range(31):
            stack.enter_context(scrapes.one(lambda: None))
        for _ in range(2):
            with scrapes.one(lambda: None), pytest.raises(NoRoom), scrapes.one(lambda: None):
                pass
