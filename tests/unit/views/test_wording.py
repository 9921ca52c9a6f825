"""Words for people: strangers' text is harmless, and time is easy to read."""

import re
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.model.place import Place
from exporter.views.language import speaking
from exporter.views.wording import (
    PHASE_TITLES,
    PLACE_TITLES,
    STANDING_WORDS,
    STATUS_WORDS,
    STEP_TITLES,
    every,
    instant,
    printable,
    time_left,
)
from exporter.words.phase import Phase
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import NOW


@given(st.text(st.characters()))
def test_printable_text_steers_no_terminal(text: str) -> None:
    """Whatever goes in, every character that comes out is printable."""
    assert printable(text).isprintable()


@given(st.text().filter(str.isprintable).filter(lambda text: "\\" not in text))
def test_printable_text_stays_as_it_is(text: str) -> None:
    """Letters of all scripts, blanks and signs included."""
    assert printable(text) == text


@given(st.text(r"\x1be5c0un" + "\x1b\n\u202e\U000e0001"))
def test_no_two_texts_look_alike(text: str) -> None:
    """What was made visible can be read back."""
    escape = re.compile(r"\\(n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
    assert escape.sub(lambda one: one[0].encode().decode("unicode_escape"), printable(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\u202eb", r"a\u202eb"),
        ("line\nline", r"line\nline"),
        ("株式会社", "株式会社"),
        (r"O=Example\, Inc.", r"O=Example\, Inc."),
        (r"CN=\x1b and \u202e", r"CN=\x5cx1b and \x5cu202e"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_is_not_printable_is_made_visible(text: str, shown: str) -> None:
    """As the escape that a programmer would write."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (397.6, "398 days left"),
        (5.25, "5.2 days left"),
        (1.25, "30.0 hours left"),
        (0, "0.0 hours left"),
        (-0.5, "ended 12.0 hours ago"),
        (-3.1, "ended 3.1 days ago"),
        (-40, "ended 40 days ago"),
    ],
)
def test_time_left_is_exact_where_it_is_short(days: float, words: str) -> None:
    """Hours below two days, tenths of a day below ten, whole days above."""
    assert time_left(NOW + timedelta(days=days), NOW) == words


def test_an_instant_names_its_zone() -> None:
    """To the second, in UTC."""
    assert instant(NOW) == "2026-06-01 12:00:00 UTC"


def test_every_step_phase_status_and_standing_has_words() -> None:
    """None is shown by its slug."""
    assert set(PHASE_TITLES) == set(Phase)
    assert set(PLACE_TITLES) == set(get_args(Place))
    assert set(STANDING_WORDS) == set(Standing)
    assert set(STEP_TITLES) == set(Step)
    assert set(STATUS_WORDS) == set(Status)


@pytest.mark.parametrize(
    ("seconds", "english", "japanese"),
    [
        (10, "10s", "10 秒"),
        (5400, "1h30m", "1 時間 30 分"),
        (172800.5, "2d500ms", "2 日 500 ミリ秒"),
    ],
)
def test_an_interval_has_units_of_the_language(seconds: float, english: str, japanese: str) -> None:
    """As an operator would write it, and as a Japanese reader would say it."""
    assert every(seconds) == english
    with speaking("ja"):
        assert every(seconds) == japanese
