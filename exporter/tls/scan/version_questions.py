"""What is still to be asked about protocol versions."""

from collections.abc import Iterator

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import VersionAnswer
from exporter.tls.scan.hellos import full_hello, mixed_hello, plain_hello
from exporter.tls.scan.key_groups import hellos_with_share, preference_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import Completion, Question
from exporter.tls.scan.turns import OpenQuestion, in_turn
from exporter.tls.scan.versions import OFTEN_REFUSED_LATER, comparable_version
from exporter.tls.server_reply import Unanswered
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
ORDINARY_APPLICATION_PROTOCOLS = ("h2", "http/1.1")


def version_questions(knowledge: Knowledge) -> Iterator[Question]:
    """The mixed hello; then what it and its successors left open."""
    if not any(one.was_asked for one in knowledge.exchanges):
        yield mixed_hello()
        return
    yield from in_turn(confirmations(knowledge), knowledge)
    yield from in_turn(hello_turns(knowledge), knowledge)
    for protocol in open_versions(knowledge):
        yield from _plainer_hello(protocol, knowledge)
    yield from in_turn(completions(knowledge), knowledge)


def open_versions(knowledge: Knowledge) -> Iterator[Protocol]:
    """The versions that hellos of their own are to settle."""
    return (version for version in ASKING_ORDER if is_open(version, knowledge))


def hello_turns(knowledge: Knowledge) -> Iterator[OpenQuestion]:
    """Those hellos."""
    return (hello_turn(version, knowledge) for version in open_versions(knowledge))


def is_open(protocol: Protocol, knowledge: Knowledge) -> bool:
    """Whether hellos of the version's own are to settle it."""
    answers = knowledge.versions[protocol].answers
    return knowledge.claims[protocol] is Support.UNKNOWN and VersionAnswer.TENTATIVE not in answers


def hello_turn(protocol: Protocol, knowledge: Knowledge) -> OpenQuestion:
    """The hello whose turn it is: the full one twice, and a plain one, as old servers need it.

    The plain one comes sooner where nothing has worked at all.
    """
    inquiry = knowledge.versions[protocol].hellos
    if protocol is Protocol.SSLV2:
        return OpenQuestion(question=Sslv2Hello(), inquiry=inquiry)
    full, plain = full_hello(protocol), plain_hello(protocol)
    asked = [one.question for one in inquiry.exchanges]
    is_plain_due = len(asked) > (1 if knowledge.path.worked else 0) and plain not in asked
    return OpenQuestion(question=plain if is_plain_due else full, inquiry=inquiry)


def _plainer_hello(protocol: Protocol, knowledge: Knowledge) -> Iterator[Question]:
    """A plain hello for a version where the full one was taken amiss."""
    *_, last = knowledge.versions[protocol].hellos.exchanges
    is_plain = isinstance(last.question, ClientHello) and last.question.is_plain
    if last.word is VersionAnswer.MISUNDERSTOOD and not is_plain:
        insists_on_alpn = last.reply == Refused(AlertDescription.NO_APPLICATION_PROTOCOL)
        names = ORDINARY_APPLICATION_PROTOCOLS if insists_on_alpn else ()
        yield plain_hello(protocol, application_protocols=names)


def confirmations(knowledge: Knowledge) -> Iterator[OpenQuestion]:
    """Hellos with a key share, where TLS 1.3 has only led to a request for one so far."""
    tls1_3 = knowledge.versions[Protocol.TLS1_3]
    if (
        knowledge.claims[Protocol.TLS1_3] is Support.YES
        or VersionAnswer.TENTATIVE not in tls1_3.answers
    ):
        return
    for hello in (preference_hello(Protocol.TLS1_3, knowledge), *hellos_with_share(knowledge)):
        yield OpenQuestion(question=hello, inquiry=knowledge.inquiry(hello))


def completions(knowledge: Knowledge) -> Iterator[OpenQuestion]:
    """Whole handshakes where a ServerHello alone proves nothing."""
    for protocol in OFTEN_REFUSED_LATER:
        inquiry = knowledge.versions[protocol].completions
        is_claimed = knowledge.claims[protocol] is Support.YES
        if is_claimed and knowledge.supports[protocol] is Support.UNKNOWN:
            yield OpenQuestion(question=Completion(protocol), inquiry=inquiry)
    versions, control = knowledge.versions, comparable_version(knowledge.versions)
    in_doubt = (one for one in OFTEN_REFUSED_LATER if knowledge.supports[one] is Support.UNKNOWN)
    if control is not None and any(
        Unanswered() in versions[one].completions.replies for one in in_doubt
    ):
        yield OpenQuestion(question=Completion(control), inquiry=versions[control].completions)
