"""What one connection of a scan is opened for."""

from dataclasses import dataclass
from typing import TypeAlias

from exporter.tls.client_hello import ClientHello
from exporter.tls.sslv2 import Sslv2Hello
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Completion:
    """Asks for a whole handshake at one version, by a library that can make it."""

    protocol: Protocol


@dataclass(frozen=True, slots=True)
class OtherKey:
    """Asks for a certificate with a key of another kind than these, by a library that can read it."""

    besides: frozenset[KeyType]
    keeps_suites: bool = False
    """Whether the suites that take keys of these kinds are offered all the same, and signature schemes
    alone tell which keys may be presented: below TLS 1.3, Ed25519 has the suites of ECDSA (RFC 8422,
    section 5.1.1)."""


Question: TypeAlias = ClientHello | Sslv2Hello | Completion | OtherKey


def versions_of(question: Question) -> tuple[Protocol, ...]:
    """The versions that a question is about."""
    match question:
        case ClientHello(versions=versions):
            return versions
        case Sslv2Hello():
            return (Protocol.SSLV2,)
        case Completion(protocol=protocol):
            return (protocol,)
        case OtherKey():
            return ()
