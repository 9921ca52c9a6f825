"""A server that turns hostile during the scan costs a bounded time, and earns no false "no"."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.conversation import Continuation, Speaker
from exporter.lab.deployment import Legacy, TlsServer
from exporter.lab.first_message import first_message
from exporter.lab.servers import speakers
from exporter.model.scan import Scan
from exporter.tls.client_hello_reader import Offer
from exporter.tls.record import HANDSHAKE_RECORD, SERVER_HELLO, message, record
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol, Support
from exporter.words.sslv2_cipher import Sslv2Cipher
from tests.integration.probing.hostility import (
    Handler,
    Reader,
    Writer,
    closing_at_once,
    converse,
    dribbling,
    failing_inside,
    flooding,
    hanging_up,
    resetting,
    silent,
    talking_noise,
    talking_nonsense,
)
from tests.probed import inspected

TIMEOUT = 1.0
PATIENCE = 0.4
"""Seconds for one answer, so that a scan meets several silences."""
MOST_CONNECTIONS = 64
"""Of one scan."""
ACCEPTING_ALL = TlsServer(
    chain=SentChain(leaf=Leaf(key=ServerKey.RSA_2048)),
    weakest=Protocol.TLS1_0,
    ciphers="ALL:COMPLEMENTOFALL",
    legacy=Legacy(
        sslv2_ciphers=tuple(Sslv2Cipher),
        protocols=(Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2),
        suites=(
            CipherSuite.TLS_RSA_EXPORT_WITH_RC4_40_MD5,
            CipherSuite.TLS_RSA_WITH_RC4_128_SHA,
            CipherSuite.TLS_RSA_WITH_DES_CBC_SHA,
            CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
        ),
    ),
)
"""Of every version, every weak class, and the ordinary groups, "no" would be false."""
ACCEPTED_GROUPS = ("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1", "x448")


@pytest.fixture(scope="module")
def new_speaker() -> Callable[[], Speaker]:
    """Makes the honest side of connections to a server that accepts all."""
    return speakers(ACCEPTING_ALL, Authorities(now=datetime.now(tz=UTC)), "www.example.test")


@pytest.fixture
def scanned(serve: Any, new_prober: Any, new_target: Any) -> Callable[..., Awaitable[Scan]]:
    """The scan of a server with that handler, which its time-out ends if nothing else does."""

    async def scan(
        handler: Handler, *, seconds: float = TIMEOUT, patience: float = PATIENCE
    ) -> Scan:
        target = new_target(await serve(handler), timeout=seconds)
        after = await inspected(new_prober(patience=patience), target)
        made = after.scans["127.0.0.1"]
        assert made.connections <= MOST_CONNECTIONS
        return made

    return scan


def honest(new_speaker: Callable[[], Speaker]) -> Handler:
    """Says what a server of the lab says."""

    async def handler(reader: Reader, writer: Writer) -> None:
        await converse(new_speaker(), reader, writer)

    return handler


def turning(first: Handler, then: Handler, *, after: int) -> Handler:
    """The first handler for so many connections, then the other."""
    left = iter(range(after))

    async def handle(reader: Reader, writer: Writer) -> None:
        await (then if next(left, None) is None else first)(reader, writer)

    return handle


def every(period: int, hostile: Handler, otherwise: Handler) -> Handler:
    """The hostile handler for each connection of a period, the other for the rest."""
    places = iter(range(1, 1000))

    async def handle(reader: Reader, writer: Writer) -> None:
        await (otherwise if next(places) % period else hostile)(reader, writer)

    return handle


def when_asked(is_met: Callable[[bytes], bool], then: Handler, otherwise: Handler) -> Handler:
    """The one handler for connections that begin in a certain way, the other for the rest."""

    async def handle(reader: Reader, writer: Writer) -> None:
        start = await reader.readexactly(1)
        again = asyncio.StreamReader()
        again.feed_data(start + await reader.read(65536))
        relay = asyncio.ensure_future(pass_on(reader, again))
        try:
            await (then if is_met(start) else otherwise)(again, writer)
        finally:
            relay.cancel()

    return handle


async def pass_on(source: Reader, sink: Reader) -> None:
    """What else is heard."""
    while heard := await source.read(65536):
        sink.feed_data(heard)
    sink.feed_eof()


def is_sslv2(start: bytes) -> bool:
    """Whether a connection begins with the header of an SSLv2 record."""
    return bool(start[0] & 0x80)


async def showing_certificates_for_ever(reader: Reader, writer: Writer) -> None:
    """A ServerHello that keeps to the hello, then a Certificate message without end."""
    offer = first_message(await reader.read(65536))
    if not isinstance(offer, Offer):
        return
    version = min(max(offer.versions), 0x0303)
    hello = version.to_bytes(2) + bytes(32) + b"\x00" + chosen(offer).to_bytes(2) + b"\x00"
    writer.write(record(HANDSHAKE_RECORD, version, message(SERVER_HELLO, hello)))
    writer.write(record(HANDSHAKE_RECORD, version, b"\x0b\xff\xff\xff" + bytes(0x3FFC)))
    while True:
        writer.write(record(HANDSHAKE_RECORD, version, bytes(0x4000)))
        await writer.drain()


def chosen(offer: Offer) -> int:
    """The first suite that is below TLS 1.3, if there is one."""
    return next((suite for suite in offer.suites if suite >> 8 != 0x13), offer.suites[0])


HOSTILE = (
    silent,
    hanging_up,
    closing_at_once,
    resetting,
    talking_nonsense,
    talking_noise,
    dribbling,
    flooding,
)


def false_noes(scan: Scan) -> Iterator[object]:
    """What is refused by the scan's account, though the server accepts all."""
    supports: Iterable[tuple[object, Support]] = (
        *scan.protocols,
        *scan.weak_ciphers,
        *((group, support) for group, support in scan.groups if group in ACCEPTED_GROUPS),
        ("forward secrecy", scan.forward_secrecy),
    )
    return (subject for subject, support in supports if support is Support.NO)


