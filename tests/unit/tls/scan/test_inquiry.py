"""Vague refusals are a no only on proof."""

import pytest

from exporter.tls.scan.answer import Answer
from exporter.tls.scan.exchange import exchange
from exporter.tls.scan.hellos import full_hello
from exporter.tls.scan.inquiry import Inquiry
from exporter.tls.scan.manner import Manner
from exporter.tls.scan.path import Path
from exporter.tls.scan.precedent import NO_PRECEDENT, Precedent
from exporter.tls.server_reply import Reply
from exporter.words.ending import Closed, Refused, Reset, TimedOut
from exporter.words.protocol import Protocol

GOOD = Path(worked=12, is_willing=True)
CHANGED = Path(worked=12, is_willing=True, is_as_before=False)
HELLO = full_hello(Protocol.TLS1_0, "a.test")
NAMELESS = full_hello(Protocol.TLS1_0, "")


def refused_before(manner: Manner) -> Precedent:
    """A scan that had proof by refusals in this manner."""
    return Precedent(manners=frozenset({(NAMELESS, manner)}), refused=frozenset({NAMELESS}))


def inquiry(
    *answered: tuple[Reply, int],
    is_implied: bool = False,
    greater: Inquiry | None = None,
    precedent: Precedent = NO_PRECEDENT,
) -> Inquiry:
    """One about TLS 1.0, with each reply and how many hellos had worked before it."""
    known = Inquiry(is_implied=is_implied, greater=greater)
    for reply, worked in answered:
        one = exchange(HELLO, reply, precedent)
        known = known.after(one, Path(worked=worked))
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
    assert known.is_refused(Path(worked=worked, is_willing=True)) is is_refused


@pytest.mark.parametrize("code", [40, 71])
def test_words_need_no_hello_in_between(code: int) -> None:
    """No limit on connections makes them, but any trouble may, three times at most."""
    for times in (1, 2, 3):
        assert not inquiry(*[(Refused(code), 1)] * times).is_refused(GOOD)
    assert inquiry(*[(Refused(code), 1)] * 4).is_refused(Path(worked=1, is_willing=True))


def test_an_internal_error_may_come_in_spells() -> None:
    """A server with too much to do makes them for a while."""
    assert not inquiry(*[(Refused(80), 1)] * 4).is_refused(GOOD)
    assert inquiry(*[(Refused(80), 1)] * 3, (Refused(80), 2)).is_refused(GOOD)


@pytest.mark.parametrize("reply", [Closed(), Refused(40)])
def test_nothing_is_proof_where_something_failed_that_had_worked(reply: Reply) -> None:
    """Nor where the server was never willing to go on."""
    known = inquiry((reply, 1), (reply, 1), (reply, 2), (reply, 2))
    assert known.is_refused(GOOD)
    assert not known.is_refused(Path(worked=12, is_willing=True, is_unreliable=True))
    assert not known.is_refused(Path(worked=12))


def test_a_clear_word_to_a_newer_version_makes_one_refusal_enough() -> None:
    """On any path; but there has to be one."""
    unreliable = Path(is_unreliable=True)
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
    unreliable = Path(worked=12, is_willing=True, is_unreliable=True)
    times = [inquiry(*[(Closed(), 1)] * count) for count in range(5)]
    assert [one.is_open(GOOD) for one in times] == [True, True, True, True, False]
    assert [one.is_open(unreliable) for one in times] == [True, True, False, False, False]
    assert not inquiry((Closed(), 1), is_implied=True).is_open(GOOD)


@pytest.mark.parametrize("reply", [TimedOut(), Refused(112), Refused(70)])
def test_any_other_answer_settles_the_inquiry(reply: Reply) -> None:
    """Nothing more is to be had by asking again."""
    known = inquiry((Closed(), 1), (reply, 1))
    assert not known.is_open(GOOD)
    assert known.replies == (Closed(), reply)


def test_a_hello_has_to_work_between_silences_but_not_between_words() -> None:
    """One that has worked since is enough."""
    silent, spoken = inquiry((Closed(), 3)), inquiry((Refused(40), 3))
    assert [silent.awaits_control(Path(worked=worked)) for worked in (3, 4)] == [True, False]
    assert not spoken.awaits_control(Path(worked=3))


def test_two_refusals_confirm_what_the_last_scan_has_proved() -> None:
    """As long as all has gone as it did then; one alone does not, and afterwards nothing is asked."""
    once, twice = (inquiry(*[(Refused(40), 1)] * n, precedent=refused_before(40)) for n in (1, 2))
    assert not once.is_refused(GOOD)
    assert once.is_open(GOOD)
    assert twice.is_refused(GOOD)
    assert not twice.is_open(GOOD)
    assert not twice.is_refused(CHANGED)
    assert twice.is_open(CHANGED)


@pytest.mark.parametrize("reply", [Refused(71), Closed()])
def test_refusals_in_another_manner_confirm_nothing(reply: Reply) -> None:
    """It takes four of them again."""
    asked = inquiry((reply, 1), (reply, 2), precedent=refused_before(40))
    assert not asked.is_refused(GOOD)
    assert asked.is_open(GOOD)


def test_refusals_without_proof_are_no_precedent() -> None:
    """They were met, and nothing more."""
    unproven = Precedent(manners=frozenset({(NAMELESS, 40)}))
    assert not inquiry(*[(Refused(40), 1)] * 2, precedent=unproven).is_refused(GOOD)


@pytest.mark.parametrize(("worked", "is_refused"), [(1, False), (2, True)])
def test_silence_is_confirmed_once_a_hello_has_worked(worked: int, *, is_refused: bool) -> None:
    """Else the server may have ceased to talk to us."""
    silent = inquiry(*[(Closed(), 1)] * 2, precedent=refused_before(Answer.SILENT))
    assert silent.is_refused(Path(worked=worked, is_willing=True)) is is_refused


@pytest.mark.parametrize(("manner", "is_refused"), [(40, True), (71, False)])
def test_what_includes_it_has_to_be_confirmed_too(manner: Manner, *, is_refused: bool) -> None:
    """Its refusals count with the others."""
    greater = inquiry((Refused(40), 1), precedent=refused_before(manner))
    asked = inquiry((Refused(40), 1), greater=greater, precedent=refused_before(40))
    assert asked.is_refused(GOOD) is is_refused
