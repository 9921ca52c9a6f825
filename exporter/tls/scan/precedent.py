"""What the last scan of a server met, which the next one has only to confirm."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.inquiry import IN_A_ROW, VAGUE
from exporter.tls.scan.key_groups import is_of_a_spare_group
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.known_version import UNASKED, KnownVersion
from exporter.tls.scan.manner import Manner, manner_of
from exporter.tls.scan.question import Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import PresentedKey, Reply
from exporter.tls.sslv2 import Sslv2ServerHello
from exporter.words.key_type import KeyType

Met: TypeAlias = ServerHello | Sslv2ServerHello | KeyType | Manner
"""What was chosen, the kind of key that was presented, or in which way the server wanted nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedReply:
    """A question, and what it has to meet."""

    question: Question
    met: Met


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """Questions whose answers, where all are as before, prove again what a whole scan has proved."""

    key_type: KeyType | None
    """Of the ordinary certificate."""
    steps: tuple[ExpectedReply, ...]
    in_turn: tuple[ExpectedReply, ...]
    """Of which each scan asks one: groups that are accepted, and that no client needs."""

    def steps_of(self, number: int) -> tuple[ExpectedReply, ...]:
        """What the scan of this number asks, counted from 0 on."""
        turn = self.in_turn and (self.in_turn[number % len(self.in_turn)],)
        return (*self.steps[:-1], *turn, self.steps[-1])


def precedent_of(knowledge: Knowledge) -> Precedent | None:
    """What the next scan asks of the same server; none after accidents, which may have hit any answer.

    At last comes a hello that works, as no spell of refusals goes on for ever.
    """
    if not knowledge.path.may_prove or knowledge.control is None:
        return None
    asked = {one.question: one for one in knowledge.exchanges if one.was_asked}
    for question in chain(*map(superfluous, knowledge.versions.values())):
        asked.pop(question)
    in_turn = tuple(one for one in asked.values() if is_of_a_spare_group(one))
    steps = [
        as_step(one)
        for one in in_a_row(asked, knowledge)
        if one not in in_turn
        for _ in range(times(one, asked, knowledge))
    ]
    if not isinstance(steps[-1].met, ServerHello):
        steps.append(as_step(knowledge.control))
    return Precedent(
        key_type=knowledge.key_type, steps=tuple(steps), in_turn=tuple(map(as_step, in_turn))
    )


def superfluous(known: KnownVersion) -> Iterator[Question]:
    """The questions of which others tell as much: of a version, of its suites and of its groups.

    A server that takes up an older version answers the hello of a newer one with it (RFC 5246,
    appendix E.1), which it has refused in clear words.
    """
    if known.hellos.is_implied and not known.hellos.is_accepted:
        yield from {one.question for one in known.hellos.exchanges}
    yield from superfluous_offers(known)


def superfluous_offers(known: KnownVersion) -> Iterator[ClientHello]:
    """The refused hellos that add nothing to the refusals of those with more on offer."""
    told = UNASKED[known.protocol].offers
    vague = (
        hello
        for hello, inquiry in known.offers.by_hello.items()
        if len(hello.versions) == 1 and inquiry.refusals and not inquiry.is_accepted
    )
    is_unproven = known.offers.refused.isdisjoint
    for hello in sorted(vague, key=lambda one: (is_unproven({one}), -len(one.suites))):
        with_it = told.without(hello)
        if with_it == told:
            yield hello
        told = told if is_unproven({hello}) else with_it


def in_a_row(asked: Mapping[Question, Exchange], knowledge: Knowledge) -> list[Exchange]:
    """The exchanges in their order, but for vague refusals of one thing, which follow on each other."""
    places = {question: place for place, question in enumerate(asked)}

    def place(one: Exchange) -> int:
        if one.word not in VAGUE:
            return places[one.question]
        alike = (each.question for each in knowledge.inquiry(one.question).exchanges)
        return min(places[question] for question in alike if question in places)

    return sorted(asked.values(), key=place)


def times(one: Exchange, asked: Collection[Question], knowledge: Knowledge) -> int:
    """Twice in a row where a refusal is vague and proves a no, as no period of accidents makes them so.

    Once where others among the questions ask the same.
    """
    if one.word not in VAGUE:
        return 1
    inquiry = knowledge.inquiry(one.question)
    questions = {each.question for each in inquiry.exchanges if each.question in asked}
    is_alone = questions == {one.question} and inquiry.greater is None
    return IN_A_ROW if is_alone and inquiry.is_refused(knowledge.path) else 1


def as_step(one: Exchange) -> ExpectedReply:
    """The exchange, to be had again."""
    return ExpectedReply(question=one.question, met=met(one.reply))


def met(reply: Reply) -> Met:
    """What must come again of a reply: certificates are renewed, and silence has several forms."""
    match reply:
        case PresentedKey(key_type=key_type):
            return key_type
        case ServerHello() | Sslv2ServerHello():
            return reply
        case _:
            return manner_of(reply)
