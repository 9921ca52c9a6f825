"""What is still to be asked about protocol versions."""

from collections.abc import Iterator

from exporter.tls.scan.answer import Answer
from exporter.tls.scan.hellos import full_hello, mixed_hello, plain_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import Completion, Question
from exporter.tls.scan.versions import OFTEN_REFUSED_LATER, comparable_version
from exporter.tls.server_reply import Reply, Unanswered
from exporter.tls.sslv2 import Sslv2Hello
from exporter.words.alert import AlertDescription
from exporter.words.ending import Refused
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


def version_questions(knowledge: Knowledge) -> Iterator[Question]:
    """The mixed hello; then what it and its successors left open."""
    if not knowledge.exchanges:
        yield mixed_hello(knowledge.server_name)
        return
    still_open = [one for one in ASKING_ORDER if knowledge.claims[one] is Support.UNKNOWN]
    for protocol in still_open:
        if not knowledge.versions[protocol].hellos.exchanges:
            yield _first_question(protocol, knowledge.server_name)
    for protocol in still_open:
        yield from _second_try(protocol, knowledge)
    for protocol in OFTEN_REFUSED_LATER:
        yield from _completion(protocol, knowledge)
    yield from _comparison(knowledge)


def _first_question(protocol: Protocol, server_name: str) -> Question:
    """A hello that offers everything we know for the version."""
    return Sslv2Hello() if protocol is Protocol.SSLV2 else full_hello(protocol, server_name)


def _second_try(protocol: Protocol, knowledge: Knowledge) -> Iterator[Question]:
    """A plain hello for a version whose only answer a plain hello may clear up."""
    match knowledge.versions[protocol].hellos.exchanges:
        case (only,) if only.answers[protocol] in WORTH_ANOTHER_TRY:
            yield _plain_question(protocol, knowledge.server_name, only.reply)


def _plain_question(protocol: Protocol, server_name: str, reply: Reply) -> Question:
    """Where the server insists on ALPN, with what web servers speak."""
    if protocol is Protocol.SSLV2:
        return Sslv2Hello()
    insists_on_alpn = reply == Refused(AlertDescription.NO_APPLICATION_PROTOCOL)
    names = ORDINARY_APPLICATION_PROTOCOLS if insists_on_alpn else ()
    return plain_hello(protocol, server_name, application_protocols=names)


def _completion(protocol: Protocol, knowledge: Knowledge) -> Iterator[Question]:
    """A whole handshake where a ServerHello alone proves nothing; again after one silence."""
    is_claimed = knowledge.claims[protocol] is Support.YES
    if not is_claimed or knowledge.supports[protocol] is not Support.UNKNOWN:
        return
    match knowledge.versions[protocol].completions.exchanges:
        case ():
            yield Completion(protocol)
        case (only,) if only.answers[protocol] is Answer.SILENT:
            yield Completion(protocol)


def _comparison(knowledge: Knowledge) -> Iterator[Question]:
    """A whole handshake at a version of today, where an old one got no answer to its request."""
    versions, control = knowledge.versions, comparable_version(knowledge.versions)
    if control is None or versions[control].completions.exchanges:
        return
    if any(Unanswered() in versions[one].completions.replies for one in OFTEN_REFUSED_LATER):
        yield Completion(control)
