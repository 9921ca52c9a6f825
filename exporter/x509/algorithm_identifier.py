"""AlgorithmIdentifier (RFC 5280, section 4.1.1.2), and the public keys that begin with one."""

from functools import lru_cache
from typing import NamedTuple

from exporter.x509 import der
from exporter.x509.der import fields_of

LONGEST_COMMON = 128
"""Octets of an identifier that many certificates have: the longest with honest parameters has half of them."""


class AlgorithmIdentifier(NamedTuple):
    """An algorithm, and what it needs besides."""

    algorithm: str
    """Its object identifier."""
    parameters: bytes
    """In DER; empty where there are none."""


class PublicKeyInfo(NamedTuple):
    """SubjectPublicKeyInfo (section 4.1.2.7)."""

    algorithm: str
    parameters: bytes
    held: bytes
    """The content of the BIT STRING that the key is."""


def algorithm_identifier(encoded: bytes) -> AlgorithmIdentifier:
    """As it stands there, one that is short read once; what follows the parameters is left to others."""
    return common(encoded) if len(encoded) <= LONGEST_COMMON else read(encoded)


@lru_cache(maxsize=256)
def common(encoded: bytes) -> AlgorithmIdentifier:
    """One that may have been read before."""
    return read(encoded)


def read(encoded: bytes) -> AlgorithmIdentifier:
    """One that stands there."""
    fields = fields_of(encoded)
    algorithm = der.object_identifier(fields.one(der.OBJECT_IDENTIFIER).content)
    return AlgorithmIdentifier(algorithm, fields.any().whole if fields.remaining() else b"")


def public_key_info(encoded: bytes) -> PublicKeyInfo:
    """Of a key of whatever kind."""
    fields = fields_of(encoded)
    algorithm = algorithm_identifier(fields.one(der.SEQUENCE).whole)
    return PublicKeyInfo(*algorithm, fields.one(der.BIT_STRING).content)
