"""Keys are told apart by what they may sign with, too."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from exporter.words.key_type import KeyType
from exporter.x509.algorithms import key_name, key_type


@pytest.mark.parametrize(
    ("oid", "name", "kind"),
    [
        ("1.2.840.113549.1.1.1", "RSA 2048", KeyType.RSA),
        ("1.2.840.113549.1.1.10", "RSA-PSS 2048", KeyType.RSA_PSS),
    ],
)
def test_an_rsa_key_for_pss_alone_is_named_so(oid: str, name: str, kind: KeyType) -> None:
    """Most clients verify no signature by it (RFC 8446, section 4.2.3)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    assert key_name(key, oid) == name
    assert key_type(oid) is kind


@pytest.mark.parametrize(
    ("oid", "name", "kind"),
    [
        ("1.2.840.10045.2.1", "ECDSA", KeyType.ECDSA),
        ("2.16.840.1.101.3.4.3.18", "ML-DSA-65", KeyType.MLDSA),
        ("1.3.6.1.5.5.7.6.45", "1.3.6.1.5.5.7.6.45", KeyType.OTHER),
    ],
    ids=["a curve that is not known", "ML-DSA", "composite"],
)
def test_a_key_that_cannot_be_read_is_named_by_its_algorithm(
    oid: str, name: str, kind: KeyType
) -> None:
    """Such as SM2's, which is on a curve of its own, or ML-DSA beside an older one."""
    assert key_name(None, oid) == name
    assert key_type(oid) is kind
