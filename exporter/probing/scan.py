"""The scan of one endpoint: a connection for each question that the plan calls for."""

import asyncio
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

from exporter.model.evidence import Endpoint
from exporter.model.outcome import Failed
from exporter.model.scan import Scan
from exporter.model.shared import shared
from exporter.probing.completion import CompletionContexts, completed
from exporter.probing.connect import connect
from exporter.probing.deadline import Deadline
from exporter.probing.limits import ConnectionLimits
from exporter.tls import client_hello, sslv2
from exporter.tls.client_hello import ENTROPY_LENGTH
from exporter.tls.reply_reader import Reader, ReplyReader, Sslv2ReplyReader
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.plan import is_over, next_question
from exporter.tls.scan.question import Completion, Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_reply import Reply, Reset, TimedOut, Unreachable
from exporter.tls.sslv2 import Sslv2Hello
from exporter.words.reason import Reason

PATIENCE = 2.0
"""Seconds for one answer, so that one version met with silence leaves time for the others."""
READ_SIZE = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is scanned: where, under which name, and whether HTTP is spoken there."""

    endpoint: Endpoint
    server_name: str
    is_https: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEquipment:
    """What every scan uses."""

    limits: ConnectionLimits
    completions: CompletionContexts
    clock: Callable[[], datetime]


async def scan(subject: Subject, deadline: Deadline, use: ScanEquipment) -> Scan | Failed:
    """What the endpoint accepts; what was not settled by the deadline is unknown."""
    knowledge = Knowledge(server_name=subject.server_name)
    while deadline.remaining() and (question := next_question(knowledge)):
        reply = await reply_to(question, subject, deadline, use)
        knowledge = knowledge.after(question, reply)
    if not knowledge.exchanges:
        return Failed(reason=Reason.DEADLINE, detail="no time was left for the scan")
    found = shared(verdicts(knowledge))
    parts = {part.name: getattr(found, part.name) for part in fields(found)}
    return Scan(
        taken_at=use.clock(),
        connections=len(knowledge.exchanges),
        is_complete=is_over(knowledge),
        **parts,
    )


async def reply_to(
    question: Question, subject: Subject, deadline: Deadline, use: ScanEquipment
) -> Reply:
    """What comes back when the question is asked on a connection of its own."""
    try:
        connection = await connect(subject.endpoint, deadline, use.limits, patience=PATIENCE)
    except OSError:
        return Unreachable()
    with connection:
        match question:
            case Completion(protocol=protocol):
                return await completed(
                    connection,
                    use.completions.at(protocol),
                    server_name=subject.server_name,
                    is_https=subject.is_https,
                    deadline=deadline,
                )
            case Sslv2Hello():
                hello = sslv2.encode(secrets.token_bytes(ENTROPY_LENGTH))
                return await conversation(hello, connection, Sslv2ReplyReader(), deadline)
            case _:
                hello = client_hello.encode(question, secrets.token_bytes(ENTROPY_LENGTH))
                return await conversation(hello, connection, ReplyReader(), deadline)


async def conversation(
    hello: bytes, connection: socket.socket, reader: Reader, deadline: Deadline
) -> Reply:
    """The first answer of any kind, or how the connection ended."""
    loop = asyncio.get_running_loop()
    try:
        async with deadline.enforced_within(PATIENCE):
            await loop.sock_sendall(connection, hello)
            while data := await loop.sock_recv(connection, READ_SIZE):
                reply = reader.feed(data)
                if reply is not None:
                    return reply
            return reader.closed()
    except TimeoutError:
        return reader.so_far() or TimedOut()
    except OSError:
        return reader.so_far() or Reset()
