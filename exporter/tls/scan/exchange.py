"""A question that was asked, with all that its reply says."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.agreement import keeps_to
from exporter.tls.scan.answer import VersionAnswer, answer_about, answer_to_offer
from exporter.tls.scan.manner import Manner, manner_of
from exporter.tls.scan.question import Question, versions_of
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply, Unreachable, Untried
from exporter.words.ending import Starved
from exporter.words.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A ServerHello that keeps to the hello it answers."""

    protocol: Protocol
    hello: ClientHello
    reply: ServerHello


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and its reply, understood once."""

    question: Question
    reply: Reply
    answers: Mapping[Protocol, VersionAnswer]
    """What the reply says about each version that the question is about."""
    word: VersionAnswer
    """What it says about what was asked: the one version, or the suites and groups offered."""
    choice: Choice | None
    """What the server chose, where it kept to what was offered."""
    worked: bool
    """Whether the server accepted a version that a ClientHello offered."""
    manner: Manner
    """In which way it ended."""

    @property
    def versions(self) -> tuple[Protocol, ...]:
        """The versions that were asked about, and the one that was chosen in their place."""
        if self.choice is None or self.choice.protocol in self.answers:
            return tuple(self.answers)
        return (*self.answers, self.choice.protocol)

    @property
    def was_asked(self) -> bool:
        """Whether the server had the question, and the time to answer it."""
        return not isinstance(self.reply, Unreachable | Untried | Starved)


def exchange(question: Question, reply: Reply) -> Exchange:
    """The exchange of this question for this reply."""
    answers = {version: answer_about(version, question, reply) for version in versions_of(question)}
    choice = chosen(question, reply)
    is_partial = isinstance(question, ClientHello) and question.is_partial
    only = next(iter(answers.values())) if len(answers) == 1 else VersionAnswer.UNCLEAR
    return Exchange(
        question=question,
        reply=reply,
        answers=MappingProxyType(answers),
        word=answer_to_offer(reply, is_chosen=choice is not None) if is_partial else only,
        choice=choice,
        worked=choice is not None and choice.protocol in answers,
        manner=manner_of(reply),
    )


def chosen(question: Question, reply: Reply) -> Choice | None:
    """The choice that counts; a server may choose what nobody offered."""
    if not isinstance(question, ClientHello) or not isinstance(reply, ServerHello):
        return None
    if reply.protocol is None or not keeps_to(question, reply):
        return None
    return Choice(protocol=reply.protocol, hello=question, reply=reply)
