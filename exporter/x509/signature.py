"""Whether a key made the signature on a certificate."""

from enum import Enum
from math import ceil

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import (
    dsa,
    ec,
    ed448,
    ed25519,
    mldsa,
    padding,
    rsa,
)
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from exporter.x509 import algorithms

LARGEST_KEY = 8192
"""Bits of an RSA or DSA key; a check with a larger one takes a stranger's choice of time."""
LARGEST_EXPONENT = 1 << 64
"""Of an RSA key: OpenSSL's own limit, which it leaves off keys up to 3072 bits."""


MOST_EFFORT = 100
"""For one chain, in checks with a P-256 key, a tenth of a millisecond each."""


class Budget:
    """What the signature checks of one chain may cost: their number and kinds are a stranger's choice."""

    def __init__(self) -> None:
        self._left = MOST_EFFORT
        self.is_exhausted = False
        """Whether a check was left out."""

    def affords(self, key: CertificatePublicKeyTypes | None) -> bool:
        """Whether one more check with the key may be made, which is charged then."""
        effort = effort_of(key)
        if effort > self._left:
            self.is_exhausted = True
            return False
        self._left -= effort
        return True


class Seal(Enum):
    """A three-state answer: what cannot be checked is neither good nor forged."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


def seal(parsed: x509.Certificate, key: CertificatePublicKeyTypes | None, budget: Budget) -> Seal:
    """Whether `key` signed the certificate, MD5 and SHA-1 included: weakness is judged apart."""
    if not budget.affords(key):
        return Seal.UNKNOWN
    try:
        return Seal.VALID if is_verified(parsed, key) else Seal.UNKNOWN
    except InvalidSignature:
        return Seal.INVALID
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return Seal.UNKNOWN


def is_verified(parsed: x509.Certificate, key: CertificatePublicKeyTypes | None) -> bool:
    """Check once; False means that there is no way to check, a bad signature raises."""
    signature, signed = parsed.signature, parsed.tbs_certificate_bytes
    digest = algorithms.digest(parsed)
    match key, digest:
        case rsa.RSAPublicKey(), hashes.HashAlgorithm() if is_quick(key):
            key.verify(signature, signed, rsa_padding(parsed), digest)
        case dsa.DSAPublicKey(key_size=bits), hashes.HashAlgorithm() if bits <= LARGEST_KEY:
            key.verify(signature, signed, digest)
        case ec.EllipticCurvePublicKey(), hashes.HashAlgorithm():
            key.verify(signature, signed, ec.ECDSA(digest))
        case (
            (
                ed25519.Ed25519PublicKey()
                | ed448.Ed448PublicKey()
                | mldsa.MLDSA44PublicKey()
                | mldsa.MLDSA65PublicKey()
                | mldsa.MLDSA87PublicKey()
            ),
            None,
        ):
            key.verify(signature, signed)
        case _:
            return False
    return True


def effort_of(key: CertificatePublicKeyTypes | None) -> int:
    """What a check with the key costs, as measured in OpenSSL; a key that is not used costs nothing."""
    match key:
        case rsa.RSAPublicKey(key_size=bits) if is_quick(key):
            return ceil((bits / 4096) ** 2 * key.public_numbers().e.bit_length() / 17)
        case dsa.DSAPublicKey(key_size=bits) if bits <= LARGEST_KEY:
            return ceil((bits / 1024) ** 2)
        case ec.EllipticCurvePublicKey(key_size=bits, curve=curve):
            return 1 if curve.name == "secp256r1" else ceil(bits / 64)
        case rsa.RSAPublicKey() | dsa.DSAPublicKey() | None:
            return 0
        case _:
            return 2


def is_quick(key: rsa.RSAPublicKey) -> bool:
    """Whether a check with the key takes a time that can be foreseen."""
    return key.key_size <= LARGEST_KEY and key.public_numbers().e < LARGEST_EXPONENT


def rsa_padding(parsed: x509.Certificate) -> padding.AsymmetricPadding:
    """The padding that the signature algorithm names: PSS with its parameters, or PKCS #1 v1.5."""
    parameters = parsed.signature_algorithm_parameters
    return parameters if isinstance(parameters, padding.PSS) else padding.PKCS1v15()
