"""Certificates decoded: every fact, and every odd part a defect."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import (
    dsa,
    ec,
    ed448,
    ed25519,
    mldsa,
    padding,
    x25519,
)
from cryptography.hazmat.primitives.asymmetric.types import (
    CertificateIssuerPrivateKeyTypes,
    CertificatePublicKeyTypes,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    ExtensionOID,
)

from exporter.words.groups import Group
from exporter.words.key_type import KeyType
from exporter.x509.decode import MalformedCertificate, certificate, decoded, undecodable
from exporter.x509.extension_values import AlternativeNames, AuthorityKey, KeyUsage
from tests.unit.x509.envelopes import ENVELOPES, Change
from tests.unit.x509.pki import (
    NOW,
    Key,
    ca,
    distinguished_name,
    leaf,
    length,
    new_key,
    rewritten,
    rsa_key,
    serial_number,
    signed,
    weakly_signed,
)

SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")


def broken(oid: x509.ObjectIdentifier) -> x509.UnrecognizedExtension:
    """An extension of this kind whose value is no ASN.1."""
    return x509.UnrecognizedExtension(oid, b"broken")


def timestamps(count: int) -> x509.UnrecognizedExtension:
    """A list of signed certificate timestamps (RFC 6962, section 3.3)."""
    one = bytes([0]) + bytes(32) + bytes(8) + bytes(2) + b"\x04\x03" + b"\x00\x02" + b"ok"
    entries = (len(one).to_bytes(2) + one) * count
    content = len(entries).to_bytes(2) + entries
    return x509.UnrecognizedExtension(SCT_LIST, b"\x04" + length(content) + content)


def builder(key: CertificatePublicKeyTypes, name: x509.Name) -> x509.CertificateBuilder:
    """A certificate for this public key, issued by a CA called Root."""
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(distinguished_name("Root"))
        .public_key(key)
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW)
    )


def test_facts_of_a_leaf_are_as_issued() -> None:
    """Names, dates, fingerprint and the form itself are what the certificate holds."""
    issuer = ca("Issuing CA", organization="Example, Inc.")
    server = leaf(issuer, names=("www.example.com", "*.example.com", "192.0.2.1", "2001:db8::1"))
    facts = certificate(server.der)
    assert facts.fingerprint_sha256 == sha256(server.der).hexdigest()
    assert facts.serial == f"{server.parsed.serial_number:x}"
    assert facts.subject == "CN=www.example.com"
    assert facts.issuer == r"CN=Issuing CA,O=Example\, Inc."
    assert facts.dns_names == ("www.example.com", "*.example.com")
    assert facts.ip_addresses == ("192.0.2.1", "2001:db8::1")
    assert facts.not_before == NOW - timedelta(days=30)
    assert facts.not_after == NOW + timedelta(days=60)
    assert facts.der == server.der
    assert facts.defects == ()
    assert not facts.is_ca
    assert not facts.is_self_signed


def test_root_is_a_self_signed_authority() -> None:
    """A root is known by its basic constraints and by its own key's signature."""
    facts = certificate(ca("Root").der)
    assert facts.is_ca
    assert facts.is_self_signed


def test_same_name_alone_makes_no_self_signed_certificate() -> None:
    """A CA's next key, signed with the previous one, bears the issuer's name and is not its own."""
    assert not certificate(ca("Root", ca("Root")).der).is_self_signed


def test_embedded_timestamps_are_counted() -> None:
    """Each SCT of the list counts."""
    assert certificate(leaf(extra=(timestamps(3),)).der).scts == 3


@pytest.mark.parametrize(
    ("extra", "usage", "must_staple"),
    [
        ((), ("digitalSignature",), False),
        ((x509.TLSFeature([x509.TLSFeatureType.status_request]),), ("digitalSignature",), True),
        ((x509.TLSFeature([x509.TLSFeatureType.status_request_v2]),), ("digitalSignature",), False),
    ],
)
def test_what_its_key_may_do_and_what_it_promises_are_facts(
    extra: tuple[x509.ExtensionType, ...], usage: tuple[str, ...], *, must_staple: bool
) -> None:
    """Uses that handshakes need, and a stapled OCSP response."""
    facts = certificate(leaf(extra=extra).der)
    assert (facts.key_usage, facts.must_staple) == (usage, must_staple)


