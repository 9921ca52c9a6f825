"""Key and signature algorithms: their public names, and which are weak or uncommon."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from exporter.words.groups import Group
from exporter.words.key_type import SMALLEST_RSA, KeyType


class KeyFamily(Enum):
    """The kind of key that makes a signature."""

    RSA = "RSA"
    DSA = "DSA"
    ECDSA = "ECDSA"
    OF_ITS_OWN = "a kind of its own"


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """How signatures are made."""

    name: str
    """OpenSSL's (its long name where it has two)."""
    family: KeyFamily
    digest: str = ""
    """The name of the hash; empty where there is none, or parameters name it."""


RSASSA_PSS = "1.2.840.113549.1.1.10"
SIGNATURES: Mapping[str, SignatureAlgorithm] = MappingProxyType(
    {
        "1.2.840.113549.1.1.2": SignatureAlgorithm("md2WithRSAEncryption", KeyFamily.RSA, "md2"),
        "1.2.840.113549.1.1.3": SignatureAlgorithm("md4WithRSAEncryption", KeyFamily.RSA, "md4"),
        "1.2.840.113549.1.1.4": SignatureAlgorithm("md5WithRSAEncryption", KeyFamily.RSA, "md5"),
        "1.2.840.113549.1.1.5": SignatureAlgorithm("sha1WithRSAEncryption", KeyFamily.RSA, "sha1"),
        "1.3.14.3.2.29": SignatureAlgorithm("sha1WithRSA", KeyFamily.RSA, "sha1"),
        RSASSA_PSS: SignatureAlgorithm("rsassaPss", KeyFamily.RSA),
        "1.2.840.113549.1.1.11": SignatureAlgorithm(
            "sha256WithRSAEncryption", KeyFamily.RSA, "sha256"
        ),
        "1.2.840.113549.1.1.12": SignatureAlgorithm(
            "sha384WithRSAEncryption", KeyFamily.RSA, "sha384"
        ),
        "1.2.840.113549.1.1.13": SignatureAlgorithm(
            "sha512WithRSAEncryption", KeyFamily.RSA, "sha512"
        ),
        "1.2.840.113549.1.1.14": SignatureAlgorithm(
            "sha224WithRSAEncryption", KeyFamily.RSA, "sha224"
        ),
        "1.2.840.10040.4.3": SignatureAlgorithm("dsaWithSHA1", KeyFamily.DSA, "sha1"),
        "2.16.840.1.101.3.4.3.1": SignatureAlgorithm("dsa_with_SHA224", KeyFamily.DSA, "sha224"),
        "2.16.840.1.101.3.4.3.2": SignatureAlgorithm("dsa_with_SHA256", KeyFamily.DSA, "sha256"),
        "2.16.840.1.101.3.4.3.3": SignatureAlgorithm("dsa_with_SHA384", KeyFamily.DSA, "sha384"),
        "2.16.840.1.101.3.4.3.4": SignatureAlgorithm("dsa_with_SHA512", KeyFamily.DSA, "sha512"),
        "1.2.840.10045.4.1": SignatureAlgorithm("ecdsa-with-SHA1", KeyFamily.ECDSA, "sha1"),
        "1.2.840.10045.4.3.1": SignatureAlgorithm("ecdsa-with-SHA224", KeyFamily.ECDSA, "sha224"),
        "1.2.840.10045.4.3.2": SignatureAlgorithm("ecdsa-with-SHA256", KeyFamily.ECDSA, "sha256"),
        "1.2.840.10045.4.3.3": SignatureAlgorithm("ecdsa-with-SHA384", KeyFamily.ECDSA, "sha384"),
        "1.2.840.10045.4.3.4": SignatureAlgorithm("ecdsa-with-SHA512", KeyFamily.ECDSA, "sha512"),
        "2.16.840.1.101.3.4.3.9": SignatureAlgorithm(
            "ecdsa_with_SHA3-224", KeyFamily.ECDSA, "sha3-224"
        ),
        "2.16.840.1.101.3.4.3.10": SignatureAlgorithm(
            "ecdsa_with_SHA3-256", KeyFamily.ECDSA, "sha3-256"
        ),
        "2.16.840.1.101.3.4.3.11": SignatureAlgorithm(
            "ecdsa_with_SHA3-384", KeyFamily.ECDSA, "sha3-384"
        ),
        "2.16.840.1.101.3.4.3.12": SignatureAlgorithm(
            "ecdsa_with_SHA3-512", KeyFamily.ECDSA, "sha3-512"
        ),
        "2.16.840.1.101.3.4.3.13": SignatureAlgorithm("RSA-SHA3-224", KeyFamily.RSA, "sha3-224"),
        "2.16.840.1.101.3.4.3.14": SignatureAlgorithm("RSA-SHA3-256", KeyFamily.RSA, "sha3-256"),
        "2.16.840.1.101.3.4.3.15": SignatureAlgorithm("RSA-SHA3-384", KeyFamily.RSA, "sha3-384"),
        "2.16.840.1.101.3.4.3.16": SignatureAlgorithm("RSA-SHA3-512", KeyFamily.RSA, "sha3-512"),
        "1.2.156.10197.1.501": SignatureAlgorithm("SM2-with-SM3", KeyFamily.OF_ITS_OWN),
        "1.3.101.112": SignatureAlgorithm("ED25519", KeyFamily.OF_ITS_OWN),
        "1.3.101.113": SignatureAlgorithm("ED448", KeyFamily.OF_ITS_OWN),
        "2.16.840.1.101.3.4.3.17": SignatureAlgorithm("ML-DSA-44", KeyFamily.OF_ITS_OWN),
        "2.16.840.1.101.3.4.3.18": SignatureAlgorithm("ML-DSA-65", KeyFamily.OF_ITS_OWN),
        "2.16.840.1.101.3.4.3.19": SignatureAlgorithm("ML-DSA-87", KeyFamily.OF_ITS_OWN),
    }
)
WEAK_DIGESTS = frozenset({"md2", "md4", "md5", "sha1"})
"""Collisions of them can be made (RFC 9155, RFC 6151)."""
BROWSERS_DIGESTS = frozenset({"sha256", "sha384", "sha512"})
NIST_CURVES: Mapping[str, str] = MappingProxyType(
    {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
)
KEYS: Mapping[str, tuple[KeyType, str]] = MappingProxyType(
    {
        "1.2.840.113549.1.1.1": (KeyType.RSA, "RSA"),
        RSASSA_PSS: (KeyType.RSA_PSS, "RSA-PSS"),
        "1.2.840.10040.4.1": (KeyType.DSA, "DSA"),
        "1.2.840.10045.2.1": (KeyType.ECDSA, "ECDSA"),
        "1.3.101.112": (KeyType.ED25519, "Ed25519"),
        "1.3.101.113": (KeyType.ED448, "Ed448"),
        "2.16.840.1.101.3.4.3.17": (KeyType.MLDSA, "ML-DSA-44"),
        "2.16.840.1.101.3.4.3.18": (KeyType.MLDSA, "ML-DSA-65"),
        "2.16.840.1.101.3.4.3.19": (KeyType.MLDSA, "ML-DSA-87"),
    }
)
"""By the object identifier of the algorithm; those of RSA, DSA and ECDSA are of several sizes."""


def key_name(key: PublicKeyTypes | None, oid: str) -> str:
    """Algorithm and size or curve; the algorithm's `oid` where it has no name here."""
    _, name = KEYS.get(oid, (KeyType.OTHER, oid))
    match key:
        case rsa.RSAPublicKey(key_size=bits) | dsa.DSAPublicKey(key_size=bits):
            return f"{name} {bits}"
        case ec.EllipticCurvePublicKey(curve=curve):
            return f"{name} {NIST_CURVES.get(curve.name, curve.name)}"
        case _:
            return name


def key_bits(key: PublicKeyTypes | None) -> int | None:
    """Of the modulus of an RSA or DSA key."""
    return key.key_size if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey) else None


def key_curve(key: PublicKeyTypes | None) -> Group | None:
    """The group of TLS on whose curve the key is."""
    name = key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else ""
    return Group.__members__.get(name)


def key_type(oid: str) -> KeyType:
    """The kind of a key, whether it can be read or not, by its algorithm."""
    return KEYS[oid][0] if oid in KEYS else KeyType.OTHER


def signature_name(oid: str) -> str:
    """OpenSSL's name of the signature algorithm, or its object identifier."""
    return SIGNATURES[oid].name if oid in SIGNATURES else oid


def is_common(key: PublicKeyTypes | None) -> bool:
    """Whether browsers take the key from a CA (Baseline Requirements, section 6.1.1)."""
    is_on_curve = isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in NIST_CURVES
    return is_on_curve or isinstance(key, rsa.RSAPublicKey)


def is_small_rsa(key: PublicKeyTypes | None) -> bool:
    """Whether it is an RSA key below the size that CAs may certify."""
    return isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA
