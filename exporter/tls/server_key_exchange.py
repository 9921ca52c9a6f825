"""The server's part of an ephemeral key exchange below TLS 1.3: a curve or a prime, and a signature."""

from exporter.tls.cursor import Cursor

NAMED_CURVE = 3


def named_group(body: bytes) -> int | None:
    """The group of a ServerKeyExchange (RFC 8422, 5.4); None for a curve spelt out.

    Raises Malformed.
    """
    parameters = Cursor(body)
    if parameters.uint(1) != NAMED_CURVE:
        return None
    group = parameters.uint(2)
    parameters.block(1)
    return group


def prime_bits(body: bytes) -> int:
    """Bits of the prime in a ServerKeyExchange (RFC 5246, 7.4.3); raises Malformed."""
    parameters = Cursor(body)
    prime = parameters.opaque(2)
    for _ in ("generator", "public value"):
        parameters.block(2)
    return int.from_bytes(prime).bit_length()


def signature_scheme(body: bytes, *, has_prime: bool) -> int | None:
    """By which scheme TLS 1.2 signs a ServerKeyExchange (RFC 5246, 7.4.3); None without signature.

    Raises Malformed.
    """
    message = Cursor(body)
    if has_prime:
        for _ in ("prime", "generator", "public value"):
            message.block(2)
    else:
        if message.uint(1) != NAMED_CURVE:
            return None
        message.uint(2)
        message.block(1)
    return message.uint(2) if message.remaining() else None
