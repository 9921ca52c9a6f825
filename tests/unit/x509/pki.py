"""Certificates made in memory for the tests, healthy unless a test says otherwise."""

from base64 import encodebytes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.trust_store import TrustStore, trust_store

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RSA_WITH_SHA256 = bytes.fromhex("06092a864886f70d01010b")
WEAK_DIGESTS: dict[str, tuple[bytes, hashes.HashAlgorithm]] = {
    "md5": (b"\x04", hashes.MD5()),  # noqa: S303 - weak signatures are what is tested
    "sha1": (b"\x05", hashes.SHA1()),  # noqa: S303 - weak signatures are what is tested
}
"""The last octet of the signature algorithm's identifier, and the hash."""
Key: TypeAlias = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | dsa.DSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate in DER form, with its holder's name and private key."""

    der: bytes
    name: x509.Name
    key: Key

    @property
    def parsed(self) -> x509.Certificate:
        """The certificate, parsed."""
        return x509.load_der_x509_certificate(self.der)

    @property
    def pem(self) -> bytes:
        """The certificate as PEM."""
        return self.parsed.public_bytes(Encoding.PEM)


def pem_of(der: bytes) -> bytes:
    """A certificate as PEM, however odd it is."""
    return b"-----BEGIN CERTIFICATE-----\n" + encodebytes(der) + b"-----END CERTIFICATE-----\n"


def new_key() -> ec.EllipticCurvePrivateKey:
    """A P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """An RSA key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def distinguished_name(common_name: str, organization: str = "") -> x509.Name:
    """O=organization, CN=common name; without the parts that are empty."""
    parts = ((NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common_name))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value])


def ca(
    common_name: str,
    issuer: Issued | None = None,
    *,
    organization: str = "Example Trust",
    key: Key | None = None,
    path_length: int | None = None,
    begin: int = -365,
    end: int = 3650,
    without: tuple[type[x509.ExtensionType], ...] = (),
    extra: tuple[x509.ExtensionType, ...] = (),
) -> Issued:
    """A CA certificate, self-signed without an issuer; dates in days from NOW.

    `extra` replaces an extension of the same type, and `without` leaves one out.
    """
    usual = (
        x509.BasicConstraints(ca=True, path_length=path_length),
        key_usage(signs_certificates=True),
    )
    return issued(
        distinguished_name(common_name, organization),
        issuer,
        key=key,
        validity=(begin, end),
        extensions=(*usual, *extra),
        without=without,
    )


def leaf(
    issuer: Issued | None = None,
    *,
    names: tuple[str, ...] = ("www.example.com",),
    common_name: str = "www.example.com",
    key: Key | None = None,
    begin: int = -30,
    end: int = 60,
    without: tuple[type[x509.ExtensionType], ...] = (),
    extra: tuple[x509.ExtensionType, ...] = (),
) -> Issued:
    """A server's certificate, self-signed without an issuer; as `ca` otherwise."""
    usual: tuple[x509.ExtensionType, ...] = (
        x509.BasicConstraints(ca=False, path_length=None),
        key_usage(signs_certificates=False),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
    )
    if names:
        usual = (*usual, x509.SubjectAlternativeName([general_name(name) for name in names]))
    return issued(
        distinguished_name(common_name),
        issuer,
        key=key,
        validity=(begin, end),
        extensions=(*usual, *extra),
        without=without,
    )


def issued(
    name: x509.Name,
    issuer: Issued | None,
    *,
    key: Key | None,
    validity: tuple[int, int],
    extensions: tuple[x509.ExtensionType, ...],
    without: tuple[type[x509.ExtensionType], ...],
) -> Issued:
    """A certificate with key identifiers and these extensions; the last of a type counts."""
    own_key = key or new_key()
    signer_name, signer = (issuer.name, issuer.key) if issuer else (name, own_key)
    chosen = {
        extension.oid: extension for extension in (*identifiers(own_key, signer), *extensions)
    }
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signer_name)
        .public_key(own_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=validity[0]))
        .not_valid_after(NOW + timedelta(days=validity[1]))
    )
    for extension in chosen.values():
        if not isinstance(extension, without):
            builder = builder.add_extension(extension, critical=is_usually_critical(extension))
    return Issued(der=signed(builder, signer), name=name, key=own_key)