async def test_a_server_that_accepts_all_is_seen_to(
    scanned: Any, new_speaker: Callable[[], Speaker]
) -> None:
    """While it is honest: every version and class is found, so that a "no" would be false."""
    scan = await scanned(honest(new_speaker), seconds=60.0)
    assert dict(scan.protocols) == dict.fromkeys(Protocol, Support.YES)
    assert dict(scan.weak_ciphers) == dict.fromkeys(CipherClass, Support.YES)


@pytest.mark.parametrize("after", [1, 4, 9])
@pytest.mark.parametrize("hostile", HOSTILE)
async def test_a_server_that_turns_hostile_earns_no_false_no(
    scanned: Any, new_speaker: Callable[[], Speaker], hostile: Handler, after: int
) -> None:
    """After the ordinary handshake, the third hello, the eighth; what was seen before is kept."""
    scan = await scanned(turning(honest(new_speaker), hostile, after=after))
    assert list(false_noes(scan)) == []
    if after > 1:  # the first hello of the scan had its answer
        assert scan.support(Protocol.TLS1_3) is Support.YES


@pytest.mark.parametrize("period", [2, 3, 4])
@pytest.mark.parametrize("hostile", [hanging_up, resetting, failing_inside])
async def test_a_path_that_spoils_every_so_many_connections_earns_no_false_no(
    scanned: Any, new_speaker: Callable[[], Speaker], hostile: Handler, period: int
) -> None:
    """As a cluster with a dead member does; what was found is told."""
    scan = await scanned(every(period, hostile, honest(new_speaker)), seconds=60.0)
    assert list(false_noes(scan)) == []
    assert scan.enabled


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostility_to_sslv2_alone_leaves_the_rest_of_the_scan(
    scanned: Any, new_speaker: Callable[[], Speaker], hostile: Handler
) -> None:
    """All later versions are seen, and SSLv2 is not."""
    handler = when_asked(is_sslv2, hostile, honest(new_speaker))
    scan = await scanned(handler, seconds=60.0)
    later = [support for protocol, support in scan.protocols if protocol is not Protocol.SSLV2]
    assert set(later) == {Support.YES}
    assert scan.support(Protocol.SSLV2) is not Support.YES


