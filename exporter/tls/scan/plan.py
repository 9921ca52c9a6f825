"""Which question to ask next."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, takewhile

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.fate import Fate
from exporter.tls.scan.inquiry import Inquiry
from exporter.tls.scan.key_exchanges import key_exchange_hellos
from exporter.tls.scan.key_groups import group_hellos
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.offers import leaves_out_groups
from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import is_more_refused
from exporter.tls.scan.version_questions import version_questions
from exporter.tls.scan.weak_ciphers import WEAK_SUITES, weak_cipher_hellos
from exporter.tls.server_reply import Reply, Unreachable
from exporter.words.ending import NotTls, TimedOut

SUBJECTS = (weak_cipher_hellos, key_exchange_hellos, group_hellos)
"""The most telling first."""
MOST_CONNECTIONS = 24
"""For one scan of one address."""
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
    """What is still to be asked, the most important first."""
    yield from controls_after_timeouts(knowledge)
    for question in version_questions(knowledge):
        yield from in_turn(question, knowledge)
    yield from partial_hellos(knowledge)
    yield from controls_after_silence(knowledge)


def partial_hellos(knowledge: Knowledge) -> Iterator[Question]:
    """What is wanted of suites and groups; at the end once more what met silence."""
    silent = []
    for hello in chain.from_iterable(hellos(knowledge) for hellos in subjects(knowledge)):
        match knowledge.fate(hello):
            case Fate.NOT_ASKED:
                yield hello
            case Fate.SILENT:
                silent.append(hello)
    for hello in silent:
        yield from in_turn(hello, knowledge)


def subjects(knowledge: Knowledge) -> Sequence[Callable[[Knowledge], Iterator[ClientHello]]]:
    """What partial hellos are about, beginning where the last one was: the others can wait."""
    last = knowledge.exchanges[-1].question if knowledge.exchanges else None
    if not isinstance(last, ClientHello) or not last.is_partial:
        return SUBJECTS
    is_weak = last.suites[0] in WEAK_SUITES
    start = 0 if is_weak else 2 if leaves_out_groups(last) else 1
    return SUBJECTS[start:] + SUBJECTS[:start]


def in_turn(question: Question, knowledge: Knowledge) -> Iterator[Question]:
    """The question; but between two silences a control hello has to work.

    Otherwise one spell of resets, as a rate limit makes them, would pass for two refusals.
    """
    control, inquiry = knowledge.control, knowledge.inquiry(question)
    if control is None or not inquiry.silences or inquiry.silences[-1] < knowledge.worked:
        yield question
    elif not any(one.question == control.question for one in since(inquiry, knowledge)):
        yield control.question


def since(inquiry: Inquiry, knowledge: Knowledge) -> Iterator[Exchange]:
    """The exchanges after the last one of an inquiry, the last of them first."""
    last = inquiry.exchanges[-1]
    return takewhile(lambda one: one is not last, reversed(knowledge.exchanges))


def is_hopeless(knowledge: Knowledge) -> bool:
    """Whether more hellos would only disturb: nothing listens, or it does not speak TLS."""
    exchanges = knowledge.exchanges
    if not exchanges:
        return False
    is_shut = isinstance(exchanges[-1].reply, Unreachable)
    return is_shut or is_stranger(exchanges[0].reply) or is_blocked(knowledge)


def is_stranger(reply: Reply) -> bool:
    """Whether something answers that speaks neither TLS nor, by its first bit, SSLv2."""
    return isinstance(reply, NotTls) and not reply.start[0] & SSLV2_HEADER


def is_blocked(knowledge: Knowledge) -> bool:
    """Whether a control hello after time-outs was met with a time-out as well."""
    if not has_timed_out(knowledge, TIMEOUTS_IN_A_ROW + 1):
        return False
    control = knowledge.control
    return control is not None and knowledge.exchanges[-1].question == control.question


def controls_after_timeouts(knowledge: Knowledge) -> Iterator[Question]:
    """The hello that worked last, when there is reason to think that the server has had enough."""
    if has_timed_out(knowledge, TIMEOUTS_IN_A_ROW) and (control := knowledge.control):
        yield control.question


def has_timed_out(knowledge: Knowledge, times: int) -> bool:
    """Whether so many time-outs came one after the other, and last."""
    last = knowledge.exchanges[-times:]
    return len(last) == times and all(isinstance(one.reply, TimedOut) for one in last)


def controls_after_silence(knowledge: Knowledge) -> Iterator[Question]:
    """The hello that worked last, once more, if its working would prove silence to be a no."""
    control = knowledge.control
    if control is None or knowledge.exchanges[-1].question == control.question:
        return
    if any(known.awaits_control(knowledge.worked) for known in knowledge.versions.values()):
        after = knowledge.after(control.question, control.reply)
        if is_more_refused(after, knowledge):
            yield control.question
