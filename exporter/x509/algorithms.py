"""Public names of key and signature algorithms, and which are weak or uncommon."""

from collections.abc import Mapping
from types import MappingProxyType

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from exporter.words.key_type import KeyType

# Names as OpenSSL prints them (its long names where it has two).
SIGNATURES: Mapping[str, str] = MappingProxyType(
    {
        "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
        "1.2.840.113549.1.1.3": "md4WithRSAEncryption",
        "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
        "1.3.14.3.2.29": "sha1WithRSA",
        "1.2.840.113549.1.1.10": "rsassaPss",
        "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
        "1.2.840.113549.1.1.14": "sha224WithRSAEncryption",
        "1.2.840.10040.4.3": "dsaWithSHA1",
        "2.16.840.1.101.3.4.3.1": "dsa_with_SHA224",
        "2.16.840.1.101.3.4.3.2": "dsa_with_SHA256",
        "2.16.840.1.101.3.4.3.3": "dsa_with_SHA384",
        "2.16.840.1.101.3.4.3.4": "dsa_with_SHA512",
        "1.2.840.10045.4.1": "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
        "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
        "1.3.101.112": "ED25519",
        "1.3.101.113": "ED448",
        "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
        "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
        "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
    }
)
WEAK_WHATEVER_THE_DIGEST = frozenset({"md2WithRSAEncryption", "md4WithRSAEncryption"})
WEAK_DIGESTS = frozenset({"md5", "sha1"})
NIST_CURVES: Mapping[str, str] = MappingProxyType(
    {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
)
KEYS_OF_ONE_SIZE: Mapping[str, str] = MappingProxyType(
    {
        "1.3.101.112": "Ed25519",
        "1.3.101.113": "Ed448",
        "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
        "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
        "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
    }
)
RSASSA_PSS = "1.2.840.113549.1.1.10"
KEY_TYPES: Mapping[str, KeyType] = MappingProxyType(
    {
        "1.2.840.113549.1.1.1": KeyType.RSA,
        RSASSA_PSS: KeyType.RSA_PSS,
        "1.2.840.10045.2.1": KeyType.ECDSA,
        "1.3.101.112": KeyType.ED25519,
        "1.3.101.113": KeyType.ED448,
        "2.16.840.1.101.3.4.3.17": KeyType.MLDSA,
        "2.16.840.1.101.3.4.3.18": KeyType.MLDSA,
        "2.16.840.1.101.3.4.3.19": KeyType.MLDSA,
    }
)
STRONG_BUT_UNCOMMON = frozenset(
    {
        "ECDSA brainpoolP256r1",
        "ECDSA brainpoolP384r1",
        "ECDSA brainpoolP512r1",
        *KEYS_OF_ONE_SIZE.values(),
    }
)
"""Keys that browsers, and the path verifier with them, take from no CA."""
SMALLEST_RSA = 2048
"""Bits (CA/Browser Forum Baseline Requirements, section 6.1.5)."""


def key_name(key: CertificatePublicKeyTypes | None, oid: str) -> str:
    """Algorithm and size or curve; the algorithm's `oid` where it has no name here."""
    match key:
        case rsa.RSAPublicKey(key_size=bits):
            return f"{'RSA-PSS' if oid == RSASSA_PSS else 'RSA'} {bits}"
        case dsa.DSAPublicKey(key_size=bits):
            return f"DSA {bits}"
        case ec.EllipticCurvePublicKey(curve=curve):
            return f"ECDSA {NIST_CURVES.get(curve.name, curve.name)}"
        case _:
            return KEYS_OF_ONE_SIZE.get(oid, oid)


def key_type(key: CertificatePublicKeyTypes | None, oid: str) -> KeyType:
    """The kind of a key, or of one that cannot be read, by its algorithm's `oid`."""
    match key:
        case rsa.RSAPublicKey():
            return KeyType.RSA_PSS if oid == RSASSA_PSS else KeyType.RSA
        case ec.EllipticCurvePublicKey():
            return KeyType.ECDSA
        case _:
            return KEY_TYPES.get(oid, KeyType.OTHER)


def signature_name(parsed: x509.Certificate) -> str:
    """OpenSSL's name of the signature algorithm, or its object identifier."""
    oid = parsed.signature_algorithm_oid.dotted_string
    return SIGNATURES.get(oid, oid)


def digest(parsed: x509.Certificate) -> hashes.HashAlgorithm | None:
    """The hash that was signed; None where the algorithm has none of its own or is unknown."""
    try:
        return parsed.signature_hash_algorithm
    except (UnsupportedAlgorithm, ValueError):
        return None


def has_weak_signature(parsed: x509.Certificate) -> bool:
    """Whether collisions of the signed hash can be made (RFC 9155, RFC 6151)."""
    signed = digest(parsed)
    has_weak_digest = signed is not None and signed.name in WEAK_DIGESTS
    return has_weak_digest or signature_name(parsed) in WEAK_WHATEVER_THE_DIGEST


def is_small_rsa(key: CertificatePublicKeyTypes | None) -> bool:
    """Whether it is an RSA key below the size that CAs may certify."""
    return isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA
