"""Vague refusals are a no only on proof."""

from dataclasses import replace

import pytest

from exporter.tls.scan.exchange import exchange
from exporter.tls.scan.hellos import full_hello
from exporter.tls.scan.inquiry import SubjectExchanges
from exporter.tls.scan.path import NetworkPath
from exporter.tls.server_reply import Reply
from exporter.words.ending import Closed, Refused, Reset, TimedOut, Unreadable
from exporter.words.protocol import Protocol

GOOD = NetworkPath(worked=12, is_willing=True)
HELLO = full_hello(Protocol.TLS1_0)


def inquiry(
    *answered: tuple[Reply, int],
    is_implied: bool = False,
    greater: SubjectExchanges | None = None,
) -> SubjectExchanges:
    """One about TLS 1.0, with each reply and how many hellos had worked before it."""
    known = SubjectExchanges(is_implied=is_implied, greater=greater)
    for reply, worked in answered:
        one = exchange(HELLO, reply)
        known = known.after(one, NetworkPath(worked=worked))
    return known


@pytest.mark.parametrize(
    ("silences", "worked", "is_refused"),
    [
        ((), 12, False),
        ((1,), 12, False),
        ((1, 2), 12, False),
        ((1, 1, 2), 12, False),
        ((1, 1, 2, 2), 12, True),
        ((1, 1, 2, 2), 11, False),
        ((1, 1, 1, 1), 12, False),
        ((1, 1, 2, 12), 12, False),
        ((0, 0, 0, 1), 12, True),
        ((1, 1, 2, 12), 13, True),
    ],
)
def test_silence_is_a_refusal_after_four_times_with_hellos_that_worked_in_between(
    silences: tuple[int, ...], worked: int, *, is_refused: bool
) -> None:
    """And afterwards; twelve of them in the whole scan; one spell of silence is none."""
    known = inquiry(*((Closed(), before) for before in silences))
    assert known.is_refused(NetworkPath(worked=worked, is_willing=True)) is is_refused


@pytest.mark.parametrize("code", [40, 71])
def test_words_need_no_hello_in_between(code: int) -> None:
    """No limit on connections makes them, but any trouble may, three times at most."""
    for times in (1, 2, 3):
        assert not inquiry(*[(Refused(code), 1)] * times).is_refused(GOOD)
    assert inquiry(*[(Refused(code), 1)] * 4).is_refused(NetworkPath(worked=1, is_willing=True))


def test_an_internal_error_may_come_in_spells() -> None:
    """A server with too much to do makes them for a while."""
    assert not inquiry(*[(Refused(80), 1)] * 4).is_refused(GOOD)
    assert inquiry(*[(Refused(80), 1)] * 3, (Refused(80), 2)).is_refused(GOOD)


@pytest.mark.parametrize("reply", [Closed(), Refused(40)])
def test_nothing_is_proof_where_something_failed_that_had_worked(reply: Reply) -> None:
    """Nor where the server was never willing to go on."""
    known = inquiry((reply, 1), (reply, 1), (reply, 2), (reply, 2))
    assert known.is_refused(GOOD)
    assert not known.is_refused(NetworkPath(worked=12, is_willing=True, is_unreliable=True))
    assert not known.is_refused(NetworkPath(worked=12))


def test_words_are_proof_where_others_are_not_as_connections_break_off() -> None:
    """Four of them, whatever came between; none where words contradict each other too."""
    broken = NetworkPath(worked=12, is_willing=True, is_unreliable=True, breaks_off=True)
    by_turns = [(reply, 1) for _ in range(4) for reply in (Closed(), Refused(40))]
    told = [inquiry(*by_turns[:count]) for count in range(9)]
    assert [one.is_refused(broken) for one in told] == [False] * 8 + [True]
    assert [one.is_open(broken) for one in told] == [True] * 8 + [False]
    for path in (
        replace(broken, is_contradictory=True),
        replace(broken, breaks_off=False),
        replace(broken, is_willing=False),
    ):
        assert not told[8].is_refused(path)
        assert not told[6].is_open(path)
    assert not inquiry(*[(Closed(), 1)] * 8).is_refused(broken)
    seldom = inquiry((Refused(71), 1), *[(Closed(), 1)] * 11)
    assert not seldom.is_open(broken)


