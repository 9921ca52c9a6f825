"""A prime that is too large to compute with is seen before anybody computes, however it comes."""

from collections.abc import Callable, Iterator

import pytest

from exporter.tls.heavy_prime import HeavyPrime

DHE, ECDHE, TLS1_3 = 0x009E, 0xC02F, 0x1301
HELLO_REQUEST = b"\x00\x00\x00\x00"


def block(data: bytes, width: int) -> bytes:
    """The data with its length before it."""
    return len(data).to_bytes(width) + data


def message(kind: int, body: bytes) -> bytes:
    """One handshake message."""
    return bytes([kind]) + block(body, 3)


def record(body: bytes, kind: int = 22) -> bytes:
    """One TLS record."""
    return bytes([kind]) + b"\x03\x03" + block(body, 2)


def key_exchange(bits: int) -> bytes:
    """A prime of so many bits, a generator, a public value, and no signature."""
    prime = (1 << (bits - 1) | 1).to_bytes((bits + 7) // 8)
    return message(12, block(prime, 2) + block(b"\x02", 2) + block(b"\x05", 2))


CERTIFICATES = message(11, block(block(b"leaf", 3) + block(b"issuer", 3), 3))


@pytest.fixture
def flight(server_hello_body: Callable[..., bytes]) -> Callable[..., bytes]:
    """Makes the messages of a server that chose a suite, without records around."""

    def build(bits: int, suite: int = DHE) -> bytes:
        return message(2, server_hello_body(suite=suite)) + CERTIFICATES + key_exchange(bits)

    return build


def in_records(data: bytes, size: int) -> Iterator[bytes]:
    """The data in handshake records of so many bytes."""
    for start in range(0, len(data), size):
        yield record(data[start : start + size])


def heard(*pieces: bytes) -> HeavyPrime:
    """What was seen when all of them came."""
    watch = HeavyPrime()
    for piece in pieces:
        watch.hear(piece)
    return watch


@pytest.mark.parametrize(
    ("sent", "told"), [(1024, 0), (2048, 0), (4096, 0), (4097, 4097), (10_000, 10_000)]
)
def test_primes_above_4096_bits_are_heavy(
    flight: Callable[..., bytes], sent: int, told: int
) -> None:
    """Servers that know nothing but 2,048 or 4,096 bits go on being seen."""
    watch = heard(record(flight(sent)))
    assert watch.bits == told
    assert watch.is_over


@pytest.mark.parametrize("size", [1, 2, 100, 700, 16384])
@pytest.mark.parametrize("step", [1, 3, 1000, 100_000])
def test_it_is_seen_however_its_bytes_arrive(
    flight: Callable[..., bytes], size: int, step: int
) -> None:
    """In records and pieces of any length; not before all of it has come."""
    whole = b"".join(in_records(flight(8192), size))
    watch = heard(whole[:-1])
    assert watch.bits == 0
    watch = heard(*(whole[start : start + step] for start in range(0, len(whole), step)))
    assert watch.bits == 8192
    assert watch.chain() == (b"leaf", b"issuer")


def test_what_openssl_passes_over_does_not_hide_it(flight: Callable[..., bytes]) -> None:
    """Requests to begin anew, warnings, and empty records, before the answer and within it."""
    hello, rest = flight(8192)[:50], flight(8192)[50:]
    warning = record(b"\x01\x70", kind=21)
    pieces = (record(HELLO_REQUEST), warning, record(b""), record(hello), warning, record(rest))
    assert heard(*pieces).bits == 8192


def test_a_flight_longer_than_any_honest_one_is_followed(flight: Callable[..., bytes]) -> None:
    """Certificates of 200 KB come before the key exchange."""
    long = flight(8192).replace(CERTIFICATES, message(11, bytes(200_000)))
    watch = heard(*in_records(long, 16384))
    assert watch.bits == 8192
    assert watch.chain() == ()


@pytest.mark.parametrize("suite", [ECDHE, TLS1_3, 0x002F])
def test_a_suite_without_a_prime_is_not_watched(flight: Callable[..., bytes], suite: int) -> None:
    """What follows costs nothing more."""
    watch = heard(record(flight(8192, suite=suite)[:60]))
    assert watch.is_over
    assert watch.bits == 0


@pytest.mark.parametrize("body", [b"", b"\xff\xff", b"\x00\x02ab"])
def test_a_broken_key_exchange_is_left_to_openssl(
    server_hello_body: Callable[..., bytes], body: bytes
) -> None:
    """Which refuses it without computing anything."""
    hello = message(2, server_hello_body(suite=DHE))
    assert heard(record(hello + message(12, body))).bits == 0
    assert heard(record(message(2, b"\x03\x03"))).is_over
