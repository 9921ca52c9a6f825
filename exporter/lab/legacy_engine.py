"""A server that still accepts what OpenSSL has unlearnt, and leaves all else to OpenSSL."""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding

from exporter.lab.authority import Credentials
from exporter.lab.conversation import Speaker, fatal_alert, saying
from exporter.lab.deployment import Legacy, TlsServer
from exporter.lab.first_message import FirstMessage, Sslv2Offer, by_first_message
from exporter.lab.legacy_flight import Flight, sslv2_server_hello
from exporter.lab.primes import PRIMES
from exporter.lab.tls_engine import VERSION
from exporter.tls.client_hello_reader import Offer
from exporter.tls.wire_versions import CODE_OF_PROTOCOL
from exporter.words.alert import AlertDescription
from exporter.words.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyEngine:
    """The server's side as far as the first message of a client decides."""

    server: TlsServer
    legacy: Legacy
    credentials: Credentials

    def speaker(self, modern: Speaker) -> Speaker:
        """Answers an old hello and hangs up when more follows, or hands all to OpenSSL."""

        def chosen(message: FirstMessage) -> Speaker:
            answer = self._answer(message)
            return saying(answer) if answer else modern

        return by_first_message(chosen)

    def _answer(self, message: FirstMessage) -> bytes:
        """What is said in the old way; nothing where OpenSSL is to answer."""
        match message:
            case Sslv2Offer(ciphers=offered):
                return self._sslv2_answer(offered)
            case Offer():
                return self._flight(message)
            case None:
                return b""

    def _sslv2_answer(self, offered: tuple[int, ...]) -> bytes:
        accepted = self.legacy.sslv2_ciphers
        if accepted is None:
            return b""
        certificate = self.credentials.leaf.public_bytes(Encoding.DER)
        common = tuple(cipher for cipher in offered if cipher in accepted)
        return sslv2_server_hello(certificate, common)

    def _flight(self, offer: Offer) -> bytes:
        protocol = self._chosen_version(offer)
        if protocol is None or protocol not in self.legacy.protocols:
            return b""
        suite = next((suite for suite in self.legacy.suites if suite in offer.suites), None)
        if suite is None:
            return b"" if self._is_modern(protocol) else refusal(protocol)
        return Flight(
            protocol=protocol,
            suite=suite,
            client_random=offer.random,
            server_random=secrets.token_bytes(32),
            credentials=self.credentials,
            dh_prime=PRIMES[self.server.dh_bits or 1024],
        ).encoded()

    def _chosen_version(self, offer: Offer) -> Protocol | None:
        """The highest that both sides speak."""
        spoken = [
            protocol
            for protocol, code in CODE_OF_PROTOCOL.items()
            if code in offer.versions
            and (protocol in self.legacy.protocols or self._is_modern(protocol))
        ]
        return max(spoken, key=lambda protocol: protocol.strength, default=None)

    def _is_modern(self, protocol: Protocol) -> bool:
        """Whether OpenSSL speaks the version for this server."""
        weakest, strongest = self.server.weakest.strength, self.server.strongest.strength
        return protocol in VERSION and weakest <= protocol.strength <= strongest


def refusal(protocol: Protocol) -> bytes:
    """The answer to a hello that offers the version and no suite that is accepted."""
    return fatal_alert(AlertDescription.HANDSHAKE_FAILURE, CODE_OF_PROTOCOL[protocol])
