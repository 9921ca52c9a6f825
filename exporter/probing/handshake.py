"""One whole handshake through a door, with the certificates as sent."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from OpenSSL import SSL

from exporter.model.evidence import NOTHING_ENCLOSED, Enclosure, Handshake
from exporter.model.outcome import Failed
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.failures import ending_failure
from exporter.probing.hold import Held, hold
from exporter.probing.line import Line
from exporter.probing.openssl import OpenSslClient
from exporter.probing.tls_context import HYBRID_GROUPS, Contexts, stapled_response
from exporter.tls.sent_timestamps import SentTimestamps
from exporter.words.alert import AlertDescription as Alert
from exporter.words.ending import Closed, Ending, Refused, Reset, Starved, TimedOut, Unreadable
from exporter.words.hello_form import HelloForm
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
    }
)
WITHOUT_A_WORD = frozenset({Closed(), Reset()})
"""How some refuse instead, and what any accident looks like."""
LOOK_AFTER_HANDSHAKE = 1.0
"""Seconds to wait for a TLS 1.3 server that asked for a certificate to refuse its absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeResult:
    """What came of a handshake; `chain` is DER as sent, empty where none was seen."""

    outcome: Handshake | Failed
    chain: tuple[bytes, ...]
    enclosed: Enclosure = NOTHING_ENCLOSED
    ending: Ending | None = None
    """How it failed, where another hello may fare better: no certificate was seen."""
    left_after_request: HelloForm | None = None
    """The form of the hello, where the server asked for a certificate and left without a word."""


SETTINGS: Mapping[HelloForm, Mapping[str, object]] = MappingProxyType(
    {HelloForm.HYBRID: {"groups": HYBRID_GROUPS}, HelloForm.PLAIN: {"is_plain": True}}
)
"""Of the contexts; other forms differ in nothing that one holds."""


class WholeHandshake:
    """A handshake, and a moment's wait for a late refusal where one may come."""

    def __init__(
        self,
        contexts: Contexts,
        door: Door,
        form: HelloForm = HelloForm.ORDINARY,
        *,
        patience: float = math.inf,
    ) -> None:
        """`patience` (seconds) is for the first byte."""
        offers_alpn = form in {HelloForm.ORDINARY, HelloForm.HYBRID, HelloForm.UNSTAPLED}
        is_brief = form in {HelloForm.BRIEF, HelloForm.PLAIN}
        self.has_heard = False
        """Whether the server has said anything."""
        self._form = form
        self._asks_for_staple = not is_brief and form is not HelloForm.UNSTAPLED
        hears_timestamps = door.hears_timestamps and not is_brief
        self._timestamps = SentTimestamps() if hears_timestamps else None
        self._client = OpenSslClient(
            contexts(**SETTINGS.get(form, {}), hears_timestamps=hears_timestamps),
            door.server_name,
            application_protocols=door.application_protocols if offers_alpn else (),
            asks_for_staple=self._asks_for_staple,
            timestamps=self._timestamps,
        )
        self._handshake: Handshake | None = None
        self._patience: float | None = patience

    def receive(self, data: bytes) -> HandshakeResult | Ending | None:
        """Takes what came; None = more is needed."""
        self._client.hear(data)
        if data and not self.has_heard:
            self.has_heard, self._patience = True, math.inf
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
        """For the first byte, for the handshake, and for a refusal after it."""
        patience, self._patience = self._patience, None
        return patience

    def wait_longer(self) -> None:
        """For the first byte, as long as the deadline lets it."""
        self._patience = math.inf

    def ended(self, how: Ending) -> HandshakeResult:
        """A server that keeps silent after the handshake, or us being late, refuses nothing."""
        if self._handshake is not None and isinstance(how, TimedOut | Starved):
            return self._result(self._handshake)
        failed, is_asked = ending_failure(how), self._client.certificate_requested
        if is_asked and how in WITHOUT_CLIENT_CERTIFICATE:
            failed = for_want_of_certificate(failed)
        result = self._result(failed, ending=None if self._client.chain else how)
        has_left = is_asked and how in WITHOUT_A_WORD
        return replace(result, left_after_request=self._form) if has_left else result

    def _settled(self) -> HandshakeResult | Ending | None:
        """Below TLS 1.3 the server has spoken last, and refuses no more."""
        settled = settled_on(self._client, self._form)
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
        self, outcome: Handshake | Failed, *, ending: Ending | None = None
    ) -> HandshakeResult:
        is_told = self._asks_for_staple and isinstance(outcome, Handshake)
        nothing, heard = b"" if is_told else None, self._timestamps
        enclosed = Enclosure(
            staple=stapled_response(self._client.tls) or nothing,
            timestamps=heard.listed or nothing if heard else None,
        )
        return HandshakeResult(
            outcome=outcome,
            chain=self._client.chain,
            enclosed=enclosed,
            ending=ending,
        )


def for_want_of_certificate(failed: Failed) -> Failed:
    """The failure of who has no certificate to show."""
    return Failed(reason=Reason.CLIENT_CERTIFICATE_REQUIRED, detail=failed.detail)


async def held(dialogue: WholeHandshake, line: Line, deadline: Deadline) -> HandshakeResult:
    """The handshake on the line; never raises for what the server does."""
    result = await hold(dialogue, line, deadline)
    return dialogue.ended(result) if isinstance(result, Ending) else result


async def held_on(dialogue: WholeHandshake, line: Line, deadline: Deadline) -> HandshakeResult:
    """The rest of a handshake that was left at the end of its patience."""
    dialogue.wait_longer()
    result = await Held(dialogue, line, deadline).result()
    return dialogue.ended(result) if isinstance(result, Ending) else result


def settled_on(client: OpenSslClient, form: HelloForm) -> Handshake | Ending:
    """What both sides agreed on, after a hello of this form."""
    tls = client.tls
    name = tls.get_protocol_version_name()
    protocol = PROTOCOL_OF_OPENSSL_NAME.get(name)
    if protocol is None:
        return Unreadable(name)
    return Handshake(
        protocol=protocol,
        cipher=iana_suite_name(tls.get_cipher_name() or ""),
        group=iana_name(tls.get_group_name() or ""),
        alpn=tls.get_alpn_proto_negotiated().decode("ascii", "replace"),
        form=form,
        asks_for_certificate=client.certificate_requested,
    )