@pytest.mark.parametrize(
    ("purposes", "is_for_servers", "is_for_any"),
    [
        ([ExtendedKeyUsageOID.SERVER_AUTH], True, False),
        ([ExtendedKeyUsageOID.CLIENT_AUTH], False, False),
        ([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE], False, True),
        (
            [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, ExtendedKeyUsageOID.SERVER_AUTH],
            True,
            False,
        ),
    ],
)
def test_what_a_certificate_is_for_is_known(
    purposes: list[x509.ObjectIdentifier], *, is_for_servers: bool, is_for_any: bool
) -> None:
    """Servers, or anything, where it does not name servers besides."""
    usage = x509.ExtendedKeyUsage(purposes)
    facts = certificate(leaf(extra=(usage,)).der)
    assert (facts.is_for_servers, facts.is_for_any_purpose) == (is_for_servers, is_for_any)


UNREADABLE_TYPE = "The extension 2.16.840.1.113730.1.1 (Netscape certificate type)"


@pytest.mark.parametrize(
    ("value", "leaves_out", "defect"),
    [
        (b"\x03\x02\x07\x80", True, ()),
        (b"\x03\x02\x06\x40", False, ()),
        (b"\x03\x02\x06\xc0", False, ()),
        (b"\xff\xff", True, (f"{UNREADABLE_TYPE} cannot be read: a tag has several octets.",)),
    ],
    ids=["clients", "servers", "both", "unreadable"],
)
def test_the_type_that_netscape_had_is_a_fact(
    value: bytes, defect: tuple[str, ...], *, leaves_out: bool
) -> None:
    """Whether it leaves servers out, as it does where nobody can read it."""
    kind = x509.ObjectIdentifier("2.16.840.1.113730.1.1")
    facts = certificate(leaf(extra=(x509.UnrecognizedExtension(kind, value),)).der)
    assert (facts.leaves_netscape_servers_out, facts.defects) == (leaves_out, defect)
    assert not certificate(leaf().der).leaves_netscape_servers_out


def test_what_is_critical_is_known_of_each_extension() -> None:
    """By its object identifier."""
    assert set(certificate(leaf().der).critical_extensions) == {"2.5.29.19", "2.5.29.15"}


def test_without_purposes_none_is_named() -> None:
    """It may serve all the same."""
    assert not certificate(leaf(without=(x509.ExtendedKeyUsage,)).der).is_for_servers


def test_without_key_usage_a_key_may_do_anything() -> None:
    """RFC 5280, section 4.2.1.3."""
    assert certificate(leaf(without=(x509.KeyUsage,)).der).key_usage is None


def test_what_everybody_can_fetch_is_listed_first() -> None:
    """Certificates of Active Directory offer a directory before the web."""
    addresses = ("ldap:///CN=CA", "http://ca.example.com/1", "HTTPS://ca.example.com/2")
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, uri(address))
            for address in addresses
        ]
    )
    assert certificate(leaf(extra=(access,)).der).ca_issuers == (*addresses[1:], addresses[0])


def test_only_issuer_locations_are_listed() -> None:
    """OCSP responders and locations that are no URI are left out of the CA issuers."""
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(method, location)
            for method, location in (
                (AuthorityInformationAccessOID.OCSP, uri("http://ocsp.example.com")),
                (AuthorityInformationAccessOID.CA_ISSUERS, uri("http://ca.example.com/ca.der")),
                (AuthorityInformationAccessOID.CA_ISSUERS, x509.DNSName("ca.example.com")),
            )
        ]
    )
    assert certificate(leaf(extra=(access,)).der).ca_issuers == ("http://ca.example.com/ca.der",)


def uri(value: str) -> x509.GeneralName:
    """A location."""
    return x509.UniformResourceIdentifier(value)


P256, K256 = Group.secp256r1, Group.secp256k1


