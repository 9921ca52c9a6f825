"""Handshakes by plainer hellos, where the ordinary one gets no certificate out of a server."""

import secrets
from dataclasses import replace

from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.probing.connect import opened
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.failures import ending_failure
from exporter.probing.gate import Gate
from exporter.probing.handshake import (
    HandshakeResult,
    WholeHandshake,
    for_want_of_certificate,
    held,
    held_on,
)
from exporter.probing.hold import hold
from exporter.probing.line import Line
from exporter.probing.parting import part
from exporter.probing.tls_context import Contexts
from exporter.tls.client_hello import ENTROPY_LENGTH, encode
from exporter.tls.hello_dialogue import HelloDialogue
from exporter.tls.reply_reader import FlightReader
from exporter.tls.scan.hellos import plain_hello
from exporter.tls.server_hello import ServerHello
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Ending, Refused, Reset, TimedOut, Unreadable
from exporter.words.hello_form import PLAINER, HelloForm
from exporter.words.offered_suites import OLDER_SUITES, ORDINARY_OLDER_SUITES
from exporter.words.protocol import Protocol
from exporter.words.suite_properties import weak_classes

SHARE_OF_SILENCE = 0.5
"""Of the time that is left: for so long nothing need come before another hello is tried."""
LAST_SHARE = 0.9
"""Of the time that is left, for a hello after which none is tried."""
LONG_SILENCE = 3.0
"""Seconds that speak for themselves: what was lost on its way was sent twice again by then, after one
second and two more (RFC 6298, section 2)."""
MORE_TRIES = 2
"""Of the ordinary hello, one after the other: a plainer one fared better between two of them."""
READING_PATIENCE = 2.0
"""Seconds for an answer that is only read."""
WITH_CERTIFICATE = frozenset(CipherClass) - {CipherClass.NULL, CipherClass.ANONYMOUS}
SUITES_WITHOUT_OPENSSL = tuple(
    suite
    for suite in OLDER_SUITES
    if weak_classes(suite) and WITH_CERTIFICATE.issuperset(weak_classes(suite))
)
"""Those of old that it has given up."""
MOST_READ = 240 * 1024
"""Bytes of certificates that are only read: OpenSSL takes 100 KiB of them, other clients more."""
NOTHING_READ: tuple[tuple[bytes, ...], str] = ((), "")


async def shake_hands(
    line: Line, contexts: Contexts, deadline: Deadline, limits: Gate
) -> HandshakeResult:
    """The ordinary handshake, or one by the first plainer hello that is answered with certificates.

    Where no hello of OpenSSL is, they are read without a handshake: below TLS 1.3 they are sent in
    the clear. Never raises for what the server does.
    """
    others = PlainerHellos(line.door, contexts, deadline, limits)
    result = await answered(line, others)
    if result.left_after_request is None:
        return result
    await others.leave(line)
    return await others.left_again(result, result.left_after_request)


async def answered(line: Line, others: "PlainerHellos") -> HandshakeResult:
    """The same, where a server that leaves without a word may have met with an accident."""
    first = await others.beside_silence(line)
    failed, ending = first.outcome, first.ending
    if isinstance(failed, Handshake) or ending is None:
        return first
    await others.leave(line)
    for form in plainer_forms(ending, line.door):
        result = await others.handshake(form)
        if result.ending is None:
            return await others.confirmed(result, failed)
    chain, account = await others.reading() if is_worth_reading(ending) else NOTHING_READ
    if not chain:
        return first
    return HandshakeResult(
        outcome=replace(failed, detail=f"{failed.detail}; {account}"), chain=chain
    )


