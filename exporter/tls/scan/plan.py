"""Which question to ask next."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.inquiry import HELLOS_NEEDED
from exporter.tls.scan.key_exchanges import key_exchange_hellos
from exporter.tls.scan.key_groups import group_hellos
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.large_hello import large_hello_questions
from exporter.tls.scan.other_keys import other_key_questions
from exporter.tls.scan.question import Question
from exporter.tls.scan.signatures import signature_hellos
from exporter.tls.scan.turns import OpenQuestion, in_turn
from exporter.tls.scan.verdicts import is_more_refused
from exporter.tls.scan.version_questions import version_questions
from exporter.tls.scan.weak_ciphers import weak_cipher_hellos
from exporter.tls.server_reply import Reply, Unreachable
from exporter.words.ending import NotTls
from exporter.words.scan_subject import ScanSubject

Questions: TypeAlias = Callable[[Knowledge], Iterator[Question]]
MOST_CONNECTIONS = 64
"""For one scan of one address; a server that says what it refuses needs some thirty, and one that
has everything there is some fifty."""
SSLV2_HEADER = 0x80
"""The bit that begins a record of SSLv2 without padding."""
TIMEOUTS_IN_A_ROW = 2
"""After so many, a hello that worked before must show that the server still talks to us."""


def next_question(knowledge: Knowledge) -> Question | None:
    """The question that the answers so far call for; None = nothing more is asked."""
    if len(knowledge.exchanges) >= MOST_CONNECTIONS:
        return None
    return wanted_question(knowledge)


def wanted_question(knowledge: Knowledge) -> Question | None:
    """The same without a bound on connections."""
    if is_hopeless(knowledge):
        return None
    return next(questions(knowledge), None)


def is_over(knowledge: Knowledge) -> bool:
    """Whether everything was asked that the answers call for, and nothing cut the scan short."""
    return not is_hopeless(knowledge) and wanted_question(knowledge) is None


def questions(knowledge: Knowledge) -> Iterator[Question]:
    """What is still to be asked, the most telling first, and each subject until it is settled."""
    yield from controls_after_timeouts(knowledge)
    for questions_about in in_order(knowledge.left_open):
        yield from questions_about(knowledge)
    yield from large_hello_questions(knowledge)
    yield from in_turn(offers(signature_hellos(knowledge), knowledge), knowledge)
    yield from last_controls(knowledge)


def protocol_questions(knowledge: Knowledge) -> Iterator[Question]:
    """What is to be asked about versions, and about certificates for keys of other kinds."""
    yield from version_questions(knowledge)
    yield from other_key_questions(knowledge)


def suite_questions(knowledge: Knowledge) -> Iterator[Question]:
    """What is wanted of suites: the weak first."""
    hellos = chain(weak_cipher_hellos(knowledge), key_exchange_hellos(knowledge))
    return in_turn(offers(hellos, knowledge), knowledge)


def group_questions(knowledge: Knowledge) -> Iterator[Question]:
    """What is wanted of groups."""
    return in_turn(offers(group_hellos(knowledge), knowledge), knowledge)


def offers(hellos: Iterator[ClientHello], knowledge: Knowledge) -> Iterator[OpenQuestion]:
    """The hellos with what came of them."""
    for hello in hellos:
        yield OpenQuestion(question=hello, inquiry=knowledge.inquiry(hello))


QUESTIONS_ABOUT: Mapping[ScanSubject, Questions] = MappingProxyType(
    {
        ScanSubject.PROTOCOLS: protocol_questions,
        ScanSubject.WEAK_CIPHERS: suite_questions,
        ScanSubject.GROUPS: group_questions,
    }
)


@cache
def in_order(left_open: tuple[ScanSubject, ...]) -> tuple[Questions, ...]:
    """What to ask about each subject: first those that an earlier scan left open."""
    others = (subject for subject in ScanSubject if subject not in left_open)
    return tuple(QUESTIONS_ABOUT[subject] for subject in (*left_open, *others))


def is_hopeless(knowledge: Knowledge) -> bool:
    """Whether more hellos would only disturb: nothing listens, or it does not speak TLS."""
    exchanges = knowledge.exchanges
    if not exchanges:
        return False
    is_shut = [type(one.reply) for one in exchanges[-2:]] == [Unreachable, Unreachable]
    return is_shut or is_stranger(exchanges[0].reply) or is_blocked(knowledge)


def is_stranger(reply: Reply) -> bool:
    """Whether something answers that speaks neither TLS nor, by its first bit, SSLv2."""
    return isinstance(reply, NotTls) and not reply.start[0] & SSLV2_HEADER


def is_blocked(knowledge: Knowledge) -> bool:
    """Whether a control hello after time-outs was met with a time-out as well."""
    if knowledge.time_outs <= TIMEOUTS_IN_A_ROW:
        return False
    control = knowledge.control
    return control is not None and knowledge.exchanges[-1].question == control.question


def controls_after_timeouts(knowledge: Knowledge) -> Iterator[Question]:
    """The hello that worked last, when there is reason to think that the server has had enough."""
    if knowledge.time_outs >= TIMEOUTS_IN_A_ROW and (control := knowledge.control):
        yield control.question


def last_controls(knowledge: Knowledge) -> Iterator[Question]:
    """The hello that worked last, as long as its working would make refusals of silence."""
    control, path = knowledge.control, knowledge.path
    if control is None or not path.may_prove:
        return
    worked = max(path.worked + 1, HELLOS_NEEDED)
    if is_more_refused(knowledge.on(replace(path, worked=worked)), knowledge):
        yield control.question