@pytest.mark.parametrize(
    ("new", "name", "kind", "bits", "curve"),
    [
        (rsa_key, "RSA 2048", KeyType.RSA, 2048, None),
        (partial(dsa.generate_private_key, 1024), "DSA 1024", KeyType.DSA, 1024, None),
        (
            partial(ec.generate_private_key, ec.SECP256R1()),
            "ECDSA P-256",
            KeyType.ECDSA,
            None,
            P256,
        ),
        (
            partial(ec.generate_private_key, ec.SECP256K1()),
            "ECDSA secp256k1",
            KeyType.ECDSA,
            None,
            K256,
        ),
        (
            partial(ec.generate_private_key, ec.SECP384R1()),
            "ECDSA P-384",
            KeyType.ECDSA,
            None,
            Group.secp384r1,
        ),
        (
            partial(ec.generate_private_key, ec.SECP521R1()),
            "ECDSA P-521",
            KeyType.ECDSA,
            None,
            Group.secp521r1,
        ),
        (ed25519.Ed25519PrivateKey.generate, "Ed25519", KeyType.ED25519, None, None),
        (ed448.Ed448PrivateKey.generate, "Ed448", KeyType.ED448, None, None),
        (mldsa.MLDSA65PrivateKey.generate, "ML-DSA-65", KeyType.MLDSA, None, None),
        (x25519.X25519PrivateKey.generate, "1.3.101.110", KeyType.OTHER, None, None),
    ],
)
def test_key_is_named_by_algorithm_and_size(
    new: Callable[[], CertificateIssuerPrivateKeyTypes | x25519.X25519PrivateKey],
    name: str,
    kind: KeyType,
    bits: int | None,
    curve: Group | None,
) -> None:
    """Keys have the names that people use; one without a name here has its identifier."""
    made = builder(new().public_key(), distinguished_name("www.example.com"))
    known = certificate(signed(made, new_key()))
    assert known.key == name
    assert (known.key_type, known.key_bits, known.key_curve) == (kind, bits, curve)


@pytest.mark.parametrize(
    ("new", "name"),
    [
        (new_key, "ecdsa-with-SHA256"),
        (rsa_key, "sha256WithRSAEncryption"),
        (ed25519.Ed25519PrivateKey.generate, "ED25519"),
        (ed448.Ed448PrivateKey.generate, "ED448"),
        (partial(dsa.generate_private_key, 1024), "dsa_with_SHA256"),
    ],
)
def test_signature_is_verified_and_named(new: Callable[[], Key], name: str) -> None:
    """A root is known by its own signature, which is called as OpenSSL calls it."""
    facts = certificate(ca("Root", key=new()).der)
    assert facts.signature == name
    assert facts.is_self_signed


def test_signature_with_pss_padding_is_named_and_verified() -> None:
    """RSA-PSS is checked with the parameters that the certificate names."""
    facts = certificate(signed_with_pss())
    assert facts.signature == "rsassaPss"
    assert facts.is_self_signed


def test_signature_with_odd_parameters_is_not_verified() -> None:
    """RSA-PSS with a mask generation function that nobody knows proves nothing."""
    mgf1, unknown = bytes.fromhex("2a864886f70d010108"), bytes.fromhex("2a864886f70d01017f")
    facts = certificate(signed_with_pss().replace(mgf1, unknown))
    assert facts.signature == "rsassaPss"
    assert not facts.is_self_signed


def signed_with_pss() -> bytes:
    """A self-signed certificate with RSA-PSS padding."""
    key = rsa_key()
    name = distinguished_name("Root")
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    return (
        builder(key.public_key(), name)
        .sign(key, hashes.SHA256(), rsa_padding=pss)
        .public_bytes(Encoding.DER)
    )


def test_unknown_signature_algorithm_is_named_by_its_identifier() -> None:
    """An algorithm that nobody registered leaves every other fact readable."""
    root = ca("Root")
    ecdsa_with_sha256, unknown = (
        bytes.fromhex("2a8648ce3d040302"),
        bytes.fromhex("2a8648ce3d04037f"),
    )
    facts = certificate(leaf(root).der.replace(ecdsa_with_sha256, unknown))
    assert facts.signature == "1.2.840.10045.4.3.127"
    assert facts.dns_names == ("www.example.com",)


def test_weakly_self_signed_root_is_still_self_signed() -> None:
    """MD5 is verified where it must be: weak is another question than whose."""
    root = ca("Root", key=rsa_key())
    facts = certificate(weakly_signed(root, "md5", issuer=root).der)
    assert facts.is_self_signed
    assert facts.signature == "md5WithRSAEncryption"


def test_broken_extension_hides_no_other() -> None:
    """One extension that cannot be decoded is a defect; the names are still there."""
    facts = certificate(leaf(extra=(broken(ExtensionOID.CERTIFICATE_POLICIES),)).der)
    assert facts.dns_names == ("www.example.com",)
    (defect,) = facts.defects
    assert defect.startswith("The extension 2.5.29.32 (certificate policies) cannot be read: ")


def test_broken_alternative_name_leaves_no_names() -> None:
    """Without a readable subject alternative name there are no names, and a defect says so."""
    facts = certificate(leaf(extra=(broken(ExtensionOID.SUBJECT_ALTERNATIVE_NAME),)).der)
    assert facts.dns_names == ()
    assert "2.5.29.17" in facts.defects[0]


