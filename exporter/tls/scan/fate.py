"""What came of a hello that offers only some suites or groups at a version that is on."""

from collections.abc import Iterator
from enum import Enum

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import is_silence
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.transcript import Transcript, derived
from exporter.tls.scan.versions import are_refusals
from exporter.tls.server_reply import FatalAlert
from exporter.words.alert import AlertDescription as Alert

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


def fate(hello: ClientHello, transcript: Transcript) -> Fate:
    """What came of exactly this hello."""
    fates = (fate for asked, fate in fates_of_partial_hellos(transcript) if asked == hello)
    return next(fates, Fate.NOT_ASKED)


def refused_hellos(transcript: Transcript) -> Iterator[ClientHello]:
    """The partial hellos of which the server is known to want nothing."""
    fates = fates_of_partial_hellos(transcript)
    return (hello for hello, fate in fates if fate is Fate.REFUSED)


@derived
def fates_of_partial_hellos(transcript: Transcript) -> tuple[tuple[ClientHello, Fate], ...]:
    """Every partial hello that was asked, once, with what came of it."""
    asked: list[tuple[ClientHello, list[int]]] = []
    for place, one in enumerate(transcript.exchanges):
        if isinstance(one.question, ClientHello) and one.question.is_partial:
            same = next((places for hello, places in asked if hello == one.question), None)
            if same is None:
                asked.append((one.question, [place]))
            else:
                same.append(place)
    return tuple((hello, _fate(hello, places, transcript.exchanges)) for hello, places in asked)


def _fate(hello: ClientHello, places: list[int], exchanges: tuple[Exchange, ...]) -> Fate:
    asked = [exchanges[place] for place in places]
    if any(_is_chosen(hello, one) for one in asked):
        return Fate.CHOSEN
    if any(_is_refusal(one) for one in asked):
        return Fate.REFUSED
    if not all(is_silence(one.reply) for one in asked):
        return Fate.UNKNOWN
    if len(asked) == 1:
        return Fate.SILENT
    return Fate.REFUSED if are_refusals(places, exchanges) else Fate.UNPROVEN


def _is_chosen(hello: ClientHello, exchange: Exchange) -> bool:
    return exchange.choice is not None and exchange.choice.protocol in hello.versions


def _is_refusal(exchange: Exchange) -> bool:
    reply = exchange.reply
    return isinstance(reply, FatalAlert) and reply.description in REFUSALS
