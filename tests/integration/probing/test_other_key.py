"""A client that cannot use some keys is presented what the server has for others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from exporter.lab.authority import Authorities, Credentials
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.conversation import Speaker, hang_up, keep_silent, reset
from exporter.lab.deployment import FIRST_ADDRESS, TlsServer
from exporter.lab.ports import taken_ports
from exporter.lab.servers import conversing, tls_speakers
from exporter.model.place import Address
from exporter.model.scan import Scan
from exporter.model.settings import Limits
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.other_key import key_type
from exporter.probing.pulse import Pulse
from exporter.probing.scan import ScanEquipment, ScanResult, reply_to, scan
from exporter.probing.tls_context import shared_contexts
from exporter.tls.scan.question import OtherKey
from exporter.tls.server_reply import PresentedKey, Reply
from exporter.words.alert import AlertDescription
from exporter.words.ending import Closed, Refused, Reset, TimedOut, Unreadable
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol
from exporter.words.role import Role
from tests.unit.x509.pki import leaf

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BOTH = SentChain(second=Leaf(key=ServerKey.RSA_2048))
BESIDES_ECDSA = OtherKey(frozenset({KeyType.ECDSA}))
BESIDES_RSA = OtherKey(frozenset({KeyType.RSA}))
BESIDES_BOTH = OtherKey(frozenset({KeyType.ECDSA, KeyType.RSA}))
VERSIONS = (Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3)


@pytest.fixture(scope="module")
def credentials() -> Credentials:
    """An ECDSA certificate, and an RSA certificate beside it."""
    return Authorities(now=datetime.now(tz=UTC)).credentials(BOTH, host="www.test")


def equipment() -> ScanEquipment:
    """What scans use, without a bound that would be felt."""
    return ScanEquipment(
        gate=Gate(Limits(connections_per_second=1e6), clock=asyncio.get_running_loop().time),
        contexts=shared_contexts(),
        patience=0.5,
    )


@asynccontextmanager
async def door_to(new_speaker: Callable[[], Speaker]) -> AsyncIterator[Door]:
    """Where such a server is."""
    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        async with conversing(listener, new_speaker):
            port = listener.getsockname()[1]
            endpoint = Address(address=FIRST_ADDRESS, port=port, role=Role.RESOLVED)
            yield Door(endpoint=endpoint, server_name="www.test")


async def asked(new_speaker: Callable[[], Speaker], question: OtherKey) -> Reply:
    """What comes back."""
    async with door_to(new_speaker) as door:
        return await reply_to(question, door, Deadline(10.0, Pulse()), equipment())


async def scanned(new_speaker: Callable[[], Speaker], leaf: bytes) -> ScanResult:
    """A whole scan, after a handshake in which the leaf was presented."""
    async with door_to(new_speaker) as door:
        return await scan(door, Deadline(20.0, Pulse()), equipment(), leaf=leaf, taken_at=NOW)


def chain_of(credentials: Credentials) -> tuple[bytes, ...]:
    """In DER."""
    return tuple(one.public_bytes(Encoding.DER) for one in credentials.certificates)


@pytest.mark.parametrize("version", VERSIONS)
async def test_each_certificate_is_presented_at_every_version(
    version: Protocol, credentials: Credentials
) -> None:
    """To who can use no other."""
    server = tls_speakers(TlsServer(weakest=version, strongest=version), credentials)
    assert credentials.second
    assert await asked(server, BESIDES_RSA) == PresentedKey(KeyType.ECDSA, chain_of(credentials))
    rsa = PresentedKey(KeyType.RSA, chain_of(credentials.second))
    assert await asked(server, BESIDES_ECDSA) == rsa
    refusal = await asked(server, BESIDES_BOTH)
    assert refusal == Refused(AlertDescription.HANDSHAKE_FAILURE)


@pytest.mark.parametrize("version", [Protocol.TLS1_2, Protocol.TLS1_3])
async def test_a_certificate_for_ed25519_is_found_beside_one_for_ecdsa(
    version: Protocol, credentials: Credentials
) -> None:
    """Both have the same suites below TLS 1.3, where schemes have to tell them apart."""
    key = ed25519.Ed25519PrivateKey.generate()
    parsed = leaf(key=key).parsed
    second = Credentials(certificates=(parsed,), key=key)  # type: ignore[arg-type] # OpenSSL has it
    both = replace(credentials, second=second)
    server = tls_speakers(TlsServer(weakest=version, strongest=version), both)
    result = await scanned(server, chain_of(both)[0])
    assert [one.chain[0] for one in result.others] == list(chain_of(second))


@pytest.mark.parametrize(
    "server",
    [
        TlsServer(strongest=Protocol.TLS1_2, refuses_to_complete=(Protocol.TLS1_2,)),
        TlsServer(demands_client_certificate=True),
        TlsServer(strongest=Protocol.TLS1_2, demands_client_certificate=True),
    ],
)
async def test_what_was_presented_counts_though_the_handshake_fails(
    server: TlsServer, credentials: Credentials
) -> None:
    """The server has shown it by then."""
    reply = await asked(tls_speakers(server, credentials), BESIDES_ECDSA)
    assert isinstance(reply, PresentedKey)
    assert reply.key_type is KeyType.RSA


async def test_certificates_beyond_64_kib_are_not_kept() -> None:
    """An address may have seven kinds of them while its scan is under way."""
    long_names = (f"{number}.{'long' * 15}.{'er' * 30}.test" for number in range(520))
    heavy = SentChain(second=Leaf(key=ServerKey.RSA_2048, names=("www.test", *long_names)))
    credentials = Authorities(now=datetime.now(tz=UTC)).credentials(heavy, host="www.test")
    assert credentials.second
    weight = sum(map(len, chain_of(credentials.second)))
    assert weight > 65536
    reply = await asked(tls_speakers(TlsServer(), credentials), BESIDES_ECDSA)
    assert reply == Unreadable(f"certificates of {weight} bytes")


@pytest.mark.parametrize(
    ("speaker", "reply"),
    [(hang_up, Closed()), (reset, Reset()), (keep_silent, TimedOut())],
)
async def test_other_ends_are_told(speaker: Speaker, reply: Reply) -> None:
    """Within the patience for one answer."""
    assert await asked(lambda: speaker, BESIDES_ECDSA) == reply


async def test_a_scan_brings_the_other_certificate_with_it(credentials: Credentials) -> None:
    """Once, whatever else it asks for; the ordinary one is not among the others."""
    assert credentials.second
    server = tls_speakers(TlsServer(), credentials)
    for ordinary, other in (
        (credentials, credentials.second),
        (credentials.second, credentials),
    ):
        result = await scanned(server, chain_of(ordinary)[0])
        assert isinstance(result.outcome, Scan)
        assert [one.chain for one in result.others] == [chain_of(other)]
        assert result.outcome.is_complete


async def test_one_certificate_costs_two_connections_more(credentials: Credentials) -> None:
    """A scan that does not know the ordinary certificate looks for no other."""
    server = tls_speakers(TlsServer(), replace(credentials, second=None))
    with_leaf = await scanned(server, chain_of(credentials)[0])
    without = await scanned(server, b"")
    for result in (with_leaf, without):
        assert isinstance(result.outcome, Scan)
        assert result.others == ()
    assert with_leaf.outcome.connections == without.outcome.connections + 2  # type: ignore[union-attr] # both are scans


def test_a_certificate_that_cannot_be_read_has_no_kind() -> None:
    """Nothing is asked for beside it."""
    assert key_type(b"") is None
    assert key_type(b"\x30\x03\x02\x01\x01") is None