def test_repeated_extension_counts_once() -> None:
    """Of two subject alternative names the first is read, and the second is a defect."""
    root = ca("Root")
    filler = x509.UnrecognizedExtension(
        x509.ObjectIdentifier("2.5.29.99"), b"\x30\x0b\x82\x09other.tld"
    )
    twice = leaf(root, extra=(filler,)).der.replace(b"\x55\x1d\x63", b"\x55\x1d\x11")
    facts = certificate(twice)
    assert facts.dns_names == ("www.example.com",)
    assert "The extension 2.5.29.17 (subject alternative name) occurs twice." in facts.defects


def test_serial_number_that_is_not_positive_is_a_defect() -> None:
    """A zero serial number is told."""
    root = ca("Root")
    server = leaf(root)
    facts = certificate(rewritten(server, serial_number(server), b"\x02\x01\x00", issuer=root).der)
    assert facts.serial == "0"
    (defect,) = facts.defects
    assert defect == "The serial number is not positive."


def test_list_of_extensions_that_is_none_is_a_defect() -> None:
    """An entry that is no extension leaves dates, names and key readable, and those before it."""
    filler = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    der = leaf(extra=(filler,)).der.replace(b"\x06\x03\x2a\x03\x04", b"\x04\x03\x2a\x03\x04")
    facts = certificate(der)
    assert facts.not_after == NOW + timedelta(days=60)
    assert facts.defects == ("The extensions cannot be read: an element is of kind 04, not 06.",)


def test_unknown_version_is_a_defect() -> None:
    """Of X.509 version 9 the dates can be read as of any other."""
    facts = certificate(leaf().der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x08"))
    assert facts.defects == ("Its version is 9.",)


def test_undecodable_key_is_a_defect() -> None:
    """A point that is not on the curve leaves the algorithm for a name."""
    root = ca("Root")
    server = leaf(root)
    coordinates = server.key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )[-64:]
    facts = certificate(server.der.replace(coordinates, bytes(64)))
    assert facts.key == "ECDSA"
    assert facts.defects[0].startswith("The public key cannot be decoded: ")


@pytest.mark.parametrize("cut", [0, 1, 10, 100])
def test_truncated_certificate_is_malformed(cut: int) -> None:
    """What ends before its fields do is no certificate."""
    with pytest.raises(MalformedCertificate, match="cannot be decoded"):
        certificate(leaf().der[:cut])


@pytest.mark.parametrize("change", ENVELOPES.values(), ids=ENVELOPES)
def test_what_is_around_the_fields_costs_none_of_them(change: Change) -> None:
    """A signature that cannot be read is a defect: dates and names are there all the same."""
    sound = leaf()
    facts = certificate(change(sound.der))
    assert (facts.not_after, facts.dns_names) == (
        certificate(sound.der).not_after,
        certificate(sound.der).dns_names,
    )
    (defect,) = facts.defects
    assert defect.startswith("Its signature, or what is around it, cannot be read: ")
    assert not facts.is_self_signed


def test_stand_in_keeps_bytes_and_reason() -> None:
    """What stands for an undecodable certificate has its bytes, its fingerprint and the reason."""
    stand_in = undecodable(b"junk", MalformedCertificate("No certificate."))
    assert stand_in.der == b"junk"
    assert stand_in.fingerprint_sha256 == sha256(b"junk").hexdigest()
    assert stand_in.defects == ("No certificate.",)
    assert stand_in.not_before < NOW < stand_in.not_after


def test_address_constraints_do_not_count_as_names() -> None:
    """A CA's name constraints are no names of its own."""
    constraints = x509.NameConstraints(
        permitted_subtrees=[x509.IPAddress(ip_network("192.0.2.0/24"))], excluded_subtrees=None
    )
    assert certificate(ca("Root", extra=(constraints,)).der).ip_addresses == ()


def test_what_a_ca_writes_alike_into_its_certificates_is_read_once() -> None:
    """Its own name and most extensions; what is of one certificate alone is kept for no other."""
    issuer = ca("Intermediate", ca("Root"))
    one, other = decoded(leaf(issuer).der), decoded(leaf(issuer).der)
    assert one.issuer_name is other.issuer_name
    assert one.subject_name == other.subject_name
    assert one.subject_name is not other.subject_name
    for kind in (KeyUsage, AuthorityKey):
        assert one.extensions.get(kind) is other.extensions.get(kind)
    names = one.extensions.get(AlternativeNames), other.extensions.get(AlternativeNames)
    assert names[0] == names[1]
    assert names[0] is not names[1]
