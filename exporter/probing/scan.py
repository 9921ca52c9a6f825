"""The scan of one endpoint: a connection for each question that the plan calls for."""

import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime

from exporter.model.evidence import Presentation
from exporter.model.outcome import Failed, Skipped
from exporter.model.scan import Scan, Transcript
from exporter.model.shared import shared
from exporter.probing.completion import CompletionDialogue
from exporter.probing.connect import opened
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.hold import hold
from exporter.probing.line import Line
from exporter.probing.other_key import OtherKeyDialogue, key_type
from exporter.probing.parting import part
from exporter.probing.tls_context import Contexts
from exporter.tls import client_hello, sslv2
from exporter.tls.client_hello import ENTROPY_LENGTH
from exporter.tls.dialogue import Dialogue
from exporter.tls.hello_dialogue import HelloDialogue
from exporter.tls.reply_reader import ReplyReader, Sslv2ReplyReader
from exporter.tls.scan.confirmation import Confirmation, Course, begun, next_question
from exporter.tls.scan.hellos import full_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.other_keys import other_chains
from exporter.tls.scan.plan import is_hopeless, is_over
from exporter.tls.scan.precedent import precedent_of
from exporter.tls.scan.question import Completion, OtherKey, Question
from exporter.tls.scan.verdicts import tells_more, verdicts
from exporter.tls.server_reply import Reply, Unreachable, Untried
from exporter.tls.sslv2 import Sslv2Hello
from exporter.words.ending import Refused, Starved
from exporter.words.protocol import Protocol
from exporter.words.reason import OUR_SHORTAGES, Reason

PATIENCE = 2.0
"""Seconds for one connection, and for each answer on it: a version met with silence leaves time
for the others."""
LIKELY_REFUSED = full_hello(Protocol.TLS1_1)
"""What is asked first where the way in which the server refuses says how fast to ask on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEquipment:
    """What every scan uses."""

    gate: Gate
    contexts: Contexts
    patience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What a scan has come to so far."""

    outcome: Scan | Transcript | Failed
    others: tuple[Presentation, ...] = ()
    """What it was presented beside the ordinary certificate, for keys of other kinds."""


async def scan(
    door: Door,
    deadline: Deadline,
    use: ScanEquipment,
    *,
    leaf: bytes = b"",
    last: Scan | None = None,
    taken_at: datetime,
) -> ScanResult:
    """What is accepted behind the door; what was not settled by the deadline is unknown.

    The leaf is that of the ordinary handshake, in DER; empty where none was seen. What the last scan
    has proved is only to be confirmed, and what it left open is asked first.
    """
    course = beginning = begun(key_type(leaf), last)
    while deadline.remaining() and (question := next_question(course)):
        reply = await reply_to(question, door, deadline, use)
        course = course.after(question, reply)
    if course is beginning:
        late = Failed(reason=Reason.DEADLINE, detail="no time was left for the scan")
        return ScanResult(outcome=late)
    return ScanResult(outcome=ended(course, taken_at), others=others(course))


async def scan_on(
    so_far: Transcript, door: Door, deadline: Deadline, use: ScanEquipment, *, taken_at: datetime
) -> ScanResult:
    """The scan with one question more; only what it found once there is nothing more to ask."""
    course = under_way(so_far)
    question = next_question(course)
    if question is None:
        return ScanResult(outcome=ended(course, taken_at), others=others(course))
    if isinstance(course, Knowledge) and not course.exchanges and not door.speaks_http:
        question = LIKELY_REFUSED
    reply = await reply_to(question, door, deadline, use)
    after = course.after(question, reply)
    if next_question(after) is None:
        return ScanResult(outcome=ended(after, taken_at), others=others(after))
    so_far = replace(
        so_far,
        knowledge=after,
        found=found_by_now(so_far.found, course, after, taken_at),
        says_why=so_far.says_why or isinstance(reply, Refused),
    )
    return ScanResult(outcome=so_far, others=others(after))