def test_what_cannot_be_read_is_asked_once_more() -> None:
    """The connection may have ended by accident; it is no refusal."""
    times = [inquiry(*[(Unreadable("an early end"), 1)] * count) for count in (1, 2)]
    assert [one.is_open(GOOD) for one in times] == [True, False]
    assert not any(one.is_refused(GOOD) for one in times)


def test_a_clear_word_to_a_newer_version_makes_one_refusal_enough() -> None:
    """On any path; but there has to be one."""
    unreliable = NetworkPath(is_unreliable=True)
    assert inquiry((Reset(), 0), is_implied=True).is_refused(unreliable)
    assert not inquiry(is_implied=True).is_refused(GOOD)
    assert not inquiry((TimedOut(), 0), is_implied=True).is_refused(GOOD)


def test_what_includes_it_was_refused_as_often_counts_too() -> None:
    """But it has to be refused itself, once; and if either may come in spells, both may."""
    newer = inquiry((Refused(40), 1), (Refused(40), 1), (Refused(40), 1))
    assert inquiry((Refused(40), 1), greater=newer).is_refused(GOOD)
    assert not inquiry(greater=newer).is_refused(GOOD)
    assert inquiry(greater=newer).is_open(GOOD)
    assert not inquiry((Refused(40), 1), greater=inquiry((Refused(40), 1))).is_refused(GOOD)
    assert not inquiry((Closed(), 1), greater=newer).is_refused(GOOD)
    assert inquiry((Closed(), 2), greater=newer).is_refused(GOOD)
    answered = inquiry((Refused(40), 1), (Refused(70), 1))
    assert not inquiry((Refused(40), 1), (Refused(40), 1), greater=answered).is_refused(GOOD)


def test_it_is_asked_again_for_as_long_as_that_can_prove_anything() -> None:
    """Twice in any case, as the second may be answered."""
    unreliable = NetworkPath(worked=12, is_willing=True, is_unreliable=True)
    times = [inquiry(*[(Closed(), 1)] * count) for count in range(5)]
    assert [one.is_open(GOOD) for one in times] == [True, True, True, True, False]
    assert [one.is_open(unreliable) for one in times] == [True, True, False, False, False]
    assert not inquiry((Closed(), 1), is_implied=True).is_open(GOOD)


def test_where_accidents_happen_it_is_asked_twice_itself() -> None:
    """What includes it, and was answered in the end, may have met with them."""
    unreliable = NetworkPath(worked=12, is_willing=True, is_unreliable=True)
    newer = inquiry((Closed(), 1), (Closed(), 2), (Closed(), 3), (Closed(), 4))
    once, twice = (inquiry(*[(Closed(), 4)] * times, greater=newer) for times in (1, 2))
    assert [one.is_open(GOOD) for one in (once, twice)] == [False, False]
    assert [one.is_open(unreliable) for one in (once, twice)] == [True, False]


@pytest.mark.parametrize("reply", [TimedOut(), Refused(112), Refused(70)])
def test_any_other_answer_settles_the_inquiry(reply: Reply) -> None:
    """Nothing more is to be had by asking again."""
    known = inquiry((Closed(), 1), (reply, 1))
    assert not known.is_open(GOOD)
    assert known.replies == (Closed(), reply)


def test_a_hello_has_to_work_between_silences_but_not_between_words() -> None:
    """One that has worked since is enough."""
    silent, spoken = inquiry((Closed(), 3)), inquiry((Refused(40), 3))
    assert [silent.awaits_control(NetworkPath(worked=worked)) for worked in (3, 4)] == [True, False]
    assert not spoken.awaits_control(NetworkPath(worked=3))