class PlainerHellos:
    """What other hellos come to at one door, each on a connection of its own."""

    def __init__(self, door: Door, contexts: Contexts, deadline: Deadline, limits: Gate) -> None:
        self._door = door
        self._contexts = contexts
        self._deadline = deadline
        self._limits = limits

    async def beside_silence(self, line: Line) -> HandshakeResult:
        """The ordinary handshake; where it meets silence a plain one, before more is waited for."""
        patience = self._deadline.remaining() * SHARE_OF_SILENCE
        dialogue = WholeHandshake(self._contexts, line.door, patience=patience)
        first = await held(dialogue, line, self._deadline)
        if first.ending != TimedOut() or dialogue.has_heard or not self._deadline.remaining():
            return first
        plain = await self.handshake(HelloForm.PLAIN)
        if plain.ending is None:
            return await self.confirmed(plain, ending_failure(TimedOut()))
        return await held_on(dialogue, line, self._deadline)

    async def confirmed(self, plainer: HandshakeResult, first: Failed) -> HandshakeResult:
        """The plainer handshake, unless the ordinary hello gets through at its second or third try.

        Then the path was to blame, be it that every second connection comes to nothing; and it may be
        where another try met a short silence. Who refuses ALPN or asks for hybrid groups says so.
        """
        if isinstance(plainer.outcome, Handshake) and plainer.outcome.form in PLAINER:
            earlier: tuple[Failed | None, ...] = (first, None)
            for _ in range(MORE_TRIES):
                waits = self._deadline.remaining() * LAST_SHARE
                again = await self.handshake(HelloForm.ORDINARY, LAST_SHARE)
                if isinstance(again.outcome, Handshake):
                    return replace(again, outcome=replace(again.outcome, earlier=earlier))
                if again.ending == TimedOut():
                    return plainer if waits < LONG_SILENCE else self._conceded(plainer, first)
                earlier += (again.outcome,)
            if plainer.outcome.form is HelloForm.BRIEF:
                fuller = await self.handshake(HelloForm.UNSTAPLED)
                plainer = fuller if isinstance(fuller.outcome, Handshake) else plainer
        return self._conceded(plainer, first)

    async def left_again(self, left: HandshakeResult, form: HelloForm) -> HandshakeResult:
        """The same handshake once more: who leaves twice, asked for a certificate and had none."""
        again = await self.handshake(form)
        if again.left_after_request is not None and isinstance(again.outcome, Failed):
            return replace(again, outcome=for_want_of_certificate(again.outcome))
        return again if again.chain else left

    def _conceded(self, result: HandshakeResult, first: Failed) -> HandshakeResult:
        """The result of a plainer hello, which tells how the ordinary one fared."""
        if isinstance(result.outcome, Failed):
            return result
        is_about_alpn = result.outcome.form is HelloForm.WITHOUT_ALPN
        refused = self._door.application_protocols if is_about_alpn else ()
        told = replace(result.outcome, declined=first.detail, refused_alpn=refused)
        return replace(result, outcome=told)

    async def leave(self, line: Line) -> None:
        """Has done with the connection before the next one comes."""
        await part(line, self._deadline)
        line.close()

    async def handshake(self, form: HelloForm, share: float = SHARE_OF_SILENCE) -> HandshakeResult:
        """A handshake by this form of hello; no connection is how it ended, if there is none."""
        line = await opened(self._door, self._deadline, self._limits)
        if not isinstance(line, Line):
            return HandshakeResult(outcome=ending_failure(Closed()), chain=(), ending=Closed())
        with line:
            patience = self._deadline.remaining() * share
            dialogue = WholeHandshake(self._contexts, self._door, form, patience=patience)
            result = await held(dialogue, line, self._deadline)
            await part(line, self._deadline)
            return result

    async def reading(self) -> tuple[tuple[bytes, ...], str]:
        """The certificates that come in the clear, and what the server agreed to before them."""
        line = await opened(self._door, self._deadline, self._limits)
        if not isinstance(line, Line):
            return NOTHING_READ
        hello = replace(
            plain_hello(Protocol.TLS1_2), suites=ORDINARY_OLDER_SUITES + SUITES_WITHOUT_OPENSSL
        )
        entropy, name = secrets.token_bytes(ENTROPY_LENGTH), self._door.server_name
        encoded, reader = encode(hello, entropy, name), FlightReader(MOST_READ)
        with line:
            dialogue = HelloDialogue(encoded, reader, patience=READING_PATIENCE)
            reply = await hold(dialogue, line, self._deadline)
            await part(line, self._deadline)
        return (reader.chain, choice_of(reply)) if isinstance(reply, ServerHello) else NOTHING_READ


def plainer_forms(ending: Ending, door: Door) -> tuple[HelloForm, ...]:
    """The hellos that may fare better than the one that came to this end, the fullest first."""
    match ending:
        case Refused(Alert.NO_APPLICATION_PROTOCOL) if door.application_protocols:
            return HelloForm.WITHOUT_ALPN, HelloForm.PLAIN
        case Refused(Alert.UNRECOGNIZED_NAME):
            return ()
        case Refused(Alert.HANDSHAKE_FAILURE | Alert.INSUFFICIENT_SECURITY):
            return HelloForm.HYBRID, HelloForm.PLAIN
        case Refused():
            return (HelloForm.PLAIN,)
        case Closed() | Reset() | Unreadable():
            return HelloForm.BRIEF, HelloForm.PLAIN
        case _:
            return ()


def is_worth_reading(ending: Ending) -> bool:
    """Whether a server that ends so may have suites only that OpenSSL has not."""
    is_about_name = ending == Refused(Alert.UNRECOGNIZED_NAME)
    return isinstance(ending, Refused | Closed | Reset | Unreadable) and not is_about_name


def choice_of(hello: ServerHello) -> str:
    """What a server agrees to that no handshake of ours comes about with."""
    try:
        suite = CipherSuite(hello.suite).name
    except ValueError:
        suite = f"suite {hello.suite:#06x}"
    return f"it agrees to {suite} at {hello.protocol}, which this exporter only reads"