def under_way(so_far: Transcript) -> Course:
    """How far the questions of a scan have led."""
    match so_far.knowledge:
        case Knowledge() | Confirmation() as course:
            return course
        case _:
            return begun(key_type(so_far.leaf), so_far.last)


def others(course: Course) -> tuple[Presentation, ...]:
    """The certificates that were found beside the ordinary one."""
    chains = other_chains(course.replies, course.key_type)
    return tuple(Presentation(chain=one.chain, key_type=one.key_type) for one in chains)


def ended(course: Course, taken_at: datetime) -> Scan:
    """What the scan has come to: the same as the last one, or what its own answers prove."""
    match course:
        case Confirmation(is_over=True):
            return course.found(taken_at)
        case Confirmation():
            return proven(course.retold(), taken_at)
        case Knowledge():
            return proven(course, taken_at)


def proven(knowledge: Knowledge, taken_at: datetime) -> Scan:
    """What the answers prove."""
    found, has_asked_all = unfinished(knowledge, taken_at), is_over(knowledge)
    return replace(
        found,
        precedent=shared(precedent_of(knowledge)) if has_asked_all else None,
        is_complete=has_asked_all and not found.open_subjects,
        left_open=() if has_asked_all else found.open_subjects,
        is_cut_off=knowledge.path.worked > 0 and is_hopeless(knowledge),
    )


def found_by_now(found: Scan | None, before: Course, after: Course, taken_at: datetime) -> Scan:
    """What was found, with what one answer has added to it, if anything."""
    match before, after:
        case _, Confirmation():
            return replace(after.found(taken_at), is_complete=False)
        case Knowledge(), Knowledge() if found and not tells_more(after, before):
            return replace(found, taken_at=taken_at, connections=len(after.exchanges))
        case _, Knowledge():
            return unfinished(after, taken_at)


def unfinished(knowledge: Knowledge, taken_at: datetime) -> Scan:
    """The same while more is to be asked."""
    found = shared(verdicts(knowledge))
    parts = {part.name: getattr(found, part.name) for part in fields(found)}
    count = len(knowledge.exchanges)
    return Scan(taken_at=taken_at, connections=count, is_complete=False, **parts)


async def reply_to(question: Question, door: Door, deadline: Deadline, use: ScanEquipment) -> Reply:
    """What comes back; asked once more where it was our doing that nothing could be told."""
    reply = await asked(question, door, deadline, use)
    if isinstance(reply, Starved | Untried) and deadline.remaining():
        return await asked(question, door, deadline, use)
    return reply


async def asked(question: Question, door: Door, deadline: Deadline, use: ScanEquipment) -> Reply:
    """What comes back when the question is asked on a connection of its own."""
    line = await opened(door, deadline, use.gate, patience=use.patience)
    if not isinstance(line, Line):
        return Unreachable() if is_of_server(line) else Untried()
    with line:
        reply = await hold(dialogue_of(question, door, use), line, deadline)
        await part(line, deadline)
        return reply


def is_of_server(why: Failed | Skipped) -> bool:
    """Whether it is not for a want on this side that there is no connection."""
    return isinstance(why, Failed) and why.reason not in OUR_SHORTAGES


def dialogue_of(question: Question, door: Door, use: ScanEquipment) -> Dialogue[Reply]:
    """The question as a conversation."""
    entropy = secrets.token_bytes(ENTROPY_LENGTH)
    match question:
        case Completion(protocol=protocol):
            context = use.contexts(protocol)
            return CompletionDialogue(context, door, patience=use.patience)
        case OtherKey():
            context = use.contexts(besides=question.besides, keeps_suites=question.keeps_suites)
            return OtherKeyDialogue(context, door, patience=use.patience)
        case Sslv2Hello():
            hello = sslv2.encode(entropy)
            return HelloDialogue(hello, Sslv2ReplyReader(), patience=use.patience)
        case _:
            hello = client_hello.encode(question, entropy, door.server_name)
            return HelloDialogue(hello, ReplyReader(), patience=use.patience)
