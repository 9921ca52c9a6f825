"""OpenSSL's security levels, each of which asks for stronger keys (SSL_CTX_set_security_level(3))."""

from collections.abc import Sequence

from exporter.words.key_type import SMALLEST_RSA

USUAL = 2
"""On Debian, Ubuntu and Red Hat."""
RSA, DSA, CURVE = (0, 920, SMALLEST_RSA, 2672), (0, 1024, 2048, 3072), (0, 160, 224, 256)
"""The least bits of a key at each level, as OpenSSL rounds their strength; what is higher asks nothing more here."""
HIGHEST = len(CURVE) - 1


def highest_level(bits: int, least: Sequence[int]) -> int:
    """The last level that takes a key of so many bits."""
    return max(level for level, needed in enumerate(least) if bits >= needed)
