"""The ClientHello says what is offered, in the form that servers bear best."""

from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from exporter.tls.client_hello import ClientHello, encode
from exporter.words.groups import Group
from exporter.words.protocol import Protocol

ENTROPY = bytes(range(64))
NAME = "www.example.com"
SERVER_NAME, GROUPS, POINT_FORMATS, SIGNATURES, ALPN = 0x0000, 0x000A, 0x000B, 0x000D, 0x0010
PADDING, MASTER_SECRET, VERSIONS, PSK_MODES, KEY_SHARE = 0x0015, 0x0017, 0x002B, 0x002D, 0x0033

MIXED = ClientHello(
    versions=(Protocol.TLS1_3, Protocol.TLS1_2),
    suites=(0x1301, 0xC02F),
    groups=(0x11EC, 0x001D),
    signature_algorithms=(0x0403, 0x0804),
)
OLD = ClientHello(
    versions=(Protocol.TLS1_0,),
    suites=(0x002F,),
    groups=(0x0017,),
    signature_algorithms=(0x0403,),
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A hello as a server sees it."""

    record_version: int
    message: bytes
    version: int
    random: bytes
    session_id: bytes
    suites: list[int]
    compression: bytes
    extensions: dict[int, bytes]


def seen(encoded: bytes) -> Seen:
    """Takes a record apart, strictly; the extensions stay in their order."""
    assert encoded[0] == 22
    message = encoded[5:]
    assert len(message) == int.from_bytes(encoded[3:5])
    assert message[0] == 1
    body = message[4:]
    assert len(body) == int.from_bytes(message[1:4])
    session_id, rest = split(body[34:], 1)
    suites, rest = split(rest, 2)
    compression, rest = split(rest, 1)
    block, rest = split(rest, 2) if rest else (b"", b"")
    assert not rest
    extensions = {}
    while block:
        kind = int.from_bytes(block[:2])
        assert kind not in extensions
        extensions[kind], block = split(block[2:], 2)
    return Seen(
        record_version=int.from_bytes(encoded[1:3]),
        message=message,
        version=int.from_bytes(body[:2]),
        random=body[2:34],
        session_id=session_id,
        suites=numbers(suites),
        compression=compression,
        extensions=extensions,
    )


def split(data: bytes, width: int) -> tuple[bytes, bytes]:
    """A block with its length before it, and what follows."""
    end = width + int.from_bytes(data[:width])
    assert end <= len(data)
    return data[width:end], data[end:]


def numbers(data: bytes) -> list[int]:
    """Numbers of two bytes each."""
    return [int.from_bytes(data[place : place + 2]) for place in range(0, len(data), 2)]


def hello(
    *versions: Protocol,
    suites: int = 1,
    is_plain: bool = False,
) -> ClientHello:
    """A hello with as many suites as told."""
    return ClientHello(
        versions=versions,
        suites=tuple(range(1, suites + 1)),
        groups=(0x0017,),
        signature_algorithms=(0x0403,),
        is_plain=is_plain,
    )


def test_a_mixed_hello_offers_both_versions() -> None:
    """TLS 1.3 stands in supported_versions only; every older field says TLS 1.2."""
    mixed = seen(encode(MIXED, ENTROPY, NAME))
    assert (mixed.record_version, mixed.version) == (0x0301, 0x0303)
    assert mixed.extensions[VERSIONS] == b"\x04\x03\x04\x03\x03"
    assert mixed.extensions[PSK_MODES] == b"\x01\x01"


def test_the_list_of_key_shares_is_sent_empty() -> None:
    """The server has to name the group it prefers."""
    assert seen(encode(MIXED, ENTROPY, NAME)).extensions[KEY_SHARE] == b"\x00\x00"


def test_key_shares_are_public_values_without_a_private_key() -> None:
    """The base points of the two common curves, which every server can compute with."""
    sharing = replace(MIXED, key_shares=(Group.x25519, Group.secp256r1))
    body = seen(encode(sharing, ENTROPY, NAME)).extensions[KEY_SHARE]
    shares, rest = split(body, 2)
    assert not rest
    x25519, rest = split(shares[2:], 2)
    assert shares[:2] == b"\x00\x1d"
    X25519PublicKey.from_public_bytes(x25519)
    p256, end = split(rest[2:], 2)
    assert (rest[:2], end) == (b"\x00\x17", b"")
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), p256)


def test_the_lists_go_out_as_they_are() -> None:
    """Suites, groups and signature algorithms keep their order."""
    mixed = seen(encode(MIXED, ENTROPY, NAME))
    assert mixed.suites[:2] == [0x1301, 0xC02F]
    assert mixed.compression == b"\x00"
    assert mixed.extensions[GROUPS] == b"\x00\x04\x11\xec\x00\x1d"
    assert mixed.extensions[POINT_FORMATS] == b"\x01\x00"
    assert mixed.extensions[SIGNATURES] == b"\x00\x04\x04\x03\x08\x04"
    assert mixed.extensions[MASTER_SECRET] == b""


@pytest.mark.parametrize(
    ("protocol", "record_version", "version"),
    [
        (Protocol.SSLV3, 0x0300, 0x0300),
        (Protocol.TLS1_0, 0x0301, 0x0301),
        (Protocol.TLS1_1, 0x0301, 0x0302),
        (Protocol.TLS1_2, 0x0301, 0x0303),
        (Protocol.TLS1_3, 0x0301, 0x0303),
    ],
)
def test_the_old_version_fields_never_exceed_what_old_servers_bear(
    protocol: Protocol, record_version: int, version: int
) -> None:
    """The record says TLS 1.0 but for SSLv3, the hello at most TLS 1.2."""
    single = seen(encode(hello(protocol), ENTROPY, NAME))
    assert (single.record_version, single.version) == (record_version, version)


def test_a_hello_for_sslv3_has_no_extensions() -> None:
    """SSLv3 has none; some of its servers fail on them."""
    assert seen(encode(hello(Protocol.SSLV3), ENTROPY, NAME)).extensions == {}


def test_signature_algorithms_are_not_named_before_tls1_2() -> None:
    """RFC 5246 forbids it."""
    assert SIGNATURES not in seen(encode(OLD, ENTROPY, NAME)).extensions
    assert SIGNATURES in seen(encode(hello(Protocol.TLS1_2), ENTROPY, NAME)).extensions


def test_an_old_hello_says_nothing_of_tls1_3() -> None:
    """Its extensions, and the session id for middleboxes, belong to TLS 1.3 hellos."""
    old = seen(encode(OLD, ENTROPY, NAME))
    assert not {VERSIONS, PSK_MODES, KEY_SHARE} & old.extensions.keys()
    assert old.session_id == b""


def test_secure_renegotiation_is_signalled_where_it_exists() -> None:
    """The signalling suite ends the list of every hello but the one for TLS 1.3 alone."""
    assert seen(encode(MIXED, ENTROPY, NAME)).suites[-1] == 0x00FF
    assert seen(encode(OLD, ENTROPY, NAME)).suites == [0x002F, 0x00FF]
    assert 0x00FF not in seen(encode(hello(Protocol.TLS1_3), ENTROPY, NAME)).suites


def test_entropy_fills_the_random_and_the_session_id() -> None:
    """The same entropy gives the same hello: nothing else is random."""
    mixed = seen(encode(MIXED, ENTROPY, NAME))
    assert mixed.random + mixed.session_id == ENTROPY
    with pytest.raises(ValueError, match="63 bytes of entropy, 64 needed"):
        encode(MIXED, ENTROPY[:63])


def test_the_server_name_is_sent_without_its_final_dot() -> None:
    """RFC 6066 wants it so."""
    named = encode(hello(Protocol.TLS1_2), ENTROPY, "www.example.com.")
    assert seen(named).extensions[SERVER_NAME] == b"\x00\x12\x00\x00\x0fwww.example.com"


@pytest.mark.parametrize("server_name", ["", "203.0.113.10", "2001:db8::1"])
def test_addresses_are_never_sent_as_server_names(server_name: str) -> None:
    """RFC 6066 allows host names only."""
    nameless = encode(hello(Protocol.TLS1_2), ENTROPY, server_name)
    assert SERVER_NAME not in seen(nameless).extensions


def test_application_protocols_are_offered_on_demand() -> None:
    """ALPN is left out unless names are given."""
    offering = ClientHello(
        versions=(Protocol.TLS1_2,), suites=(1,), application_protocols=("h2", "http/1.1")
    )
    assert seen(encode(offering, ENTROPY, NAME)).extensions[ALPN] == b"\x00\x0c\x02h2\x08http/1.1"
    assert ALPN not in seen(encode(MIXED, ENTROPY, NAME)).extensions


def test_a_plain_hello_leaves_out_what_confuses() -> None:
    """Neither padding nor the extended master secret."""
    plain = seen(encode(hello(Protocol.TLS1_2, is_plain=True), ENTROPY, NAME))
    assert plain.extensions.keys() == {SERVER_NAME, GROUPS, POINT_FORMATS, SIGNATURES}


def test_a_plain_hello_of_tls1_0_may_have_no_extensions() -> None:
    """Then the block is left out altogether."""
    bare = ClientHello(versions=(Protocol.TLS1_0,), suites=(0x002F,), is_plain=True)
    encoded = encode(bare, ENTROPY)
    assert seen(encoded).extensions == {}
    assert encoded.endswith(b"\x00\x2f\x00\xff\x01\x00")


@pytest.mark.parametrize("hello_to_pad", [MIXED, OLD, hello(Protocol.TLS1_3)])
def test_hellos_are_padded_to_512_bytes(hello_to_pad: ClientHello) -> None:
    """Old F5 hang on lengths from 256 to 511."""
    padded = seen(encode(hello_to_pad, ENTROPY, NAME))
    assert len(padded.message) == 512
    assert not any(padded.extensions[PADDING])


@given(
    suites=st.integers(min_value=1, max_value=600),
    name_length=st.integers(min_value=0, max_value=60),
    protocol=st.sampled_from([Protocol.TLS1_0, Protocol.TLS1_2, Protocol.TLS1_3]),
)
def test_no_hello_has_a_length_or_an_end_that_makes_servers_fail(
    suites: int, name_length: int, protocol: Protocol
) -> None:
    """At least 512 bytes, never 10 or 14 beyond a multiple of 256, no empty extension last."""
    padded = seen(encode(hello(protocol, suites=suites), ENTROPY, "n" * name_length))
    assert len(padded.message) >= 512
    assert len(padded.message) % 256 not in {10, 14}
    assert list(padded.extensions.values())[-1] != b""


@pytest.mark.parametrize("server_name", ["www.example.com", "ww.example.com"])
def test_every_length_is_made_safe(server_name: str) -> None:
    """With an even and an odd rest, each number of suites up to some 1200 bytes."""
    for suites in range(1, 560):
        long = hello(Protocol.TLS1_2, suites=suites)
        message = seen(encode(long, ENTROPY, server_name)).message
        assert len(message) >= 512
        assert len(message) % 256 not in {10, 14}