def identifiers(own_key: Key, signer: Key) -> Iterator[x509.ExtensionType]:
    """The key identifiers that tie a certificate to its issuer's."""
    yield x509.SubjectKeyIdentifier.from_public_key(own_key.public_key())
    yield x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())


OF_A_PUBLIC_CA = x509.CertificatePolicies(
    [x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.1.2.1"), None)]
)
"""The policy by which public CAs certify that somebody has the name."""
KEY_IDENTIFIERS = (x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier)


def is_usually_critical(extension: x509.ExtensionType) -> bool:
    """What RFC 5280 and the CA/Browser Forum ask; unknown extensions are critical here."""
    if isinstance(extension, x509.UnrecognizedExtension):
        return extension.oid.dotted_string.startswith("1.2.3.")
    return isinstance(extension, x509.BasicConstraints | x509.KeyUsage | x509.NameConstraints)


def signed(builder: x509.CertificateBuilder, signer: Key) -> bytes:
    """The certificate, signed over SHA-256 or as the key's own scheme has it."""
    is_edwards = isinstance(signer, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return builder.sign(signer, None if is_edwards else hashes.SHA256()).public_bytes(Encoding.DER)


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Digital signatures, and those on certificates where it says so."""
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def general_name(name: str) -> x509.GeneralName:
    """An IP address where `name` is one."""
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def rewritten(original: Issued, old: bytes, new: bytes, *, issuer: Issued) -> Issued:
    """The certificate with bytes of its signed part replaced, signed again by its issuer (EC)."""
    header = 4  # a SEQUENCE of 256 to 65535 octets
    content = sequence(original.parsed.tbs_certificate_bytes[header:].replace(old, new))
    assert isinstance(issuer.key, ec.EllipticCurvePrivateKey)
    signature = issuer.key.sign(content, ec.ECDSA(hashes.SHA256()))
    algorithm = bytes.fromhex("300a06082a8648ce3d040302")
    der = sequence(content, algorithm, b"\x03" + length(signature, 1) + b"\x00" + signature)
    return Issued(der=der, name=original.name, key=original.key)


def weakly_signed(original: Issued, digest: str, *, issuer: Issued) -> Issued:
    """The certificate signed again over "md5" or "sha1" by its issuer (RSA)."""
    last, weak = WEAK_DIGESTS[digest]
    oid = RSA_WITH_SHA256[:-1] + last
    content = original.parsed.tbs_certificate_bytes.replace(RSA_WITH_SHA256, oid)
    assert isinstance(issuer.key, rsa.RSAPrivateKey)
    signature = issuer.key.sign(content, padding.PKCS1v15(), weak)
    algorithm = sequence(oid, b"\x05\x00")
    der = sequence(content, algorithm, b"\x03" + length(signature, 1) + b"\x00" + signature)
    return Issued(der=der, name=original.name, key=original.key)


def serial_number(certificate: Issued) -> bytes:
    """The serial number as it stands in the certificate, a DER INTEGER."""
    number = certificate.parsed.serial_number
    content = number.to_bytes(number.bit_length() // 8 + 1)
    return b"\x02" + length(content) + content


def sequence(*parts: bytes) -> bytes:
    """A DER SEQUENCE."""
    content = b"".join(parts)
    return b"\x30" + length(content) + content


def length(content: bytes, more: int = 0) -> bytes:
    """The DER length of the content and `more` bytes."""
    size = len(content) + more
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([0x80 | len(octets)]) + octets


def store_of(*anchors: Issued, name: str = "store", profile: Profile = Profile.WEB) -> TrustStore:
    """A trust store with these anchors."""
    pem = b"".join(anchor.pem for anchor in anchors)
    return trust_store(TrustAnchors(name=name, pem=pem, profile=profile))
