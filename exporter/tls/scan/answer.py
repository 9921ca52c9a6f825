"""What one reply says about one protocol version."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.agreement import keeps_to
from exporter.tls.scan.question import Completion, Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Completed, Incomparable, Reply, Unanswered
from exporter.tls.sslv2 import Sslv2Error, Sslv2Hello, Sslv2ServerHello
from exporter.words.alert import AlertDescription as Alert
from exporter.words.ending import Closed, NotTls, Refused, Reset
from exporter.words.protocol import Protocol


class VersionAnswer(Enum):
    """How far a reply settles whether a version is on."""

    ACCEPTED = "accepted"
    """The server chose it."""
    TENTATIVE = "tentative"
    """The server asks for another hello, before it has looked for a certificate or a suite."""
    REFUSED = "refused"
    """The server does not speak it."""
    UNWILLING = "unwilling"
    """No connection comes of it; the alert is one that any trouble makes, and that a server
    without a certificate, or that dislikes the name, has for every version."""
    SILENT = "silent"
    """The connection ended, without a word or with one about something else: perhaps a refusal,
    perhaps an accident."""
    MISUNDERSTOOD = "misunderstood"
    """The server takes offence at the hello's form; a plainer one may fare better."""
    UNCLEAR = "unclear"
    """Nothing can be concluded."""
    NOT_ASKED = "not asked"
    """The hello was not about that version, or the reply is not."""


# Alerts that are not here say no more than silence: access_denied, user_canceled, and what is in no list.
MEANING_OF_ALERT: Mapping[int, VersionAnswer] = MappingProxyType(
    {
        Alert.CLOSE_NOTIFY: VersionAnswer.SILENT,  # how AWS and others refuse
        Alert.UNEXPECTED_MESSAGE: VersionAnswer.MISUNDERSTOOD,  # JDK: no common group in TLS 1.3
        Alert.HANDSHAKE_FAILURE: VersionAnswer.UNWILLING,  # GnuTLS: TLS 1.3 is off
        Alert.ILLEGAL_PARAMETER: VersionAnswer.MISUNDERSTOOD,  # Cisco ACE: too many suites
        Alert.DECODE_ERROR: VersionAnswer.MISUNDERSTOOD,
        Alert.PROTOCOL_VERSION: VersionAnswer.REFUSED,
        Alert.INSUFFICIENT_SECURITY: VersionAnswer.UNWILLING,
        Alert.INTERNAL_ERROR: VersionAnswer.UNWILLING,  # nginx: the security level forbids TLS 1.0
        Alert.INAPPROPRIATE_FALLBACK: VersionAnswer.UNCLEAR,  # to a signal that we never send
        Alert.MISSING_EXTENSION: VersionAnswer.MISUNDERSTOOD,
        Alert.UNRECOGNIZED_NAME: VersionAnswer.UNCLEAR,  # about the name
        Alert.NO_APPLICATION_PROTOCOL: VersionAnswer.MISUNDERSTOOD,
    }
)
MEANING_OF_ALERT_AT: Mapping[tuple[Protocol, int], VersionAnswer] = MappingProxyType(
    {
        (Protocol.TLS1_3, Alert.INTERNAL_ERROR): VersionAnswer.UNCLEAR,
        # A hello of SSLv3 has no place for a name, and HAProxy with strict-sni wants one.
        (Protocol.SSLV3, Alert.UNRECOGNIZED_NAME): VersionAnswer.SILENT,
    }
)


# A hello with more on offer was understood, so offence is taken at what is missing.
REFUSALS_OF_OFFERS = frozenset(
    {
        Alert.UNEXPECTED_MESSAGE,  # JDK: no common group in TLS 1.3
        Alert.ILLEGAL_PARAMETER,
        Alert.PROTOCOL_VERSION,
    }
)
VAGUE_REFUSALS_OF_OFFERS = frozenset({Alert.HANDSHAKE_FAILURE, Alert.INSUFFICIENT_SECURITY})
SAYS_NOTHING_OF_OFFERS = frozenset({Alert.INTERNAL_ERROR, Alert.UNRECOGNIZED_NAME})
VAGUE_ALERTS = VAGUE_REFUSALS_OF_OFFERS | {Alert.INTERNAL_ERROR}
"""Those that any trouble makes."""


def answer_about(protocol: Protocol, question: Question, reply: Reply) -> VersionAnswer:
    """What `reply` to `question` says about `protocol`."""
    match question:
        case ClientHello() as hello if protocol in hello.versions:
            return _of_hello(protocol, hello, reply)
        case Sslv2Hello() if protocol is Protocol.SSLV2:
            return _of_sslv2(reply)
        case Completion(protocol=completed) if completed is protocol:
            return _of_completion(reply)
        case _:
            return VersionAnswer.NOT_ASKED


