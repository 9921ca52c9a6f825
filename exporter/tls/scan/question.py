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
