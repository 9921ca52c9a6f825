"""What is odd in a certificate, and no client's business or some's, is known of it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.words.oddity import Oddity
from exporter.x509.decode import certificate
from exporter.x509.der import is_overlong
from tests.real.situations.encodings import EC_KEYS, RSA_KEYS, long_form
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, Made, constraints, dn, dns, leaf
from tests.unit.x509.odd_chains import CHAINS, INTERMEDIATE, printable
from tests.unit.x509.pki import new_key, rsa_key

EC, RSA = new_key(), rsa_key()
DATES = {
    oddity: der.seq(der.utc_time(der.after(-30)), der.tlv(0x17, text))
    for oddity, text in (
        (Oddity.SHORT_TIME, b"2612310000Z"),
        (Oddity.ZONED_TIME, b"261231000000+0900"),
        (Oddity.LEAP_SECOND, b"261231235960Z"),
    )
}
TIMES = der.seq(*(der.utc_time(der.after(day)) for day in (-3, 9)))
SPELLED = (
    leaf(INTERMEDIATE, serial=long_form(der.integer(77))),
    leaf(INTERMEDIATE, validity=long_form(TIMES)),
    leaf(INTERMEDIATE, version=long_form(der.tlv(0xA0, der.integer(2)))),
    leaf(INTERMEDIATE, subject=long_form(dn(("CN", HOST)))),
)
"""Fields whose length takes an octet more than it needs."""
VALUES: Mapping[str, bytes] = {
    "an extension": long_form(der.extension("1.2.3.4", b"")),
    "what an extension holds": der.extension("1.2.3.4", long_form(der.seq())),
    "within that": der.extension("1.2.3.4", der.seq(long_form(der.octets(b"x")))),
}
UNREADABLE_LISTS = der.extension("2.5.29.31", b"\x05\x00")
STRAY_BITS = der.extension("2.5.29.15", der.bits(b"\x87", 5))
OF_NOTHING = der.extension("2.5.29.30", der.seq(der.tlv(0xA0)))
NO_KEY = der.extension("2.5.29.14", b"")


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
        (of_key(RSA_KEYS["RSA exponent of 70 bits"](RSA)), Oddity.LARGE_EXPONENT),
        *((leaf(INTERMEDIATE, validity=dates), oddity) for oddity, dates in DATES.items()),
        *((odd, Oddity.NOT_DER) for odd in SPELLED),
        *((leaf(INTERMEDIATE, more=(odd,)), Oddity.NOT_DER) for odd in VALUES.values()),
        (leaf(INTERMEDIATE, without=("usage",), more=(STRAY_BITS,)), Oddity.NOT_DER),
        (leaf(INTERMEDIATE, serial=b"\x02\x02\0\x4d"), Oddity.PADDED_NUMBER),
        (leaf(INTERMEDIATE, version=der.tlv(0xA0, der.integer(3))), Oddity.ODD_VERSION),
        (leaf(INTERMEDIATE, version=b""), Oddity.EARLY_EXTENSIONS),
        (leaf(INTERMEDIATE, more=(der.extension("2.5.29.36", b""),)), Oddity.UNREADABLE_POLICIES),
        (leaf(INTERMEDIATE, without=("ski",), more=(NO_KEY,)), Oddity.UNREADABLE_EXTENSION),
        (leaf(INTERMEDIATE, more=(OF_NOTHING,)), Oddity.ODD_CONSTRAINTS),
        *(
            (leaf(INTERMEDIATE, more=(constraints(excluded=(dns(odd),)),)), Oddity.ODD_CONSTRAINTS)
            for odd in (".", "example.com.", " example.com", "example..com")
        ),
        (leaf(INTERMEDIATE, more=(der.extension("1.3.6.1.5.5.7.1.14", b""),)), Oddity.PROXY),
        (leaf(INTERMEDIATE, subject=dn(("O", der.integer(5)))), Oddity.NUMBER_IN_NAME),
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


@given(st.binary(min_size=20, max_size=20))
def test_what_stands_for_a_key_is_no_element(identifier: bytes) -> None:
    """Whatever its octets look like, be they a length that DER would not have."""
    assert not is_overlong(der.extension("2.5.29.14", der.octets(identifier)))
    assert not is_overlong(der.seq(der.tlv(0x80, b"\x04\x81" + identifier)))


def test_what_is_deeply_nested_costs_no_more_than_what_is_not() -> None:
    """Honest certificates have a dozen levels, and an attacker's may have thousands."""
    nested = long_form(der.octets(b"x"))
    for _ in range(5_000):
        nested = der.seq(nested)
    found = certificate(leaf(INTERMEDIATE, more=(der.extension("1.2.3.4", nested),)).der)
    assert found.oddities == frozenset()
