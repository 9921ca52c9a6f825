"""Whether a key made the signature on a certificate."""

from collections.abc import Mapping
from enum import Enum
from math import ceil
from types import MappingProxyType

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
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from exporter.x509 import algorithms
from exporter.x509.algorithms import KeyFamily
from exporter.x509.der import NotDer
from exporter.x509.pss_parameters import PssParameters, pss_parameters
from exporter.x509.to_be_signed import Signature

HASHES: Mapping[str, hashes.HashAlgorithm] = MappingProxyType(
    {
        "md5": hashes.MD5(),  # noqa: S303 - old signatures are verified as they were made
        "sha1": hashes.SHA1(),  # noqa: S303
        "sha224": hashes.SHA224(),
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
        "sha3-224": hashes.SHA3_224(),
        "sha3-256": hashes.SHA3_256(),
        "sha3-384": hashes.SHA3_384(),
        "sha3-512": hashes.SHA3_512(),
    }
)
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

    def affords(self, key: PublicKeyTypes | None) -> bool:
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


def seal(signed: Signature, key: PublicKeyTypes | None, budget: Budget) -> Seal:
    """Whether `key` signed it, MD5 and SHA-1 included: weakness is judged apart."""
    if not budget.affords(key):
        return Seal.UNKNOWN
    try:
        return Seal.VALID if is_verified(signed, key) else Seal.UNKNOWN
    except InvalidSignature:
        return Seal.INVALID
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return Seal.UNKNOWN


def is_verified(signed: Signature, key: PublicKeyTypes | None) -> bool:
    """Check once; False means that there is no way to check, a bad signature raises."""
    algorithm = algorithms.SIGNATURES.get(signed.algorithm)
    family = algorithm.family if algorithm else None
    hashed = HASHES.get(digest_of(signed))
    match key, family, hashed:
        case rsa.RSAPublicKey(), KeyFamily.RSA, hashes.HashAlgorithm() if is_quick(key):
            key.verify(signed.value, signed.content, rsa_padding(signed), hashed)
        case dsa.DSAPublicKey(key_size=bits), KeyFamily.DSA, hashes.HashAlgorithm() if (
            bits <= LARGEST_KEY
        ):
            key.verify(signed.value, signed.content, hashed)
        case ec.EllipticCurvePublicKey(), KeyFamily.ECDSA, hashes.HashAlgorithm():
            key.verify(signed.value, signed.content, ec.ECDSA(hashed))
        case (
            (
                ed25519.Ed25519PublicKey()
                | ed448.Ed448PublicKey()
                | mldsa.MLDSA44PublicKey()
                | mldsa.MLDSA65PublicKey()
                | mldsa.MLDSA87PublicKey()
            ),
            KeyFamily.OF_ITS_OWN,
            None,
        ):
            key.verify(signed.value, signed.content)
        case _:
            return False
    return True


def is_weak(signed: Signature) -> bool:
    """Whether it is over a hash of which collisions can be made."""
    return digest_of(signed) in algorithms.WEAK_DIGESTS


def is_common(signed: Signature) -> bool:
    """Whether browsers verify it: over SHA-2 of 256 bits or more and, by PSS, as TLS does (Baseline Requirements, section 7.1.3.2)."""
    if digest_of(signed) not in algorithms.BROWSERS_DIGESTS:
        return False
    return signed.algorithm != algorithms.RSASSA_PSS or is_usual(pss_parameters(signed.parameters))


def is_usual(chosen: PssParameters) -> bool:
    """Whether both hashes are one, and the salt is as long as it, as TLS has it (RFC 8446, section 4.2.3)."""
    return chosen.mask_digest == chosen.digest and chosen.salt == HASHES[chosen.digest].digest_size


def digest_of(signed: Signature) -> str:
    """The name of the hash that was signed; empty where there is none, or nobody knows."""
    if signed.algorithm == algorithms.RSASSA_PSS:
        try:
            return pss_parameters(signed.parameters).digest
        except NotDer:
            return ""
    algorithm = algorithms.SIGNATURES.get(signed.algorithm)
    return algorithm.digest if algorithm else ""


def scheme_of(signed: Signature) -> str:
    """Padding or kind of key, and hash: "RSA-PSS with sha256"; empty where there is no hash, or nobody knows."""
    digest = digest_of(signed)
    if not digest:
        return ""
    if signed.algorithm == algorithms.RSASSA_PSS:
        oddity = "" if is_usual(pss_parameters(signed.parameters)) else " and odd parameters"
        return f"RSA-PSS with {digest}{oddity}"
    return f"{algorithms.SIGNATURES[signed.algorithm].family.value} with {digest}"


def effort_of(key: PublicKeyTypes | None) -> int:
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


def rsa_padding(signed: Signature) -> padding.AsymmetricPadding:
    """The padding that the signature algorithm names: PSS with its parameters, or PKCS #1 v1.5."""
    if signed.algorithm != algorithms.RSASSA_PSS:
        return padding.PKCS1v15()
    chosen = pss_parameters(signed.parameters)
    return padding.PSS(mgf=padding.MGF1(HASHES[chosen.mask_digest]), salt_length=chosen.salt)
