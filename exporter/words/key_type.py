"""The kinds of public keys in certificates."""

from enum import StrEnum


class KeyType(StrEnum):
    """What tells the certificates of one address apart; the values are public, as a label."""

    RSA = "rsa"
    RSA_PSS = "rsa_pss"
    """An RSA key for RSASSA-PSS only (RFC 4055)."""
    ECDSA = "ecdsa"
    ED25519 = "ed25519"
    ED448 = "ed448"
    MLDSA = "mldsa"
    OTHER = "other"
    """Another kind, or a key that cannot be read."""
