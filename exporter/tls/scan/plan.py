"""Which question to ask next."""

from collections.abc import Callable, Iterator, Sequence

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import is_silence
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.fate import Fate, fate
from exporter.tls.scan.key_exchanges import key_exchange_hellos
from exporter.tls.scan.key_groups import group_hellos, leaves_out_groups
from exporter.tls.scan.question import Question
from exporter.tls.scan.transcript import Transcript
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.scan.version_questions import version_questions
from exporter.tls.scan.weak_ciphers import WEAK_SUITES, weak_cipher_hellos
from exporter.tls.server_reply import NotTls, Reply, TimedOut, Unreachable

SUBJECTS = (weak_cipher_hellos, key_exchange_hellos, group_hellos)
"""The most telling first."""
MOST_CONNECTIONS = 24
"""For one scan of one address."""
SSLV2_HEADER = 0x80
"""The bit that begins a record of SSLv2 without padding."""
TIMEOUTS_IN_A_ROW = 2
"""After so many, a hello that worked before must show that the server still talks to us."""


def next_question(transcript: Transcript) -> Question | None:
    """The question that the answers so far call for; None = nothing more is asked."""
    if len(transcript.exchanges) >= MOST_CONNECTIONS:
        return None
    return wanted_question(transcript)


def wanted_question(transcript: Transcript) -> Question | None:
    """The same without a bound on connections."""
    if is_hopeless(transcript):
        return None
    return next(questions(transcript), None)


def is_over(transcript: Transcript) -> bool:
    """Whether everything was asked that the answers call for, and nothing cut the scan short."""
    return not is_hopeless(transcript) and wanted_question(transcript) is None


def questions(transcript: Transcript) -> Iterator[Question]:
    """What is still to be asked, the most important first."""
    yield from controls_after_timeouts(transcript)
    for question in version_questions(transcript):
        yield from in_turn(question, transcript)
    yield from hellos_with(Fate.NOT_ASKED, transcript)
    for hello in hellos_with(Fate.SILENT, transcript):
        yield from in_turn(hello, transcript)
    yield from controls_after_silence(transcript)


def hellos_with(wanted: Fate, transcript: Transcript) -> Iterator[ClientHello]:
    """The partial hellos that are wanted and have this fate."""
    for hellos in subjects(transcript):
        yield from (hello for hello in hellos(transcript) if fate(hello, transcript) is wanted)


def subjects(transcript: Transcript) -> Sequence[Callable[[Transcript], Iterator[ClientHello]]]:
    """What partial hellos are about, beginning where the last one was: the others can wait."""
    last = transcript.exchanges[-1].question if transcript.exchanges else None
    if not isinstance(last, ClientHello) or not last.is_partial:
        return SUBJECTS
    is_weak = last.suites[0] in WEAK_SUITES
    start = 0 if is_weak else 2 if leaves_out_groups(last) else 1
    return SUBJECTS[start:] + SUBJECTS[:start]


def in_turn(question: Question, transcript: Transcript) -> Iterator[Question]:
    """The question; but between two silences a control hello has to work.

    Otherwise one spell of resets, as a rate limit makes them, would pass for two refusals.
    """
    silences = [
        place
        for place, one in enumerate(transcript.exchanges)
        if is_silence(one.reply) and is_same_inquiry(one.question, question)
    ]
    since = transcript.exchanges[silences[-1] + 1 :] if silences else ()
    control = last_that_worked(transcript)
    if not silences or control is None or any(one.worked for one in since):
        yield question
    elif all(one.question != control.question for one in since):
        yield control.question


def is_same_inquiry(one: Question, other: Question) -> bool:
    """Whether two questions are about the same: a plain hello asks what a full one asked."""
    match one, other:
        case ClientHello(is_partial=False), ClientHello(is_partial=False):
            return one.versions == other.versions
        case _:
            return one == other


def is_hopeless(transcript: Transcript) -> bool:
    """Whether more hellos would only disturb: nothing listens, or it does not speak TLS."""
    exchanges = transcript.exchanges
    if not exchanges:
        return False
    is_shut = isinstance(exchanges[-1].reply, Unreachable)
    return is_shut or is_stranger(exchanges[0].reply) or is_blocked(transcript)


def is_stranger(reply: Reply) -> bool:
    """Whether something answers that speaks neither TLS nor, by its first bit, SSLv2."""
    return isinstance(reply, NotTls) and not reply.start[0] & SSLV2_HEADER


def is_blocked(transcript: Transcript) -> bool:
    """Whether a control hello after time-outs was met with a time-out as well."""
    if not has_timed_out(transcript, TIMEOUTS_IN_A_ROW + 1):
        return False
    control = last_that_worked(transcript)
    return control is not None and transcript.exchanges[-1].question == control.question


def controls_after_timeouts(transcript: Transcript) -> Iterator[Question]:
    """The hello that worked last, when there is reason to think that the server has had enough."""
    if has_timed_out(transcript, TIMEOUTS_IN_A_ROW) and (control := last_that_worked(transcript)):
        yield control.question


def has_timed_out(transcript: Transcript, times: int) -> bool:
    """Whether so many time-outs came one after the other, and last."""
    last = transcript.exchanges[-times:]
    return len(last) == times and all(isinstance(one.reply, TimedOut) for one in last)


def controls_after_silence(transcript: Transcript) -> Iterator[Question]:
    """The hello that worked last, once more, if its working would prove silence to be a no."""
    exchanges = transcript.exchanges
    if not any(is_silence(one.reply) for one in exchanges):
        return
    control = last_that_worked(transcript)
    if control is None or exchanges[-1].question == control.question:
        return
    after = transcript.with_reply(control.question, control.reply)
    if verdicts(after) != verdicts(transcript):
        yield control.question


def last_that_worked(transcript: Transcript) -> Exchange | None:
    """The exchange whose hello worked last: a control hello, if it is asked again."""
    return next((one for one in reversed(transcript.exchanges) if one.worked), None)
