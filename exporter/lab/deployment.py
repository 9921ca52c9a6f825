"""How a deployment of the lab behaves, as data: its servers and its DNS records."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, TypeAlias

from dns.rcode import Rcode
from pydantic.dataclasses import dataclass

from exporter.guide.data_file import STRICT, by_name
from exporter.lab.certificates import SentChain
from exporter.lab.server_files import DeployedFiles
from exporter.tls.extension_type import ExtensionType
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol
from exporter.words.sslv2_cipher import Sslv2Cipher

FIRST_ADDRESS = "127.0.0.1"
SECOND_ADDRESS = "127.0.0.2"
IN_ORDER = SentChain()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Legacy:
    """What a server accepts that OpenSSL has unlearnt, as far as a scanner looks.

    Such hellos are answered up to the ServerHelloDone; no key is ever agreed on.
    """

    sslv2_ciphers: tuple[Annotated[Sslv2Cipher, by_name(Sslv2Cipher)], ...] | None = None
    """None: SSLv2 is off. Empty: it is on, with no cipher left."""
    protocols: tuple[Protocol, ...] = ()
    """The versions at which the suites are accepted; a server may have others by OpenSSL."""
    suites: tuple[Annotated[CipherSuite, by_name(CipherSuite)], ...] = ()
    """In the server's order, which prefers them to what OpenSSL accepts at the same version."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TlsServer:
    """Completes TLS handshakes."""

    chain: SentChain | None = IN_ORDER
    """None: no certificate is loaded, so that every handshake is refused."""
    weakest: Protocol = Protocol.TLS1_2
    strongest: Protocol = Protocol.TLS1_3
    asks_for_client_certificate: bool = False
    """And goes on without one."""
    demands_client_certificate: bool = False
    hangs_up_on: frozenset[Annotated[ExtensionType, by_name(ExtensionType)]] = frozenset()
    """Extensions of a hello that it does not bear."""
    longest_hello: int | None = None
    """Bytes, above which it hangs up on a hello; None: as many as there are."""
    ciphers: str = "DEFAULT"
    """OpenSSL's list of suites below TLS 1.3."""
    groups: str = ""
    """OpenSSL's list of key exchange groups; empty: its own choice."""
    dh_bits: int | None = None
    """Of DHE's prime below TLS 1.3, which takes an RSA key, for clients that name no group of that
    kind; None: OpenSSL's own, of 2048 bits, for those that do."""
    refuses_to_complete: tuple[Protocol, ...] = ()
    """Versions to which it agrees in its ServerHello and which it refuses thereafter."""
    legacy: Legacy | None = None
    resets_each: int | None = None
    """Of so many connections the last is reset when it speaks, as where one of several servers fails."""
    http_fields: tuple[str, ...] = ()
    """What its answers by HTTP have in their head; without any it speaks no HTTP."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FixedAnswer:
    """Answers whatever it is told with the same bytes, then closes."""

    reply: bytes


class Rude(StrEnum):
    """What a server without a word of TLS does to its clients."""

    SILENT = "silent"
    """Accepts connections and never says a word."""
    HANGING_UP = "hanging up"
    """Closes in good order when it is spoken to."""
    RESETTING = "resetting"
    """Resets the connection when it is spoken to."""
    CUTTING = "cutting"
    """Resets every connection as soon as it is made."""
    CLOSED = "closed"
    """Listens to nothing: connections are refused."""
    FILTERED = "filtered"
    """Lets attempts to connect go unanswered, as a firewall that drops packets does."""


Behaviour: TypeAlias = Rude | FixedAnswer | TlsServer


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DnsAnswer:
    """What a resolver says of a name: IPv4 addresses, or a response code without any."""

    addresses: tuple[str, ...] = ()
    rcode: Annotated[Rcode, by_name(Rcode)] = Rcode.NOERROR
    ttl: int = 300
    alias: str = ""
    """The name that it stands for, of which the rest is said."""
    https: tuple[str, ...] = ()
    """The HTTPS records of the site, whatever its port is."""
    is_bogus: bool = False
    """Whether signatures do not fit: only whoever does not want them checked is told anything."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Deployment:
    """Servers that share one port number, and what the resolvers say of the name."""

    servers: Mapping[str, Behaviour]
    """By loopback address."""
    answer: DnsAnswer = DnsAnswer(addresses=(FIRST_ADDRESS,))
    files: DeployedFiles | None = None
    """On the servers' disk, where the exporter can read it."""
    stale_answer: DnsAnswer | None = None
    """What the second resolver says, where it says something else."""

    @property
    def is_told_of(self) -> bool:
        """Whether a CA says anything in particular of a certificate by HTTP."""
        chains = (one.chain for one in self.servers.values() if isinstance(one, TlsServer))
        return any(chain.leaf.is_told_of for chain in chains if chain)
