"""The enumerations of IANA's registries have the numbers, the names and the order they had by hand."""

from enum import IntEnum

import pytest

from exporter.words.alert import AlertDescription
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.registry import code_point, registered, selection
from exporter.words.signature_scheme import SignatureScheme

ENUMERATIONS = (AlertDescription, CipherSuite, Group, SignatureScheme)


@pytest.mark.parametrize(
    ("value", "number"),
    [("0xC0,0x2B", 0xC02B), ("0x00,0x0A", 0x000A), ("0x0403", 0x0403), ("29", 29), ("0", 0)],
)
def test_each_registry_writes_numbers_its_own_way(value: str, number: int) -> None:
    """In two bytes, in hexadecimal, in decimal."""
    assert code_point(value) == number


@pytest.mark.parametrize(
    ("enumeration", "size"),
    [(AlertDescription, 37), (CipherSuite, 133), (Group, 46), (SignatureScheme, 23)],
)
def test_no_member_is_lost_or_doubled(enumeration: type[IntEnum], size: int) -> None:
    """Two names for one number would be one member."""
    assert len(enumeration) == len(enumeration.__members__) == size


@pytest.mark.parametrize(
    ("place", "name", "number"),
    [
        (0, "TLS_RSA_WITH_NULL_MD5", 0x0001),
        (7, "TLS_ECDH_anon_WITH_NULL_SHA", 0xC015),
        (8, "TLS_DH_anon_WITH_RC4_128_MD5", 0x0018),
        (31, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA", 0x0062),
        (34, "TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA", 0x0065),
        (125, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCAA),
        (126, "TLS_AES_128_GCM_SHA256", 0x1301),
        (130, "TLS_AES_128_CCM_8_SHA256", 0x1305),
        (131, "TLS_SHA256_SHA256", 0xC0B4),
        (132, "TLS_SHA384_SHA384", 0xC0B5),
    ],
)
def test_suites_stand_by_kind(place: int, name: str, number: int) -> None:
    """The weakest first: hellos offer them from the end."""
    suite = list(CipherSuite)[place]
    assert (suite.name, suite.value) == (name, number)


def test_schemes_stand_by_preference() -> None:
    """Pairs of hash and signature that got no name in TLS 1.3 and SHA-1 last."""
    assert [scheme.value for scheme in SignatureScheme] == [
        *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808),
        *(0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
        *(0x0401, 0x0501, 0x0601, 0x0904, 0x0905, 0x0906),
        *(0x0301, 0x0303, 0x0402, 0x0201, 0x0202, 0x0203),
    ]
    assert SignatureScheme(0x0403).name == "ECDSA_SECP256R1_SHA256"
    assert SignatureScheme(0x0202).name == "DSA_SHA1"


def test_groups_stand_by_number() -> None:
    """As the registry does."""
    assert list(Group) == [*range(1, 34), 41, *range(256, 261), 512, 513, 514, *range(4587, 4591)]
    assert (Group.sect163k1, Group.brainpoolP512r1tls13, Group.curveSM2) == (1, 33, 41)
    assert (Group.ffdhe8192, Group.MLKEM1024, Group.curveSM2MLKEM768) == (260, 514, 4590)


def test_alerts_bear_the_names_they_had_before_tls_1_3_reserved_them() -> None:
    """The registry says "no_certificate_RESERVED"; our reasons are public as they are."""
    assert registered("alerts")["no_certificate_RESERVED"] == 41
    assert AlertDescription(41).name == "NO_CERTIFICATE"
    assert [alert.value for alert in AlertDescription if alert > 100] == [
        *range(109, 118),
        120,
        121,
    ]
    assert (AlertDescription.CLOSE_NOTIFY, AlertDescription.HANDSHAKE_FAILURE) == (0, 40)


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_members_are_as_quick_in_sets_as_their_numbers(enumeration: type[IntEnum]) -> None:
    """Scans ask many sets of suites; Enum's own hash is written in Python."""
    assert enumeration.__hash__ is int.__hash__


@pytest.mark.parametrize("registry", ["cipher_suites", "groups", "signature_schemes"])
def test_what_is_ours_and_what_is_the_registrys_do_not_overlap(registry: str) -> None:
    """A name has a number in the one file or in the other."""
    ours = {name for name, number in selection(registry).items() if number is not None}
    assert set(selection(registry)) - ours == set(registered(registry))
    assert ours.isdisjoint(registered(registry))
