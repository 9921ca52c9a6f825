"""In which order the same things are asked again, so that vague refusals come to prove something."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporter.tls.scan.inquiry import IN_A_ROW, SubjectExchanges
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """What to ask next about a subject, and what came of asking so far."""

    question: Question
    inquiry: SubjectExchanges


def in_turn(turns: Iterable[OpenQuestion], knowledge: Knowledge) -> Iterator[Question]:
    """What is still open, each twice in a row, and all of it again after a hello that worked."""
    still_open = [turn for turn in turns if turn.inquiry.is_open(knowledge.path)]
    for turn in still_open:
        is_new = len(turn.inquiry.exchanges) == 1
        if is_new and len(turn.inquiry.counted(knowledge.path)) < IN_A_ROW:
            yield turn.question
    for turn in still_open:
        if not turn.inquiry.exchanges:
            yield turn.question
    for turn in still_open:
        if knowledge.control and turn.inquiry.awaits_control(knowledge.path):
            yield knowledge.control.question
        yield turn.question
