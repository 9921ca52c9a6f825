"""Which hello to send next, and which protocol versions the answers so far prove."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from exporter.model.alert import AlertDescription
from exporter.model.protocol import Protocol, Support
from exporter.tls.answer import Answer, answer_about
from exporter.tls.client_hello import ClientHello
from exporter.tls.server_reply import FatalAlert, NotTls, Reply, Unreachable
from exporter.tls.version_hellos import full_hello, mixed_hello, plain_hello

SCANNED = (Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3)
ASKING_ORDER = (Protocol.TLS1_2, Protocol.TLS1_1, Protocol.TLS1_0, Protocol.TLS1_3)
MAX_HELLOS = 12

WORTH_ANOTHER_TRY = frozenset({Answer.SILENT, Answer.MISUNDERSTOOD})
ORDINARY_APPLICATION_PROTOCOLS = ("h2", "http/1.1")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A hello that was sent, and what came of it."""

    hello: ClientHello
    reply: Reply


def next_hello(server_name: str, exchanges: tuple[Exchange, ...]) -> ClientHello | None:
    """The hello that the answers so far call for; None = the scan is over."""
    if not exchanges:
        return mixed_hello(server_name)
    if len(exchanges) >= MAX_HELLOS or _is_hopeless(exchanges):
        return None
    candidates = chain(
        _first_questions(server_name, exchanges),
        _second_tries(server_name, exchanges),
        _controls(exchanges),
    )
    return next(candidates, None)


def support_by_protocol(exchanges: tuple[Exchange, ...]) -> tuple[tuple[Protocol, Support], ...]:
    """Whether each version is on, weakest first; a version that is not settled is unknown."""
    return tuple((protocol, _support(protocol, exchanges)) for protocol in SCANNED)


def _is_hopeless(exchanges: tuple[Exchange, ...]) -> bool:
    """Whether more hellos would only disturb: nothing listens, or it does not speak TLS."""
    first, last = exchanges[0].reply, exchanges[-1].reply
    return isinstance(first, NotTls) or isinstance(last, Unreachable)


def _first_questions(server_name: str, exchanges: tuple[Exchange, ...]) -> Iterator[ClientHello]:
    """One hello for each version that the mixed hello left open."""
    for protocol in ASKING_ORDER:
        if _support(protocol, exchanges) is Support.UNKNOWN and not _asked(protocol, exchanges):
            yield full_hello(protocol, server_name)


def _second_tries(server_name: str, exchanges: tuple[Exchange, ...]) -> Iterator[ClientHello]:
    """A plain hello for each version whose only answer a plain hello may clear up."""
    for protocol in ASKING_ORDER:
        match _asked(protocol, exchanges):
            case (only,) if _support(protocol, exchanges) is Support.UNKNOWN:
                if _answer(protocol, only) in WORTH_ANOTHER_TRY:
                    yield _second_try(protocol, server_name, only.reply)


def _second_try(protocol: Protocol, server_name: str, reply: Reply) -> ClientHello:
    """A plain hello; where the server insists on ALPN, with what web servers speak."""
    insists_on_alpn = reply == FatalAlert(AlertDescription.NO_APPLICATION_PROTOCOL)
    names = ORDINARY_APPLICATION_PROTOCOLS if insists_on_alpn else ()
    return plain_hello(protocol, server_name, application_protocols=names)


def _controls(exchanges: tuple[Exchange, ...]) -> Iterator[ClientHello]:
    """The hello that worked last, once more, if its working would prove silence to be a no."""
    control = next((exchange for exchange in reversed(exchanges) if _worked(exchange)), None)
    if control is None or exchanges[-1].hello == control.hello:
        return
    if support_by_protocol((*exchanges, control)) != support_by_protocol(exchanges):
        yield control.hello


def _support(protocol: Protocol, exchanges: tuple[Exchange, ...]) -> Support:
    answers = tuple(_answer(protocol, exchange) for exchange in exchanges)
    if Answer.ACCEPTED in answers:
        return Support.YES
    is_off = Answer.REFUSED in answers
    is_off_in_effect = Answer.UNWILLING in answers and any(map(_worked, exchanges))
    if is_off or is_off_in_effect or _is_ignored(answers, exchanges):
        return Support.NO
    return Support.UNKNOWN


def _is_ignored(answers: tuple[Answer, ...], exchanges: tuple[Exchange, ...]) -> bool:
    """Whether a second silence stands between hellos that worked, so that it is no accident."""
    silences = [place for place, answer in enumerate(answers) if answer is Answer.SILENT]
    if len(silences) < 2:
        return False
    before, after = exchanges[: silences[-1]], exchanges[silences[-1] + 1 :]
    return any(map(_worked, before)) and any(map(_worked, after))


def _asked(protocol: Protocol, exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    """The exchanges that were about this version alone."""
    return tuple(exchange for exchange in exchanges if exchange.hello.versions == (protocol,))


def _worked(exchange: Exchange) -> bool:
    """Whether the server accepted a version that the hello offered."""
    return any(
        _answer(protocol, exchange) is Answer.ACCEPTED for protocol in exchange.hello.versions
    )


def _answer(protocol: Protocol, exchange: Exchange) -> Answer:
    return answer_about(protocol, exchange.hello, exchange.reply)
