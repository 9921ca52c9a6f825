"""Whether a server completes a handshake at one version, and then answers inside it."""

import socket

from OpenSSL import SSL

from exporter.model.outcome import Failed
from exporter.probing.deadline import Deadline
from exporter.probing.failures import handshake_failure
from exporter.probing.handshake import TlsExchange
from exporter.probing.tls_context import HandshakeContext
from exporter.tls.scan.answer import is_silence
from exporter.tls.server_reply import (
    Closed,
    Completed,
    FatalAlert,
    Incomparable,
    Reply,
    Reset,
    TimedOut,
    Unanswered,
    Unreadable,
)
from exporter.words.alert import AlertDescription
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason

PATIENCE = 2.0
"""Seconds for the handshake, and again for the answer to a request."""
NEVER_ABOUT_US = (TimedOut(), FatalAlert(AlertDescription.PROTOCOL_VERSION))
EARLY_END = Unreadable("the connection ended before the certificates")
ALERT_OF_REASON: dict[str, AlertDescription] = {
    Reason.of_alert(alert): alert for alert in AlertDescription
}
REPLY_OF_REASON: dict[str, Reply] = {
    Reason.TLS_CLOSED: Closed(),
    Reason.TLS_RESET: Reset(),
    Reason.TLS_TIMEOUT: TimedOut(),
}


class CompletionContexts:
    """A handshake context for each version, made when it is first needed."""

    def __init__(self) -> None:
        self._contexts: dict[Protocol, HandshakeContext] = {}

    def at(self, protocol: Protocol) -> HandshakeContext:
        """The context that speaks this version alone."""
        known = self._contexts.get(protocol)
        return known or self._contexts.setdefault(protocol, HandshakeContext(protocol))


async def completed(
    connection: socket.socket,
    context: HandshakeContext,
    *,
    server_name: str,
    is_https: bool,
    deadline: Deadline,
) -> Reply:
    """Completed, or how the server refused; never raises for what the server does.

    Incomparable where the refusal may be about us: before its certificates came, our suites
    may not suit the server; and one that asks for a certificate may miss ours. A connection
    that ends that early without a word proves nothing, and the alert protocol_version leaves no
    doubt.
    """
    exchange = TlsExchange(connection, context, server_name)
    try:
        async with deadline.enforced_within(PATIENCE):
            await exchange.complete()
    except (SSL.Error, OSError, EOFError) as error:
        reply = refusal(handshake_failure(error))
        is_about_us = not exchange.chain or exchange.certificate_requested
        if reply in NEVER_ABOUT_US or not is_about_us:
            return reply
        return EARLY_END if is_silence(reply) and not exchange.chain else Incomparable()
    return await answered(exchange, server_name, deadline) if is_https else Completed()


async def answered(exchange: TlsExchange, server_name: str, deadline: Deadline) -> Reply:
    """What comes of one request: an answer that takes its time is none that fails."""
    request = (
        f"HEAD / HTTP/1.1\r\nHost: {server_name}\r\nUser-Agent: tls-exporter\r\n"
        "Connection: close\r\n\r\n"
    )
    try:
        async with deadline.enforced_within(PATIENCE):
            await exchange.ask(request.encode("ascii"))
    except TimeoutError:
        return Completed()
    except (SSL.Error, OSError, EOFError) as error:
        reply = refusal(handshake_failure(error))
        return reply if isinstance(reply, FatalAlert) else Unanswered()
    return Completed()


def refusal(failed: Failed) -> Reply:
    """A failure after the server's certificates came, as a reply."""
    if failed.reason in ALERT_OF_REASON:
        return FatalAlert(ALERT_OF_REASON[failed.reason])
    return REPLY_OF_REASON.get(failed.reason, Incomparable())
