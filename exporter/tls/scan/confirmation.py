"""A scan that asks only whether all is still as the last one met it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from exporter.model.scan import Scan
from exporter.tls.scan import plan
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.precedent import ExpectedReply, Precedent, met
from exporter.tls.scan.question import Question
from exporter.tls.server_reply import Reply, Untried
from exporter.words.ending import Starved
from exporter.words.key_type import KeyType

MOST_CONFIRMATIONS = 23
"""After so many in a row, everything is asked as the first time: once a day, by default."""
MOST_LOST = 8
"""In one scan, for a want of our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Every answer so far is as before."""

    key_type: KeyType | None
    """Of the ordinary certificate, then as now."""
    last: Scan
    steps: tuple[ExpectedReply, ...]
    """What is asked, and what that scan met."""
    replies: tuple[Reply, ...] = ()
    lost: int = 0
    """How many questions were not asked for a want of our own, and are put again."""

    @property
    def is_over(self) -> bool:
        """Whether all that the last scan has proved is proven again."""
        return len(self.replies) == len(self.steps)

    def after(self, question: Question, reply: Reply) -> "Course":
        """With one answer more; where it is another than before, all is to be asked as the first time."""
        if isinstance(reply, Untried | Starved) and self.lost < MOST_LOST:
            return replace(self, lost=self.lost + 1)
        if met(reply) == self.steps[len(self.replies)].met:
            return Confirmation(
                key_type=self.key_type,
                last=self.last,
                steps=self.steps,
                replies=(*self.replies, reply),
                lost=self.lost,
            )
        return self.retold().after(question, reply)

    def found(self, taken_at: datetime) -> Scan:
        """What the last scan found, as it holds now."""
        return replace(
            self.last,
            taken_at=taken_at,
            connections=len(self.replies) + self.lost,
            confirmations=self.last.confirmations + 1,
        )

    def retold(self) -> Knowledge:
        """What the answers tell whoever knows nothing from before."""
        knowledge = Knowledge(key_type=self.key_type)
        for step, reply in zip(self.steps, self.replies, strict=False):
            knowledge = knowledge.after(step.question, reply)
        return knowledge


Course: TypeAlias = Confirmation | Knowledge
"""How a scan goes on."""


def begun(key_type: KeyType | None, last: Scan | None) -> Course:
    """The scan of a server whose ordinary certificate has a key of this kind, before the first question."""
    match last:
        case Scan(
            precedent=Precedent(key_type=kind) as precedent, left_open=(), confirmations=count
        ):
            if kind is key_type and count < MOST_CONFIRMATIONS:
                return Confirmation(
                    key_type=kind,
                    last=last,
                    steps=precedent.steps_of(count),
                )
    left_open = last.left_open if last else ()
    return Knowledge(key_type=key_type, left_open=left_open)


def next_question(course: Course) -> Question | None:
    """What is asked next; None = nothing more is asked."""
    match course:
        case Confirmation(is_over=True):
            return None
        case Confirmation(steps=steps, replies=replies):
            return steps[len(replies)].question
        case Knowledge():
            return plan.next_question(course)
