"""The signature algorithms that are offered, of the IANA registry of TLS SignatureScheme values."""

from enum import IntEnum


class SignatureScheme(IntEnum):
    """Signature schemes (RFC 8446, section 4.2.3), preferred first.

    Fewer than 24, as "a few servers get confused by too many"; the SHA-1 ones stay, or a server
    that has nothing better would seem to be off.
    """

    ECDSA_SECP256R1_SHA256 = 0x0403
    ECDSA_SECP384R1_SHA384 = 0x0503
    ECDSA_SECP521R1_SHA512 = 0x0603
    ED25519 = 0x0807
    ED448 = 0x0808
    RSA_PSS_RSAE_SHA256 = 0x0804
    RSA_PSS_RSAE_SHA384 = 0x0805
    RSA_PSS_RSAE_SHA512 = 0x0806
    RSA_PSS_PSS_SHA256 = 0x0809
    RSA_PSS_PSS_SHA384 = 0x080A
    RSA_PSS_PSS_SHA512 = 0x080B
    RSA_PKCS1_SHA256 = 0x0401
    RSA_PKCS1_SHA384 = 0x0501
    RSA_PKCS1_SHA512 = 0x0601
    MLDSA44 = 0x0904
    MLDSA65 = 0x0905
    MLDSA87 = 0x0906
    RSA_PKCS1_SHA224 = 0x0301
    ECDSA_SHA224 = 0x0303
    DSA_SHA256 = 0x0402
    RSA_PKCS1_SHA1 = 0x0201
    DSA_SHA1 = 0x0202
    ECDSA_SHA1 = 0x0203
