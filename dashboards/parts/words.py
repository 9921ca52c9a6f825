"""Numbers that are shown as words: never colour alone."""

from dataclasses import dataclass
from typing import TypeAlias

from exporter.views.wording import STEP_TITLES
from exporter.words.protocol import Protocol
from exporter.words.step import Step

GREEN, ORANGE, RED, BLUE = "green", "orange", "red", "blue"
GREY = "rgba(128, 128, 128, 0.35)"
PLAIN = "text"
"""Grafana's own colour of text, right in its light and its dark theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What stands for one value."""

    value: float
    text: str
    color: str


Words: TypeAlias = tuple[Word, ...]

NOT_CHECKED = -1
"""What queries give where a step has no series."""
NOTHING_FAILS = 10
"""What queries give for the first failing step where none fails, so that it sorts last."""


def good_or_bad(good: str, bad: str) -> Words:
    """1 is as it should be, 0 is a fault."""
    return (Word(value=1, text=good, color=GREEN), Word(value=0, text=bad, color=RED))


def good_or_untidy(good: str, untidy: str) -> Words:
    """1 is as it should be, 0 deserves a look."""
    return (Word(value=1, text=good, color=GREEN), Word(value=0, text=untidy, color=ORANGE))


def odd_or_usual(odd: str, usual: str) -> Words:
    """1 deserves a look, 0 is as it should be."""
    return (Word(value=1, text=odd, color=ORANGE), Word(value=0, text=usual, color=GREEN))


def more_or_less(more: str, less: str) -> Words:
    """1 is better than 0, which is no fault."""
    return (Word(value=1, text=more, color=GREEN), Word(value=0, text=less, color=PLAIN))


VERDICT: Words = (
    Word(value=1, text="passed", color=GREEN),
    Word(value=0, text="failing", color=RED),
    Word(value=NOT_CHECKED, text="not checked", color=GREY),
)
STEP_NUMBERS: Words = (
    *(
        Word(value=step.number, text=f"{step.number} {STEP_TITLES[step]}", color=RED)
        for step in Step
    ),
    Word(value=NOTHING_FAILS, text="nothing fails", color=GREEN),
)
PROTOCOLS: Words = tuple(
    Word(
        value=protocol.strength,
        text=protocol.value,
        color=GREEN if protocol.strength >= Protocol.TLS1_2.strength else ORANGE,
    )
    for protocol in Protocol
)
FINDINGS: Words = (
    Word(value=1, text="error", color=RED),
    Word(value=2, text="warning", color=ORANGE),
    Word(value=3, text="info", color=BLUE),
)
ALERTS: Words = (
    Word(value=1, text="critical", color=RED),
    Word(value=2, text="warning", color=ORANGE),
    Word(value=3, text="info", color=BLUE),
)


def mapping(words: Words) -> dict[str, object]:
    """The words as Grafana's value mapping."""
    options = {
        f"{word.value:g}": {"text": word.text, "color": word.color, "index": index}
        for index, word in enumerate(words)
    }
    return {"type": "value", "options": options}
