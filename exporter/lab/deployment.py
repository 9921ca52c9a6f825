"""How a deployment of the lab behaves, as data: its listeners and its DNS records."""

from dataclasses import dataclass
from typing import TypeAlias

from dns.rcode import Rcode

from exporter.lab.certificates import ServedChain
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol
from exporter.words.sslv2_cipher import Sslv2Cipher

FIRST_ADDRESS = "127.0.0.1"
SECOND_ADDRESS = "127.0.0.2"
IN_ORDER = ServedChain()


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """What a server accepts that OpenSSL has unlearnt, as far as a scanner looks.

    Such hellos are answered up to the ServerHelloDone; no key is ever agreed on.
    """

    sslv2_ciphers: tuple[Sslv2Cipher, ...] | None = None
    """None: SSLv2 is off. Empty: it is on, with no cipher left."""
    protocols: tuple[Protocol, ...] = ()
    """The versions at which the suites are accepted; a server may have others by OpenSSL."""
    suites: tuple[CipherSuite, ...] = ()
    """In the server's order, which prefers them to what OpenSSL accepts at the same version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsServer:
    """Completes TLS handshakes."""

    chain: ServedChain | None = IN_ORDER
    """None: no certificate is loaded, so that every handshake is refused."""
    weakest: Protocol = Protocol.TLS1_2
    strongest: Protocol = Protocol.TLS1_3
    demands_client_certificate: bool = False
    ciphers: str = "DEFAULT"
    """OpenSSL's list of suites below TLS 1.3."""
    groups: str = ""
    """OpenSSL's list of key exchange groups; empty: its own choice."""
    dh_prime: int | None = None
    """Of DHE below TLS 1.3, which takes an RSA key, for clients that name no group of that kind;
    None: OpenSSL's own, of 2048 bits, for those that do."""
    refuses_to_complete: tuple[Protocol, ...] = ()
    """Versions to which it agrees in its ServerHello and which it refuses thereafter."""
    legacy: Legacy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Answers whatever it is told with the same bytes, then closes."""

    reply: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Accepts connections and never says a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangingUp:
    """Closes in good order when it is spoken to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resetting:
    """Resets the connection when it is spoken to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """Resets every connection as soon as it is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Listens to nothing: connections are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """Lets attempts to connect go unanswered, as a firewall that drops packets does."""


Behaviour: TypeAlias = (
    TlsServer | Answering | Silent | HangingUp | Resetting | Cutting | Closed | Filtered
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """What is found on the deployment's port at one loopback address."""

    behaviour: Behaviour
    address: str = FIRST_ADDRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsAnswer:
    """What a resolver says of a name: IPv4 addresses, or a response code without any."""

    addresses: tuple[str, ...] = ()
    rcode: Rcode = Rcode.NOERROR
    ttl: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Listeners that share one port number, and what the resolvers say of the name."""

    listeners: tuple[Listener, ...]
    answer: DnsAnswer = DnsAnswer(addresses=(FIRST_ADDRESS,))
    stale_answer: DnsAnswer | None = None
    """What the second resolver says, where it says something else."""


def serving(chain: ServedChain) -> Deployment:
    """A TLS server in good order that sends this chain."""
    return listening(TlsServer(chain=chain))


def listening(behaviour: Behaviour) -> Deployment:
    """One listener, where the name leads."""
    return Deployment(listeners=(Listener(behaviour=behaviour),))
