"""The ordinary handshake through one door, with the certificates as sent."""

from dataclasses import dataclass

from OpenSSL import SSL

from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.probing.connect import opened
from exporter.probing.deadline import Deadline
from exporter.probing.failures import ending_failure
from exporter.probing.gate import Gate
from exporter.probing.hold import hold
from exporter.probing.line import Line
from exporter.probing.openssl import OpenSslClient
from exporter.probing.tls_context import HYBRID_GROUPS, HandshakeContext, stapled_response
from exporter.words.alert import AlertDescription as Alert
from exporter.words.ending import Closed, Ending, Refused, Reset, Starved, TimedOut, Unreadable
from exporter.words.openssl_groups import iana_name
from exporter.words.openssl_suites import iana_suite_name
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason

PROTOCOL_OF_OPENSSL_NAME = {
    "TLSv1": Protocol.TLS1_0,
    "TLSv1.1": Protocol.TLS1_1,
    "TLSv1.2": Protocol.TLS1_2,
    "TLSv1.3": Protocol.TLS1_3,
}
WITHOUT_CLIENT_CERTIFICATE = frozenset(
    {
        Refused(Alert.HANDSHAKE_FAILURE),  # how TLS 1.2 servers refuse an empty certificate
        Refused(Alert.BAD_CERTIFICATE),
        Refused(Alert.CERTIFICATE_UNKNOWN),
        Refused(Alert.ACCESS_DENIED),
        Refused(Alert.UNKNOWN_CA),
        Refused(Alert.CERTIFICATE_REQUIRED),
        Closed(),  # some hang up instead of saying why
        Reset(),
    }
)
WITHOUT_COMMON_GROUP = frozenset(
    {Refused(Alert.HANDSHAKE_FAILURE), Refused(Alert.INSUFFICIENT_SECURITY)}
)
"""How servers refuse a client none of whose groups they accept."""
LOOK_AFTER_HANDSHAKE = 1.0
"""Seconds to wait for a TLS 1.3 server that asked for a certificate to refuse its absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeResult:
    """What came of a handshake; `chain` is DER as sent, empty where none was seen."""

    outcome: Handshake | Failed
    chain: tuple[bytes, ...]
    may_want_hybrids: bool = False
    """Whether the refusal may be about the groups that were offered."""


class HandshakeContexts:
    """Those of the ordinary handshake, and of one for servers that accept hybrid groups only."""

    def __init__(self) -> None:
        self.ordinary = HandshakeContext()
        self._hybrid: HandshakeContext | None = None

    def hybrid(self) -> HandshakeContext:
        """Made when it is first needed."""
        self._hybrid = self._hybrid or HandshakeContext(groups=HYBRID_GROUPS)
        return self._hybrid


class OrdinaryHandshake:
    """A handshake, and a moment's wait for a late refusal where one may come."""

    def __init__(self, context: HandshakeContext, server_name: str) -> None:
        self._client = OpenSslClient(context, server_name)
        self._handshake: Handshake | None = None
        self._patience: float | None = None

    def receive(self, data: bytes) -> HandshakeResult | Ending | None:
        """Takes what came; None = more is needed."""
        self._client.hear(data)
        if self._handshake is not None:
            return self._heard_after(self._handshake)
        is_through = self._client.is_through(self._client.tls.do_handshake)
        if isinstance(is_through, Ending):
            return is_through
        return self._settled() if is_through else None

    def to_send(self) -> bytes:
        """What OpenSSL has to say."""
        return self._client.said()

    def patience(self) -> float | None:
        """For a refusal after the handshake."""
        patience, self._patience = self._patience, None
        return patience

    def ended(self, how: Ending) -> HandshakeResult:
        """A server that keeps silent after the handshake, or us being late, refuses nothing."""
        if self._handshake is not None and isinstance(how, TimedOut | Starved):
            return self._result(self._handshake)
        failed = ending_failure(how)
        if self._client.certificate_requested and how in WITHOUT_CLIENT_CERTIFICATE:
            failed = Failed(reason=Reason.CLIENT_CERTIFICATE_REQUIRED, detail=failed.detail)
        may_want_hybrids = not self._client.chain and how in WITHOUT_COMMON_GROUP
        return self._result(failed, may_want_hybrids=may_want_hybrids)

    def _settled(self) -> HandshakeResult | Ending | None:
        """Below TLS 1.3 the server has spoken last, and refuses no more."""
        settled = settled_on(self._client.tls)
        if isinstance(settled, Ending):
            return settled
        if self._client.certificate_requested and settled.protocol is Protocol.TLS1_3:
            self._handshake, self._patience = settled, LOOK_AFTER_HANDSHAKE
            return None
        return self._result(settled)

    def _heard_after(self, handshake: Handshake) -> HandshakeResult | Ending:
        """Any word but an alert means that the server goes on without our certificate."""
        heard = self._client.is_through(self._listen)
        return heard if isinstance(heard, Ending) else self._result(handshake)

    def _listen(self) -> None:
        try:
            self._client.tls.recv(1)
        except SSL.ZeroReturnError:
            return  # done with us in good order

    def _result(
        self, outcome: Handshake | Failed, *, may_want_hybrids: bool = False
    ) -> HandshakeResult:
        chain = self._client.chain
        return HandshakeResult(outcome=outcome, chain=chain, may_want_hybrids=may_want_hybrids)


async def shake_hands(
    line: Line, contexts: HandshakeContexts, deadline: Deadline, limits: Gate
) -> HandshakeResult:
    """A handshake, completed or not; never raises for what the server does.

    Where it fails as with a server that accepts hybrid groups only, a second one offers those.
    """
    result = await held(line, contexts.ordinary, deadline)
    if not result.may_want_hybrids:
        return result
    line.close()
    again = await opened(line.door, deadline, limits)
    if not isinstance(again, Line):
        return result
    with again:
        second = await held(again, contexts.hybrid(), deadline)
    return second if isinstance(second.outcome, Handshake) or second.chain else result


async def held(line: Line, context: HandshakeContext, deadline: Deadline) -> HandshakeResult:
    """One handshake on the line."""
    dialogue = OrdinaryHandshake(context, line.door.server_name)
    result = await hold(dialogue, line, deadline)
    return dialogue.ended(result) if isinstance(result, Ending) else result


def settled_on(tls: SSL.Connection) -> Handshake | Ending:
    """What both sides agreed on."""
    protocol = PROTOCOL_OF_OPENSSL_NAME.get(tls.get_protocol_version_name())
    if protocol is None:
        return Unreadable(tls.get_protocol_version_name())
    return Handshake(
        protocol=protocol,
        cipher=iana_suite_name(tls.get_cipher_name() or ""),
        group=iana_name(tls.get_group_name() or ""),
        alpn=tls.get_alpn_proto_negotiated().decode("ascii", "replace"),
        stapled_ocsp=stapled_response(tls),
    )
