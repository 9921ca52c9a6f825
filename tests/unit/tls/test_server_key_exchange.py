"""A ServerKeyExchange is read for its curve, or for the length of its prime."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.tls.cursor import MalformedBytes
from exporter.tls.server_key_exchange import named_group, prime_bits, signature_scheme

SIGNATURE = b"\x08\x04\x00\x04sign"
X25519 = b"\x03\x00\x1d\x20" + bytes(32) + SIGNATURE


def block(data: bytes) -> bytes:
    """The data with its length before it in two bytes."""
    return len(data).to_bytes(2) + data


def dh_parameters(prime: bytes, *, generator: bytes = b"\x02", public: bytes = b"\x05") -> bytes:
    """A DHE key exchange, signature included."""
    return block(prime) + block(generator) + block(public) + SIGNATURE


def prime_of(bits: int) -> bytes:
    """A number of exactly so many bits; nobody looks whether it is prime."""
    return ((1 << (bits - 1)) | 1).to_bytes((bits + 7) // 8)


def test_a_named_curve_is_read() -> None:
    """What follows the server's point, the signature, is none of our business."""
    assert named_group(X25519) == 29
    assert named_group(b"\x03\x00\x17\x41" + bytes(65)) == 23


def test_the_scheme_of_the_signature_is_read() -> None:
    """It stands behind the parameters; anonymous suites have none."""
    assert signature_scheme(X25519, has_prime=False) == 0x0804
    assert signature_scheme(dh_parameters(prime_of(2048)), has_prime=True) == 0x0804
    assert signature_scheme(X25519.removesuffix(SIGNATURE), has_prime=False) is None
    assert signature_scheme(b"\x01" + bytes(40), has_prime=False) is None
    with pytest.raises(MalformedBytes):
        signature_scheme(X25519.removesuffix(SIGNATURE) + b"\x08", has_prime=False)


@pytest.mark.parametrize("curve_type", [1, 2])
def test_a_curve_spelt_out_has_no_name(curve_type: int) -> None:
    """explicit_prime and explicit_char2 (RFC 4492, 5.4)."""
    assert named_group(bytes([curve_type]) + block(bytes(32))) is None


@pytest.mark.parametrize("bits", [512, 768, 1024, 1023, 2048, 4096])
def test_the_length_of_a_prime_is_counted_in_bits(bits: int) -> None:
    """Whether the number is sent with leading zero bytes or without."""
    assert prime_bits(dh_parameters(prime_of(bits))) == bits
    assert prime_bits(dh_parameters(b"\x00\x00" + prime_of(bits))) == bits


def test_an_empty_prime_has_no_bits() -> None:
    """A server that sends none is as weak as can be."""
    assert prime_bits(dh_parameters(b"")) == 0


def test_every_truncation_of_the_parameters_is_malformed() -> None:
    """Only the signature may be cut off, as it is not read."""
    curve, prime = X25519.removesuffix(SIGNATURE), dh_parameters(prime_of(512))
    for length in range(len(curve)):
        with pytest.raises(MalformedBytes):
            named_group(curve[:length])
    for length in range(len(prime) - len(SIGNATURE)):
        with pytest.raises(MalformedBytes):
            prime_bits(prime[:length])


@given(junk=st.binary(max_size=300))
def test_random_bytes_are_read_or_malformed(junk: bytes) -> None:
    """No input brings out another exception."""
    for read in (named_group, prime_bits):
        try:
            number = read(junk)
        except MalformedBytes:
            continue
        assert number is None or 0 <= number <= 8 * len(junk) or number <= 0xFFFF
