"""The kinds of public keys in certificates."""

from enum import StrEnum

SMALLEST_RSA = 1963
"""Bits that OpenSSL takes for 112 of strength, as it does 2048: odd generators stay a few below."""


class KeyType(StrEnum):
    """What tells the certificates of one address apart; the values are public, as a label."""

    RSA = "rsa"
    RSA_PSS = "rsa_pss"
    """An RSA key for RSASSA-PSS only (RFC 4055)."""
    DSA = "dsa"
    ECDSA = "ecdsa"
    ED25519 = "ed25519"
    ED448 = "ed448"
    MLDSA = "mldsa"
    OTHER = "other"
    """Another kind, or a key that cannot be read."""

    @property
    def in_words(self) -> str:
        """As people write it."""
        return IN_WORDS.get(self, self.upper())


IN_WORDS = {
    KeyType.RSA_PSS: "RSA-PSS",
    KeyType.ED25519: "Ed25519",
    KeyType.ED448: "Ed448",
    KeyType.MLDSA: "ML-DSA",
    KeyType.OTHER: "other",
}
