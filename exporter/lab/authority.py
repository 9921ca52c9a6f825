"""The lab's certificate authorities, made anew in memory each time the lab starts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    ExtensionOID,
    NameOID,
)

from exporter.lab.certificates import (
    LabAuthority,
    Leaf,
    SentChain,
    ServerKey,
    Validity,
    hierarchy,
)
from exporter.lab.documents import Notary, acme_directory, renewal_information
from exporter.x509.decode import decoded
from exporter.x509.der import OCTET_STRING
from exporter.x509.renewal_information import identifier

SigningKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
OCSP, CRL, ARI = "/ocsp", "/crl", "/ari"
"""Where a CA tells of a certificate: below its name, but for renewals."""
LATER = Validity(age=-10, left=20)
"""When a CA would have a certificate renewed of which nothing else is said."""
Extensions: TypeAlias = Iterator[tuple[x509.ExtensionType, bool]]
"""Each with whether it is critical."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """A name with its private key."""

    name: str
    key: SigningKey

    @property
    def subject(self) -> x509.Name:
        """The distinguished name."""
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a server is configured with: the certificates it sends and the key of the first."""

    certificates: tuple[x509.Certificate, ...]
    key: SigningKey
    staple: bytes = b""
    """The OCSP response that is sent along, if any."""
    second: "Credentials | None" = None
    """For clients that cannot use the first key."""

    @property
    def leaf(self) -> x509.Certificate:
        """The server's own certificate."""
        return self.certificates[0]


class Authorities:
    """Every authority of the hierarchy, issuing as of `now` (aware)."""

    def __init__(self, *, now: datetime, place: str = "") -> None:
        """`place` is the address below which certificates say that their documents are."""
        self._now = now.replace(microsecond=0)
        self._place = place
        self.documents: dict[str, bytes] = {ARI: acme_directory(place + ARI)}
        """What they tell of certificates, by path."""
        self._holders = {
            authority: KeyHolder(name=authority.value, key=new_key(ServerKey.ECDSA_P256))
            for authority in hierarchy()
        }
        self._leaves: dict[tuple[Leaf, str], tuple[x509.Certificate, SigningKey]] = {}
        self._certificates = {authority: self._certified(authority) for authority in hierarchy()}

    def certificate(self, authority: LabAuthority) -> x509.Certificate:
        """The certificate of an authority."""
        return self._certificates[authority]

    @property
    def root_pem(self) -> bytes:
        """The one certificate that the lab's trust store holds."""
        return self.certificate(LabAuthority.ROOT).public_bytes(Encoding.PEM)

    def credentials(self, chain: SentChain, *, host: str) -> Credentials:
        """The chain as it is served for `host`, with the key of its first certificate.

        Each certificate is made once, whatever it is served with.
        """
        if (chain.leaf, host) not in self._leaves:
            self._leaves[chain.leaf, host] = self._made(chain.leaf, host)
        leaf, key = self._leaves[chain.leaf, host]
        above = (self.certificate(authority) for authority in chain.above)
        other = replace(chain, leaf=chain.second, second=None) if chain.second else None
        return Credentials(
            certificates=(leaf, *above),
            key=key,
            staple=self._issuer(chain.leaf).status(leaf, chain.staple) if chain.staple else b"",
            second=self.credentials(other, host=host) if other else None,
        )

    def _made(self, leaf: Leaf, host: str) -> tuple[x509.Certificate, SigningKey]:
        first, *others = leaf.names or (host,)
        names = (first, *others, *(f"{one}.{first}" for one in range(leaf.further_names)))
        holder = KeyHolder(name=first, key=new_key(leaf.key))
        certificate = self._issued(
            holder,
            issuer=self._holders[leaf.issuer] if leaf.issuer else holder,
            named=self._holders[leaf.named_key] if leaf.named_key else None,
            validity=leaf.validity,
            extensions=server_extensions(names, leaf, f"{self._place}/{first}"),
        )
        self.documents |= self._told(leaf, certificate, f"/{first}")
        return certificate, holder.key

    def _told(self, leaf: Leaf, certificate: x509.Certificate, path: str) -> dict[str, bytes]:
        issuer = self._issuer(leaf)
        number = identifier(decoded(certificate.public_bytes(Encoding.DER)))
        told = {f"{ARI}/{number}": renewal_information(leaf.renewal or LATER, self._now)}
        if leaf.ocsp:
            told[path + OCSP] = issuer.status(certificate, leaf.ocsp)
        if leaf.crl:
            told[path + CRL] = issuer.revocations(certificate, leaf.crl)
        return told

    def _issuer(self, leaf: Leaf) -> Notary:
        authority = leaf.issuer or LabAuthority.INTERMEDIATE
        key = self._holders[authority].key
        return Notary(certificate=self.certificate(authority), key=key, now=self._now)

    @property
    def fetch(self) -> dict[str, Any]:
        """How they are asked, as a configuration has it."""
        asked = dict.fromkeys(("ocsp", "crl", "ari", "allow_private_addresses"), True)
        return {**asked, "ari_directory": self._place + ARI}

    def _certified(self, authority: LabAuthority) -> x509.Certificate:
        issuance = hierarchy()[authority]
        return self._issued(
            self._holders[issuance.holder or authority],
            issuer=self._holders[issuance.issuer],
            validity=issuance.validity,
            extensions=authority_extensions(issuance.path_length),
        )

    def _issued(
        self,
        holder: KeyHolder,
        *,
        issuer: KeyHolder,
        validity: Validity,
        extensions: Extensions,
        named: KeyHolder | None = None,
    ) -> x509.Certificate:
        """`named` has the key that stands there for the issuer's, where that is wrong."""
        public_key = holder.key.public_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(holder.subject)
            .issuer_name(issuer.subject)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - timedelta(days=validity.age))
            .not_valid_after(self._now + timedelta(days=validity.left))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    (named or issuer).key.public_key()
                ),
                critical=False,
            )
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(issuer.key, SHA256())


