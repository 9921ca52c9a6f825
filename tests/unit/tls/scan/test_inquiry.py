"""Silence is a refusal only on proof."""

import pytest

from exporter.tls.scan.exchange import exchange
from exporter.tls.scan.hellos import full_hello
from exporter.tls.scan.inquiry import Inquiry
from exporter.tls.server_reply import Reply
from exporter.words.ending import Closed, Refused, Reset, TimedOut
from exporter.words.protocol import Protocol


def inquiry(*answered: tuple[Reply, int]) -> Inquiry:
    """One about TLS 1.0, with each reply and how many hellos had worked before it."""
    known = Inquiry()
    for reply, worked in answered:
        known = known.after(exchange(full_hello(Protocol.TLS1_0, "a.test"), reply), worked)
    return known


@pytest.mark.parametrize(
    ("silences", "worked", "is_refused"),
    [
        ((), 9, False),
        ((1,), 9, False),
        ((1, 2), 2, False),
        ((1, 2), 3, True),
        ((1, 1), 3, False),
        ((0, 1), 2, True),
        ((0, 1, 1), 2, False),
        ((0, 0, 1), 2, True),
        ((0, 1, 2), 2, False),
    ],
)
def test_silence_is_a_refusal_twice_with_hellos_that_worked_in_between_and_afterwards(
    silences: tuple[int, ...], worked: int, *, is_refused: bool
) -> None:
    """The last two silences count, each by the number of hellos that had worked before it."""
    known = inquiry(*((Closed(), before) for before in silences))
    assert known.is_refused_by_silence(worked) is is_refused


def test_every_kind_of_silence_counts_and_nothing_else() -> None:
    """A time-out, or an alert that says something, is none."""
    known = inquiry((Closed(), 1), (TimedOut(), 2), (Reset(), 3), (Refused(40), 4))
    assert known.silences == (1, 3)
    assert inquiry((Refused(0), 5)).silences == (5,)
    assert known.replies == (Closed(), TimedOut(), Reset(), Refused(40))


def test_a_control_is_awaited_between_two_silences_and_their_proof() -> None:
    """Neither before the second, nor when it has worked already, nor where it cannot help."""
    twice = inquiry((Closed(), 1), (Closed(), 2))
    assert [twice.awaits_control(worked) for worked in (2, 3)] == [True, False]
    assert not inquiry((Closed(), 1)).awaits_control(1)
    assert not inquiry((Closed(), 1), (Closed(), 1)).awaits_control(1)
