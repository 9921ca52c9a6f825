"""Certificates whose fields are sound, and whose signature or outer structure is not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from exporter.x509.der import fields_of
from tests.unit.x509.elements import Made, bits, seq

Change: TypeAlias = Callable[[bytes], bytes]


def parts(encoded: bytes) -> tuple[bytes, bytes, bytes]:
    """TBSCertificate and algorithm in DER, and the octets of the signature."""
    fields = fields_of(encoded)
    content, algorithm, value = fields.any(), fields.any(), fields.any()
    return content.whole, algorithm.whole, value.content[1:]


def with_unused_bits(encoded: bytes) -> bytes:
    """Of the signature, three bits do not count."""
    content, algorithm, value = parts(encoded)
    return seq(content, algorithm, bits(value, unused=3))


def without_algorithm(encoded: bytes) -> bytes:
    """The signature alone."""
    content, _, value = parts(encoded)
    return seq(content, bits(value))


def with_one_more(encoded: bytes) -> bytes:
    """Something stands behind the signature."""
    content, algorithm, value = parts(encoded)
    return seq(content, algorithm, bits(value), b"\x05\x00")


def with_another_length(encoded: bytes) -> bytes:
    """The certificate says to be one octet longer or shorter."""
    return encoded[:3] + bytes([encoded[3] ^ 1]) + encoded[4:]


ENVELOPES: Mapping[str, Change] = MappingProxyType(
    {
        "signature of unused bits": with_unused_bits,
        "no algorithm": without_algorithm,
        "no signature": lambda encoded: seq(parts(encoded)[0]),
        "one more element": with_one_more,
        "another length": with_another_length,
        "one octet less": lambda encoded: encoded[:-1],
        "one octet more": lambda encoded: encoded + b"\x00",
    }
)


def enveloped(change: Change, certificate: Made) -> Made:
    """The certificate, changed."""
    return replace(certificate, der=change(certificate.der))
