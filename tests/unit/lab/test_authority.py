"""The lab's certificates are what the scenarios say, and are made fast."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exporter.lab.authority import Authorities, Credentials
from exporter.lab.certificates import LabAuthority, Leaf, SentChain, ServerKey, Validity, hierarchy

NOW = datetime(2026, 8, 1, 12, 30, 15, 999, tzinfo=UTC)


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    """A hierarchy made for this module."""
    return Authorities(now=NOW)


def served(authorities: Authorities, leaf: Leaf) -> Credentials:
    """The credentials of a server with this leaf and the usual intermediate."""
    return authorities.credentials(SentChain(leaf=leaf), host="www.test")


def names(credentials: Credentials) -> list[object]:
    """The values of the leaf's subject alternative name."""
    extension = credentials.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return [name.value for name in extension.value]


@pytest.mark.parametrize("authority", LabAuthority)
def test_the_hierarchy_is_made_in_an_instant(
    authorities: Authorities, authority: LabAuthority
) -> None:
    """Its keys are on a curve: the demo does not keep anyone waiting for primes."""
    assert isinstance(authorities.certificate(authority).public_key(), ec.EllipticCurvePublicKey)


@pytest.mark.parametrize("authority", LabAuthority)
def test_every_authority_is_certified_by_its_issuer(
    authorities: Authorities, authority: LabAuthority
) -> None:
    """Name and signature lead to the certificate of the issuer that the hierarchy says."""
    issuer = authorities.certificate(hierarchy()[authority].issuer)
    authorities.certificate(authority).verify_directly_issued_by(issuer)


def test_a_cross_signed_root_has_the_name_and_key_of_the_root(authorities: Authorities) -> None:
    """Paths through it and paths that end at the root share all certificates below."""
    root = authorities.certificate(LabAuthority.ROOT)
    crossed = authorities.certificate(LabAuthority.CROSS_SIGNED_ROOT)
    assert crossed.subject == root.subject
    assert crossed.public_key() == root.public_key()
    assert crossed.issuer != root.issuer


def test_a_leaf_is_signed_by_its_intermediate(authorities: Authorities) -> None:
    """The second certificate sent is the issuer of the first."""
    leaf, intermediate = served(authorities, Leaf()).certificates
    leaf.verify_directly_issued_by(intermediate)
    with pytest.raises(ValueError, match="does not match"):
        leaf.verify_directly_issued_by(authorities.certificate(LabAuthority.ROOT))


def test_a_leaf_without_issuer_signs_itself(authorities: Authorities) -> None:
    """A self-signed certificate verifies with its own key, and with no other of its name."""
    one = served(authorities, Leaf(issuer=None)).leaf
    other = served(Authorities(now=NOW), Leaf(issuer=None)).leaf
    one.verify_directly_issued_by(one)
    with pytest.raises(InvalidSignature):
        one.verify_directly_issued_by(other)


def test_validity_counts_from_now(authorities: Authorities) -> None:
    """Dates are whole seconds, as certificates hold no fractions."""
    leaf = served(authorities, Leaf(validity=Validity(age=87, left=3))).leaf
    now = NOW.replace(microsecond=0)
    assert leaf.not_valid_before_utc == now - timedelta(days=87)
    assert leaf.not_valid_after_utc == now + timedelta(days=3)


def test_a_leaf_is_for_the_host_unless_it_names_others(authorities: Authorities) -> None:
    """The names of the data replace the host."""
    assert names(served(authorities, Leaf())) == ["www.test"]
    assert names(served(authorities, Leaf(names=("a.test", "*.b.test")))) == ["a.test", "*.b.test"]


def test_an_address_is_certified_as_an_address(authorities: Authorities) -> None:
    """RFC 9525 wants an IP-ID for an address, not a DNS-ID that looks like one."""
    assert names(served(authorities, Leaf(names=("127.0.0.1",)))) == [ip_address("127.0.0.1")]


@pytest.mark.parametrize(
    ("key", "kind"),
    [(ServerKey.ECDSA_P256, ec.EllipticCurvePrivateKey), (ServerKey.RSA_2048, rsa.RSAPrivateKey)],
)
def test_the_key_is_of_the_kind_asked_for(
    authorities: Authorities, key: ServerKey, kind: type[object]
) -> None:
    """The private key is that of the leaf."""
    credentials = served(authorities, Leaf(key=key))
    assert isinstance(credentials.key, kind)
    assert credentials.key.public_key() == credentials.leaf.public_key()


def test_a_leaf_is_a_servers(authorities: Authorities) -> None:
    """It authenticates servers and issues nothing."""
    extensions = served(authorities, Leaf()).leaf.extensions
    usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not constraints.ca


def test_the_trust_store_holds_the_root_alone(authorities: Authorities) -> None:
    """What no path leads up to is not trusted."""
    (anchor,) = x509.load_pem_x509_certificates(authorities.root_pem)
    assert anchor == authorities.certificate(LabAuthority.ROOT)
    (name,) = anchor.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert name.value == "Lab Root"
