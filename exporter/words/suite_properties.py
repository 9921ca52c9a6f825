"""What the name of a cipher suite tells: its weaknesses, its key exchange, where it may be used."""

from enum import StrEnum
from functools import lru_cache

from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol
from exporter.words.sslv2_cipher import Sslv2Cipher

MARKS: tuple[tuple[CipherClass, tuple[str, ...]], ...] = (
    (CipherClass.NULL, ("_WITH_NULL_", "TLS_SHA")),
    (CipherClass.ANONYMOUS, ("_anon_",)),
    (CipherClass.EXPORT, ("EXPORT",)),
    (CipherClass.RC4, ("_RC4_",)),
    (CipherClass.DES, ("_DES_CBC_", "_DES40_", "_DES_64_")),
    (CipherClass.TRIPLE_DES, ("_3DES_", "_EDE3_")),
)
OF_TLS1_2_AND_LATER = ("_GCM_", "_CCM", "_CHACHA20_", "_SHA256", "_SHA384")
SUITES = frozenset(CipherSuite)
INTEGRITY_ONLY_SUITES = tuple(suite for suite in CipherSuite if suite.name.startswith("TLS_SHA"))
"""Those of TLS 1.3 without encryption (RFC 9150)."""


class KeyExchange(StrEnum):
    """What the ServerKeyExchange message of a suite carries, below TLS 1.3."""

    ECDHE = "a named curve"
    DHE = "a prime"
    NONE = "neither"


@lru_cache(maxsize=256)
def weak_classes(suite: CipherSuite | Sslv2Cipher) -> frozenset[CipherClass]:
    """The weaknesses of a suite; none for one that may be used."""
    return frozenset(kind for kind, marks in MARKS if any(mark in suite.name for mark in marks))


def is_tls1_3(suite: int) -> bool:
    """Whether the suite belongs to TLS 1.3, which shares none with older versions."""
    return suite >> 8 == 0x13 or suite in INTEGRITY_ONLY_SUITES


@lru_cache(maxsize=256)
def is_forward_secret(suite: CipherSuite) -> bool:
    """Whether a key found later opens nothing that was recorded: encrypted, by ephemeral keys."""
    is_ephemeral = is_tls1_3(suite) or suite.name.startswith(("TLS_ECDHE_", "TLS_DHE_"))
    return is_ephemeral and CipherClass.NULL not in weak_classes(suite)


@lru_cache(maxsize=256)
def key_exchange(suite: int) -> KeyExchange:
    """What the server's part of the key exchange shows; nothing for a suite without a name."""
    name = CipherSuite(suite).name if suite in SUITES else ""
    if name.startswith(("TLS_ECDHE_", "TLS_ECDH_anon_")):
        return KeyExchange.ECDHE
    if name.startswith(("TLS_DHE_", "TLS_DH_anon_")):
        return KeyExchange.DHE
    return KeyExchange.NONE


@lru_cache(maxsize=1024)
def is_usable_at(suite: CipherSuite, version: Protocol) -> bool:
    """Whether the suite exists at that version (RFC 5246, appendix A.5; RFC 8446, B.4)."""
    if version is Protocol.TLS1_3 or is_tls1_3(suite):
        return version is Protocol.TLS1_3 and is_tls1_3(suite)
    is_new = any(mark in suite.name for mark in OF_TLS1_2_AND_LATER)
    return version is Protocol.TLS1_2 or not is_new