def new_key(kind: ServerKey) -> SigningKey:
    """A private key of this kind."""
    match kind:
        case ServerKey.ECDSA_P256:
            return ec.generate_private_key(ec.SECP256R1())
        case ServerKey.RSA_2048:
            return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def authority_extensions(path_length: int | None) -> Extensions:
    """What makes a certificate a CA's (RFC 5280, section 4.2.1)."""
    yield x509.BasicConstraints(ca=True, path_length=path_length), True
    yield key_usage(signs_certificates=True, enciphers_keys=False), True


def server_extensions(names: tuple[str, ...], leaf: Leaf, place: str) -> Extensions:
    """What makes a certificate a web server's; `place` is where its CA tells of it."""
    yield x509.BasicConstraints(ca=False, path_length=None), True
    yield key_usage(signs_certificates=False, enciphers_keys=leaf.key is ServerKey.RSA_2048), True
    yield x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False
    yield x509.SubjectAlternativeName([general_name(name) for name in names]), False
    if leaf.is_logged:
        yield timestamps(), False
    if leaf.ocsp:
        responder = x509.UniformResourceIdentifier(place + OCSP)
        method = AuthorityInformationAccessOID.OCSP
        yield x509.AuthorityInformationAccess([x509.AccessDescription(method, responder)]), False
    if leaf.crl:
        where = [x509.UniformResourceIdentifier(place + CRL)]
        yield x509.CRLDistributionPoints([x509.DistributionPoint(where, None, None, None)]), False


def timestamps() -> x509.UnrecognizedExtension:
    """Two of transparency logs (RFC 6962, section 3.3): version, log, time, ECDSA with SHA-256 and no signature."""
    each = (b"\0" + bytes([log]) * 32 + bytes(8) + b"\0\0\4\3\0\0" for log in (1, 2))
    listed = b"".join(len(one).to_bytes(2) + one for one in each)
    whole = len(listed).to_bytes(2) + listed
    kind = ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS
    return x509.UnrecognizedExtension(kind, bytes([OCTET_STRING, len(whole)]) + whole)


def key_usage(*, signs_certificates: bool, enciphers_keys: bool) -> x509.KeyUsage:
    """Digital signatures, and what else the arguments say."""
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=enciphers_keys,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def general_name(name: str) -> x509.GeneralName:
    """An entry of the subject alternative name: an IP address where `name` is one."""
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
