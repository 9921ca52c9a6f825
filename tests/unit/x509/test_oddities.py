"""What is odd in a certificate, and no client's business or some's, is known of it."""

import pytest

from exporter.words.oddity import Oddity
from exporter.x509.decode import certificate
from tests.real.situations.encodings import EC_KEYS, RSA_KEYS
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import Made, dn, leaf
from tests.unit.x509.odd_chains import CHAINS, INTERMEDIATE, printable
from tests.unit.x509.pki import new_key, rsa_key

EC, RSA = new_key(), rsa_key()
UNREADABLE_LISTS = der.extension("2.5.29.31", b"\x05\x00")


def of_key(encoded: bytes) -> Made:
    """A server with this key."""
    return leaf(INTERMEDIATE, own_key=encoded)


@pytest.mark.parametrize(
    ("odd", "oddity"),
    [
        (CHAINS["ip as text"].sent[0], Oddity.UNREADABLE_NAME),
        (CHAINS["star and at in subject"].sent[0], Oddity.STRAY_CHARACTERS),
        (CHAINS["latin-1 in utf-8"].sent[0], Oddity.BROKEN_TEXT),
        (CHAINS["odd bmp subject"].sent[0], Oddity.BROKEN_TEXT),
        (CHAINS["broken access"].sent[0], Oddity.UNREADABLE_ACCESS),
        (leaf(INTERMEDIATE, more=(UNREADABLE_LISTS,)), Oddity.UNREADABLE_LISTS),
        (CHAINS["directory"].sent[1], Oddity.OTHER_CONSTRAINTS),
        (of_key(EC_KEYS["an unknown curve"](EC)), Oddity.UNREADABLE_KEY),
        (of_key(EC_KEYS["explicit curve"](EC)), Oddity.EXPLICIT_CURVE),
        (of_key(EC_KEYS["compressed point"](EC)), Oddity.SHORT_POINT),
        (of_key(RSA_KEYS["RSA without parameters"](RSA)), Oddity.NO_PARAMETERS),
    ],
    ids=lambda one: one.name if isinstance(one, Oddity) else "",
)
def test_an_oddity_is_told(odd: Made, oddity: Oddity) -> None:
    """Each alone."""
    assert certificate(odd.der).oddities == {oddity}


@pytest.mark.parametrize(
    "sound",
    [
        CHAINS["plain"].sent[0],
        leaf(INTERMEDIATE, own_key=der.public(RSA)),
        leaf(INTERMEDIATE, subject=dn(("O", printable("W*S & Sons, Ltd. (1)")))),
        CHAINS["t61 subject"].sent[0],
        CHAINS["broken directory name"].sent[0],
    ],
    ids=["plain", "RSA", "ampersand", "t61", "directory name"],
)
def test_what_all_clients_read_is_not_odd(sound: Made) -> None:
    """Public CAs have written & and *, and T61 is read as Latin-1."""
    assert certificate(sound.der).oddities == frozenset()
