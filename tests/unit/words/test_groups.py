"""Groups bear their registered names, whatever OpenSSL calls them."""

import pytest

from exporter.words.groups import Group
from exporter.words.openssl_groups import iana_name


@pytest.mark.parametrize(
    ("openssl_name", "registered"),
    [
        ("x25519", "x25519"),
        ("X25519", "x25519"),
        ("secp256r1", "secp256r1"),
        ("prime256v1", "secp256r1"),
        ("P-384", "secp384r1"),
        ("X25519MLKEM768", "X25519MLKEM768"),
        ("SecP256r1MLKEM768", "SecP256r1MLKEM768"),
        ("ffdhe2048", "ffdhe2048"),
        ("brainpoolP256r1tls13", "brainpoolP256r1tls13"),
    ],
)
def test_names_of_openssl_become_registered_names(openssl_name: str, registered: str) -> None:
    """OpenSSL has several names for some groups, in several spellings."""
    assert iana_name(openssl_name) == registered


@pytest.mark.parametrize("name", ["", "p256_frodo640aes"])
def test_unknown_names_stay(name: str) -> None:
    """A group from a provider that no registry knows keeps its name."""
    assert iana_name(name) == name


def test_code_points_are_the_registered_ones() -> None:
    """A group is its code point, with its name beside it."""
    assert Group(0x11EC).name == "X25519MLKEM768"
    assert Group(0x001D).name == "x25519"
    assert (Group.secp256r1.value, Group.ffdhe2048.value) == (0x0017, 0x0100)
