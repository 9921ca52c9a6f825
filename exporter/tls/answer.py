"""What one reply says about one protocol version."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from exporter.model.alert import AlertDescription as Alert
from exporter.model.protocol import Protocol
from exporter.tls.agreement import keeps_to
from exporter.tls.client_hello import ClientHello
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Closed, FatalAlert, Reply, Reset


class Answer(Enum):
    """How far a reply settles whether a version is on."""

    ACCEPTED = "accepted"
    """The server chose it."""
    REFUSED = "refused"
    """The server does not speak it."""
    UNWILLING = "unwilling"
    """No connection comes of a hello that offers all we know at that version. It is off in
    effect, provided that the server is willing to speak another version at all: a server
    without a certificate, or that dislikes the name, refuses every version like this."""
    SILENT = "silent"
    """The connection ended: perhaps a refusal, perhaps an accident."""
    MISUNDERSTOOD = "misunderstood"
    """The server takes offence at the hello's form; a plainer one may fare better."""
    UNCLEAR = "unclear"
    """Nothing can be concluded."""
    NOT_ASKED = "not asked"
    """The hello was not about that version, or the reply is not."""


# Alerts that are not here are unclear; unrecognized_name is about the name, and
# inappropriate_fallback answers a signal that we never send.
MEANING_OF_ALERT: Mapping[int, Answer] = MappingProxyType(
    {
        Alert.CLOSE_NOTIFY: Answer.SILENT,  # how AWS and others refuse
        Alert.UNEXPECTED_MESSAGE: Answer.MISUNDERSTOOD,  # JDK: no common group in TLS 1.3
        Alert.HANDSHAKE_FAILURE: Answer.UNWILLING,  # GnuTLS: TLS 1.3 is off
        Alert.ILLEGAL_PARAMETER: Answer.MISUNDERSTOOD,  # Cisco ACE: too many suites
        Alert.DECODE_ERROR: Answer.MISUNDERSTOOD,
        Alert.PROTOCOL_VERSION: Answer.REFUSED,
        Alert.INSUFFICIENT_SECURITY: Answer.UNWILLING,
        Alert.INTERNAL_ERROR: Answer.UNWILLING,  # nginx: the security level forbids TLS 1.0
        Alert.MISSING_EXTENSION: Answer.MISUNDERSTOOD,
        Alert.NO_APPLICATION_PROTOCOL: Answer.MISUNDERSTOOD,
    }
)
MEANING_OF_ALERT_AT_TLS1_3: Mapping[int, Answer] = MappingProxyType(
    {**MEANING_OF_ALERT, Alert.INTERNAL_ERROR: Answer.UNCLEAR}
)


def answer_about(protocol: Protocol, hello: ClientHello, reply: Reply) -> Answer:
    """What `reply` to `hello` says about `protocol`."""
    if protocol not in hello.versions:
        return Answer.NOT_ASKED
    match reply:
        case ServerHello():
            return _of_choice(protocol, hello, reply)
        case FatalAlert(description=code) if hello.versions == (protocol,):
            return _of_alert(protocol, code, is_plain=hello.is_plain)
        case Closed() | Reset() if hello.versions == (protocol,):
            return Answer.SILENT
        case _:  # a hello of several versions that fails does not say which of them is at fault
            return Answer.UNCLEAR


def _of_choice(protocol: Protocol, hello: ClientHello, choice: ServerHello) -> Answer:
    chosen = choice.protocol
    if chosen is None or not keeps_to(hello, choice):
        return Answer.UNCLEAR
    if chosen is protocol:
        return Answer.ACCEPTED
    if chosen.strength > protocol.strength:
        return Answer.NOT_ASKED
    return Answer.UNCLEAR if _contradicts_itself(protocol, choice) else Answer.REFUSED


def _contradicts_itself(protocol: Protocol, choice: ServerHello) -> bool:
    """Whether a server passed over `protocol` and signals that it can do as much.

    Something between us and the server changed the hello, then.
    """
    able_to_speak = choice.able_to_speak
    return able_to_speak is not None and able_to_speak.strength <= protocol.strength


def _of_alert(protocol: Protocol, code: int, *, is_plain: bool) -> Answer:
    at_tls1_3 = protocol is Protocol.TLS1_3
    meaning = (MEANING_OF_ALERT_AT_TLS1_3 if at_tls1_3 else MEANING_OF_ALERT).get(code)
    # A plain hello does not offer all we know: something else might have been acceptable.
    if meaning is None or (meaning is Answer.UNWILLING and is_plain):
        return Answer.UNCLEAR
    return meaning