def answer_to_offer(reply: Reply, *, is_chosen: bool) -> VersionAnswer:
    """What `reply` says of the suites and groups of a partial hello."""
    if is_chosen:
        return VersionAnswer.ACCEPTED
    match reply:
        case Refused(alert=alert) if alert in VAGUE_REFUSALS_OF_OFFERS:
            return VersionAnswer.UNWILLING
        case Refused(alert=alert) if alert in REFUSALS_OF_OFFERS:
            return VersionAnswer.REFUSED
        case Refused(alert=alert) if alert not in SAYS_NOTHING_OF_OFFERS:
            return VersionAnswer.SILENT
    return VersionAnswer.SILENT if is_silence(reply) else VersionAnswer.UNCLEAR


def is_silence(reply: Reply) -> bool:
    """Whether the connection ended without a word of explanation."""
    return isinstance(reply, Closed | Reset) or reply == Refused(Alert.CLOSE_NOTIFY)


def _of_hello(protocol: Protocol, hello: ClientHello, reply: Reply) -> VersionAnswer:
    if isinstance(reply, ServerHello):
        answer = _of_choice(protocol, hello, reply)
        is_about_offer = hello.is_partial and answer not in {
            VersionAnswer.ACCEPTED,
            VersionAnswer.TENTATIVE,
        }
        return VersionAnswer.NOT_ASKED if is_about_offer else answer
    if hello.is_partial:
        return VersionAnswer.NOT_ASKED
    if hello.versions != (protocol,):  # of several versions it does not say which is at fault
        return VersionAnswer.UNCLEAR
    if isinstance(reply, Refused):
        return _of_alert(protocol, reply.alert)
    return VersionAnswer.SILENT if is_silence(reply) else VersionAnswer.UNCLEAR


def _of_sslv2(reply: Reply) -> VersionAnswer:
    """Whoever answers in TLS, or in plain text, does not speak SSLv2."""
    if is_silence(reply):
        return VersionAnswer.SILENT
    match reply:
        case Sslv2ServerHello():
            return VersionAnswer.ACCEPTED
        case Refused(alert=alert) if alert in VAGUE_ALERTS:
            return VersionAnswer.UNWILLING
        case Refused() | Sslv2Error():
            return VersionAnswer.REFUSED
        case NotTls(start=start) if start.decode("ascii", "replace").strip().isprintable():
            return VersionAnswer.REFUSED
        case _:
            return VersionAnswer.UNCLEAR


def _of_completion(reply: Reply) -> VersionAnswer:
    """A ServerHello is believed where a whole handshake confirms it, or cannot be tried."""
    if is_silence(reply) or isinstance(reply, Unanswered):
        return VersionAnswer.SILENT
    match reply:
        case Completed() | Incomparable():
            return VersionAnswer.ACCEPTED
        case Refused(alert=alert) if alert in VAGUE_ALERTS:
            return VersionAnswer.UNWILLING
        case Refused(alert=Alert.PROTOCOL_VERSION):
            return VersionAnswer.REFUSED
        case Refused():
            return VersionAnswer.SILENT
        case _:
            return VersionAnswer.UNCLEAR


def _of_choice(protocol: Protocol, hello: ClientHello, choice: ServerHello) -> VersionAnswer:
    chosen = choice.protocol
    if chosen is None or not keeps_to(hello, choice):
        return VersionAnswer.UNCLEAR
    if chosen is protocol:
        return VersionAnswer.TENTATIVE if choice.is_retry_request else VersionAnswer.ACCEPTED
    if chosen.strength > protocol.strength:
        return VersionAnswer.NOT_ASKED
    return VersionAnswer.UNCLEAR if _contradicts_itself(protocol, choice) else VersionAnswer.REFUSED


def _contradicts_itself(protocol: Protocol, choice: ServerHello) -> bool:
    """Whether a server passed over `protocol` and signals that it can do as much.

    Something between us and the server changed the hello, then.
    """
    able_to_speak = choice.able_to_speak
    return able_to_speak is not None and able_to_speak.strength <= protocol.strength


def _of_alert(protocol: Protocol, code: int) -> VersionAnswer:
    at_this = MEANING_OF_ALERT_AT.get((protocol, code))
    return at_this or MEANING_OF_ALERT.get(code, VersionAnswer.SILENT)
