"""What came of a hello that offers only some suites or groups at a version that is on."""

from dataclasses import dataclass
from enum import Enum

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import is_silence
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.inquiry import Inquiry
from exporter.words.alert import AlertDescription as Alert
from exporter.words.ending import Refused

# The same hello with more on offer was understood, so offence is taken at what is missing.
REFUSALS = frozenset(
    {
        Alert.UNEXPECTED_MESSAGE,  # JDK: no common group in TLS 1.3
        Alert.HANDSHAKE_FAILURE,
        Alert.ILLEGAL_PARAMETER,
        Alert.PROTOCOL_VERSION,
        Alert.INSUFFICIENT_SECURITY,
    }
)


class Fate(Enum):
    """How far a partial hello is settled."""

    NOT_ASKED = "not asked"
    CHOSEN = "the server chose something of it"
    REFUSED = "the server wants nothing of it"
    SILENT = "the connection ended once: perhaps a refusal, perhaps an accident"
    UNPROVEN = "it ended twice; whether that is a refusal, a control hello must show"
    UNKNOWN = "nothing can be concluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A partial hello that was asked."""

    hello: ClientHello
    inquiry: Inquiry
    fate: Fate


def offer(hello: ClientHello, inquiry: Inquiry, worked: int) -> Offer:
    """What came of exactly this hello, in a scan in which so many hellos have worked."""
    return Offer(hello=hello, inquiry=inquiry, fate=_fate(hello, inquiry, worked))


def _fate(hello: ClientHello, inquiry: Inquiry, worked: int) -> Fate:
    said = [_said(hello, one) for one in inquiry.exchanges]
    for word in (Fate.CHOSEN, Fate.REFUSED, Fate.UNKNOWN):
        if word in said:
            return word
    if len(said) == 1:
        return Fate.SILENT
    return Fate.REFUSED if inquiry.is_refused_by_silence(worked) else Fate.UNPROVEN


def _said(hello: ClientHello, one: Exchange) -> Fate:
    """What one exchange says, without the others."""
    if one.choice is not None and one.choice.protocol in hello.versions:
        return Fate.CHOSEN
    if isinstance(one.reply, Refused) and one.reply.alert in REFUSALS:
        return Fate.REFUSED
    return Fate.SILENT if is_silence(one.reply) else Fate.UNKNOWN
