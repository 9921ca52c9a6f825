"""What OpenSSL calls the cipher suites of the IANA registry."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

KEY_EXCHANGE = re.compile(r"(?:(?:ECDHE|DHE)-(?:ECDSA|RSA|DSS)|ECDHE)-")
"""Of suites that prove the server's name by a certificate."""
SPECIAL_CIPHERS: Mapping[str, str] = MappingProxyType(
    {
        "CHACHA20-POLY1305": "CHACHA20_POLY1305_SHA256",
        "DES-CBC3-SHA": "3DES_EDE_CBC_SHA",
        "SEED-SHA": "SEED_CBC_SHA",
        "RC4-MD5": "RC4_128_MD5",
        "RC4-SHA": "RC4_128_SHA",
    }
)
BLOCK_CIPHER = re.compile(r"(AES|ARIA|CAMELLIA)(128|256)-(?:(GCM|CCM8|CCM)(?:-|$))?(SHA\d*)?")


@lru_cache(maxsize=256)
def iana_suite_name(openssl_name: str) -> str:
    """The registered name of a suite that OpenSSL calls so; those of TLS 1.3 have one name."""
    if not openssl_name or openssl_name.startswith("TLS_"):
        return openssl_name
    found = KEY_EXCHANGE.match(openssl_name)
    kind = found.group()[:-1].replace("-", "_") if found else "RSA"
    exchange = "ECDHE_RSA" if kind == "ECDHE" else kind  # ECDHE-ARIA128-GCM-SHA256
    return f"TLS_{exchange}_WITH_{iana_cipher(openssl_name[found.end() if found else 0 :])}"


def iana_cipher(name: str) -> str:
    """The part behind WITH: the mode is CBC where OpenSSL names none."""
    found = BLOCK_CIPHER.fullmatch(name)
    if found is None:
        return SPECIAL_CIPHERS.get(name) or name.replace("-", "_")
    cipher, bits, mode, digest = found.groups()
    mode = "CCM_8" if mode == "CCM8" else mode or "CBC"
    return "_".join(part for part in (cipher, bits, mode, digest) if part)
