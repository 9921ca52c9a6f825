"""Every group that a TLS 1.3 server may ask a key share of has a public value it can compute with."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x448 import X448PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from exporter.tls.public_values import PUBLIC_VALUES
from exporter.tls.scan.hellos import TLS1_3_GROUPS
from exporter.words.groups import Group

CURVES = {
    Group.secp256r1: ec.SECP256R1(),
    Group.secp384r1: ec.SECP384R1(),
    Group.secp521r1: ec.SECP521R1(),
    Group.brainpoolP256r1tls13: ec.BrainpoolP256R1(),
    Group.brainpoolP384r1tls13: ec.BrainpoolP384R1(),
    Group.brainpoolP512r1tls13: ec.BrainpoolP512R1(),
}
LENGTHS = {
    Group.ffdhe2048: 256,
    Group.ffdhe3072: 384,
    Group.ffdhe4096: 512,
    Group.ffdhe6144: 768,
    Group.ffdhe8192: 1024,
    Group.MLKEM512: 800,
    Group.MLKEM768: 1184,
    Group.MLKEM1024: 1568,
    Group.X25519MLKEM768: 1216,
    Group.SecP256r1MLKEM768: 1249,
    Group.SecP384r1MLKEM1024: 1665,
    Group.curveSM2MLKEM768: 1249,
}
"""Of a client's share (RFC 7919, section 3; draft-ietf-tls-ecdhe-mlkem, section 4.1)."""


def test_no_group_is_left_out() -> None:
    """Whichever the server asks for."""
    assert PUBLIC_VALUES.keys() == set(TLS1_3_GROUPS)
    assert {Group.x25519, Group.x448, *CURVES, *LENGTHS} == set(TLS1_3_GROUPS)


@pytest.mark.parametrize("group", CURVES)
def test_points_are_on_their_curves(group: Group) -> None:
    """A server would hang up on any other."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVES[group], PUBLIC_VALUES[group])


@pytest.mark.parametrize("group", LENGTHS)
def test_other_values_have_the_length_of_their_group(group: Group) -> None:
    """They are not checked any further, or zero is valid."""
    assert len(PUBLIC_VALUES[group]) == LENGTHS[group]


def test_coordinates_are_taken() -> None:
    """Those of the Montgomery curves."""
    X25519PublicKey.from_public_bytes(PUBLIC_VALUES[Group.x25519])
    X448PublicKey.from_public_bytes(PUBLIC_VALUES[Group.x448])
