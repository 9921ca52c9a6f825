"""What is still to be asked about protocol versions."""

from collections.abc import Iterator

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import Answer
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.hellos import full_hello, mixed_hello, plain_hello
from exporter.tls.scan.question import Completion, Question
from exporter.tls.scan.transcript import Transcript
from exporter.tls.scan.versions import (
    OFTEN_REFUSED_LATER,
    comparable_version,
    completions_at,
)
from exporter.tls.server_reply import FatalAlert, Reply, Unanswered
from exporter.tls.sslv2 import Sslv2Hello
from exporter.words.alert import AlertDescription
from exporter.words.protocol import Protocol, Support

ASKING_ORDER = (
    Protocol.TLS1_2,
    Protocol.TLS1_1,
    Protocol.TLS1_0,
    Protocol.TLS1_3,
    Protocol.SSLV3,
    Protocol.SSLV2,
)
WORTH_ANOTHER_TRY = frozenset({Answer.SILENT, Answer.MISUNDERSTOOD})
ORDINARY_APPLICATION_PROTOCOLS = ("h2", "http/1.1")


def version_questions(transcript: Transcript) -> Iterator[Question]:
    """The mixed hello; then what it and its successors left open."""
    if not transcript.exchanges:
        yield mixed_hello(transcript.server_name)
        return
    for protocol in ASKING_ORDER:
        if _is_open(protocol, transcript) and not _asked(protocol, transcript):
            yield _first_question(protocol, transcript.server_name)
    for protocol in ASKING_ORDER:
        yield from _second_try(protocol, transcript)
    for protocol in OFTEN_REFUSED_LATER:
        yield from _completion(protocol, transcript)
    yield from _comparison(transcript)


def _is_open(protocol: Protocol, transcript: Transcript) -> bool:
    """Whether the hellos so far leave it open whether the version is on."""
    return transcript.claims[protocol] is Support.UNKNOWN


def _first_question(protocol: Protocol, server_name: str) -> Question:
    """A hello that offers everything we know for the version."""
    return Sslv2Hello() if protocol is Protocol.SSLV2 else full_hello(protocol, server_name)


def _second_try(protocol: Protocol, transcript: Transcript) -> Iterator[Question]:
    """A plain hello for a version whose only answer a plain hello may clear up."""
    if not _is_open(protocol, transcript):
        return
    match _asked(protocol, transcript):
        case (only,) if only.answers[protocol] in WORTH_ANOTHER_TRY:
            yield _plain_question(protocol, transcript.server_name, only.reply)


def _plain_question(protocol: Protocol, server_name: str, reply: Reply) -> Question:
    """Where the server insists on ALPN, with what web servers speak."""
    if protocol is Protocol.SSLV2:
        return Sslv2Hello()
    insists_on_alpn = reply == FatalAlert(AlertDescription.NO_APPLICATION_PROTOCOL)
    names = ORDINARY_APPLICATION_PROTOCOLS if insists_on_alpn else ()
    return plain_hello(protocol, server_name, application_protocols=names)


def _completion(protocol: Protocol, transcript: Transcript) -> Iterator[Question]:
    """A whole handshake where a ServerHello alone proves nothing; again after one silence."""
    claimed = transcript.claims[protocol] is Support.YES
    if not claimed or transcript.supports[protocol] is not Support.UNKNOWN:
        return
    completion = Completion(protocol)
    match [one for one in transcript.exchanges if one.question == completion]:
        case []:
            yield completion
        case [only] if only.answers[protocol] is Answer.SILENT:
            yield completion


def _comparison(transcript: Transcript) -> Iterator[Question]:
    """A whole handshake at a version of today, where an old one got no answer to its request."""
    exchanges = transcript.exchanges
    control = comparable_version(exchanges)
    is_unanswered = any(one.reply == Unanswered() for one in exchanges)
    if control and is_unanswered and not completions_at(control, exchanges):
        yield Completion(control)


def _asked(protocol: Protocol, transcript: Transcript) -> tuple[Exchange, ...]:
    """The exchanges whose hello was about this version, with all that we know for it."""
    return tuple(one for one in transcript.exchanges if _is_about(protocol, one.question))


def _is_about(protocol: Protocol, question: Question) -> bool:
    match question:
        case ClientHello(versions=versions, is_partial=False):
            return versions == (protocol,)
        case Sslv2Hello():
            return protocol is Protocol.SSLV2
        case _:
            return False