async def test_an_endless_flight_is_not_read_to_its_end(
    scanned: Any, new_speaker: Callable[[], Speaker]
) -> None:
    """Its ServerHello counts, and the scan goes on."""
    handler = turning(honest(new_speaker), showing_certificates_for_ever, after=1)
    scan = await scanned(handler)
    assert scan.support(Protocol.TLS1_2) is Support.YES
    assert Support.NO not in dict(scan.weak_ciphers).values()


SSLV2_SERVER_HELLO = bytes.fromhex("04 00 01 0002 0003 0006 0010") + b"abc" + bytes(6 + 16)
LYING = {
    "a record longer than the message": b"\x80\xff" + SSLV2_SERVER_HELLO + bytes(0xFF - 36),
    "a record shorter than the message": b"\x80\x20" + SSLV2_SERVER_HELLO,
    "a record that never ends": b"\xff\xff" + SSLV2_SERVER_HELLO,
    "a certificate longer than the record": b"\x80\x24"
    + SSLV2_SERVER_HELLO[:5]
    + b"\xff\xff"
    + SSLV2_SERVER_HELLO[7:],
    "ciphers of four bytes": b"\x80\x22"
    + SSLV2_SERVER_HELLO[:7]
    + b"\x00\x04"
    + SSLV2_SERVER_HELLO[9:34],
    "a connection id that is longer": b"\x80\x24"
    + SSLV2_SERVER_HELLO[:9]
    + b"\xff\xff"
    + SSLV2_SERVER_HELLO[11:],
    "nothing": b"\x80\x00",
}


@pytest.mark.parametrize("reply", LYING.values(), ids=LYING)
async def test_an_sslv2_reply_with_lying_lengths_proves_nothing(
    scanned: Any, new_speaker: Callable[[], Speaker], reply: bytes
) -> None:
    """SSLv2 is neither on nor off."""

    async def lying(reader: Reader, writer: Writer) -> None:
        await reader.read(65536)
        writer.write(reply)
        await writer.drain()
        await reader.read()

    scan = await scanned(when_asked(is_sslv2, lying, honest(new_speaker)), seconds=60.0)
    assert scan.support(Protocol.SSLV2) is Support.UNKNOWN


async def test_an_endless_sslv2_reply_is_not_read_to_its_end(
    scanned: Any, new_speaker: Callable[[], Speaker]
) -> None:
    """Whatever it says of itself, the scan goes on."""
    sent = 0

    async def endless(reader: Reader, writer: Writer) -> None:
        nonlocal sent
        await reader.read(65536)
        while True:
            writer.write(b"\xff\xff" + b"\x04\x00\x01\x00\x02\x7f\x00" + bytes(0x7FFF - 7))
            await writer.drain()
            sent += 1

    scan = await scanned(when_asked(is_sslv2, endless, honest(new_speaker)), seconds=60.0)
    assert scan.support(Protocol.SSLV2) is Support.UNKNOWN
    assert scan.support(Protocol.SSLV3) is Support.YES
    assert sent < 1000


async def test_an_honest_answer_may_come_byte_by_byte(
    scanned: Any, new_speaker: Callable[[], Speaker]
) -> None:
    """The scan finds what it would have found at once."""

    async def slowly(reader: Reader, writer: Writer) -> None:
        speak = new_speaker()
        while heard := await reader.read(65536):
            reaction = speak(heard)
            for byte in reaction.send:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0)
            if reaction.ending is not Continuation.NONE:
                return

    scan = await scanned(slowly, seconds=600.0, patience=600.0)
    assert dict(scan.protocols) == dict.fromkeys(Protocol, Support.YES)
    assert dict(scan.weak_ciphers) == dict.fromkeys(CipherClass, Support.YES)
