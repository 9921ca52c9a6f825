"""Certificates from single elements of DER, so that every field can be odd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1, sha256
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.unit.x509.pki import NOW, length

HOST = "www.example.com"
Key: TypeAlias = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | mldsa.MLDSA44PrivateKey
    | mldsa.MLDSA65PrivateKey
    | mldsa.MLDSA87PrivateKey
)
Sign: TypeAlias = Callable[[Key, bytes], tuple[bytes, bytes]]
"""Makes the algorithm identifier, and the signature of a key on the data."""
Alter: TypeAlias = Callable[[tuple[bytes, ...]], tuple[bytes, ...]]
"""Makes of a certificate's extensions other ones."""


def tlv(tag: int, *parts: bytes) -> bytes:
    """An element."""
    content = b"".join(parts)
    return bytes([tag]) + length(content) + content


def seq(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return tlv(0x30, *parts)


def octets(content: bytes) -> bytes:
    """An OCTET STRING."""
    return tlv(0x04, content)


def bits(content: bytes, unused: int = 0) -> bytes:
    """A BIT STRING."""
    return tlv(0x03, bytes([unused]), content)


def boolean(*, value: bool) -> bytes:
    """A BOOLEAN."""
    return tlv(0x01, b"\xff" if value else b"\0")


def integer(value: int) -> bytes:
    """An INTEGER."""
    return tlv(0x02, value.to_bytes((value.bit_length() + 8) // 8 or 1, signed=True))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray()
    for value in (first * 40 + second, *rest):
        digits = [value & 0x7F]
        while value := value >> 7:
            digits.append(0x80 | value & 0x7F)
        out += bytes(reversed(digits))
    return tlv(0x06, bytes(out))


ATTRIBUTES = {
    "CN": "2.5.4.3",
    "C": "2.5.4.6",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "E": "1.2.840.113549.1.9.1",
}


def text(value: str | bytes) -> bytes:
    """A UTF8String, or an element that is there already."""
    return value if isinstance(value, bytes) else tlv(0x0C, value.encode())


def attribute(kind: str, value: str | bytes) -> bytes:
    """An attribute of a name."""
    return seq(oid(ATTRIBUTES[kind]), text(value))


def dn(*pairs: tuple[str, str | bytes]) -> bytes:
    """A name with an attribute in each part."""
    return seq(*(tlv(0x31, attribute(*pair)) for pair in pairs))


def org(common_name: str) -> bytes:
    """The name of a CA of the tests' organisation."""
    return dn(("O", "Example Trust"), ("CN", common_name))


def utc_time(moment: datetime) -> bytes:
    """A UTCTime."""
    return tlv(0x17, f"{moment:%y%m%d%H%M%SZ}".encode())


def generalized_time(moment: datetime) -> bytes:
    """A GeneralizedTime."""
    return tlv(0x18, f"{moment:%Y%m%d%H%M%SZ}".encode())


def after(days: float) -> datetime:
    """So many days from the tests' present."""
    return NOW + timedelta(days=days)


def public(key: Key) -> bytes:
    """SubjectPublicKeyInfo."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_id(key: Key) -> bytes:
    """An identifier of a key."""
    return sha1(public(key)).digest()  # noqa: S324 - nothing secret


BY_THEMSELVES: Mapping[type, str] = {
    ed25519.Ed25519PrivateKey: "1.3.101.112",
    ed448.Ed448PrivateKey: "1.3.101.113",
    mldsa.MLDSA44PrivateKey: "2.16.840.1.101.3.4.3.17",
    mldsa.MLDSA65PrivateKey: "2.16.840.1.101.3.4.3.18",
    mldsa.MLDSA87PrivateKey: "2.16.840.1.101.3.4.3.19",
}
"""Algorithms of signatures that take a key and nothing else."""


def signature(key: Key, data: bytes) -> tuple[bytes, bytes]:
    """The algorithm identifier, and the signature on the data, as keys of that kind usually sign."""
    match key:
        case rsa.RSAPrivateKey():
            algorithm = seq(oid("1.2.840.113549.1.1.11"), b"\x05\x00")
            return algorithm, key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        case ec.EllipticCurvePrivateKey():
            return seq(oid("1.2.840.10045.4.3.2")), key.sign(data, ec.ECDSA(hashes.SHA256()))
        case _:
            kind = next(kind for kind in BY_THEMSELVES if isinstance(key, kind))
            return seq(oid(BY_THEMSELVES[kind])), key.sign(data)


def extension(kind: str, value: bytes, *, critical: bool = False) -> bytes:
    """An extension."""
    flag = (boolean(value=True),) if critical else ()
    return seq(oid(kind), *flag, octets(value))


def basic(*parts: bytes, critical: bool = True) -> bytes:
    """BasicConstraints with these fields."""
    return extension("2.5.29.19", seq(*parts), critical=critical)


AUTHORITY = (boolean(value=True),)


def usage(*numbers: int) -> bytes:
    """KeyUsage with these uses, below the ninth."""
    value = sum(0x80 >> number for number in numbers)
    unused = next((bit for bit in range(8) if value >> bit & 1), 0)
    return extension("2.5.29.15", bits(bytes([value]), unused), critical=True)


def purposes(*dotted: str, critical: bool = False) -> bytes:
    """ExtKeyUsage."""
    return extension("2.5.29.37", seq(*map(oid, dotted)), critical=critical)


SERVER = "1.3.6.1.5.5.7.3.1"


def subject_key(key: Key) -> bytes:
    """SubjectKeyIdentifier."""
    return extension("2.5.29.14", octets(key_id(key)))


def authority_key(key: Key) -> bytes:
    """AuthorityKeyIdentifier with the identifier of the key."""
    return extension("2.5.29.35", seq(tlv(0x80, key_id(key))))


def policies(*dotted: str, critical: bool = False) -> bytes:
    """CertificatePolicies."""
    return extension("2.5.29.32", seq(*(seq(oid(each)) for each in dotted)), critical=critical)


def dns(name: str | bytes) -> bytes:
    """A dNSName."""
    return tlv(0x82, name if isinstance(name, bytes) else name.encode())


def ip(address: bytes) -> bytes:
    """An iPAddress."""
    return tlv(0x87, address)


def mail(address: str) -> bytes:
    """An rfc822Name."""
    return tlv(0x81, address.encode())


def uri(address: str) -> bytes:
    """A uniformResourceIdentifier."""
    return tlv(0x86, address.encode())


def directory(name: bytes) -> bytes:
    """A directoryName."""
    return tlv(0xA4, name)


def alternative(*names: bytes, critical: bool = False) -> bytes:
    """SubjectAltName."""
    return extension("2.5.29.17", seq(*names), critical=critical)


def constraints(
    *, permitted: tuple[bytes, ...] = (), excluded: tuple[bytes, ...] = (), critical: bool = True
) -> bytes:
    """NameConstraints with subtrees at these bases."""
    parts = (
        tlv(tag, *map(seq, bases)) for tag, bases in ((0xA0, permitted), (0xA1, excluded)) if bases
    )
    return extension("2.5.29.30", seq(*parts), critical=critical)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A certificate, and the name and key by which it issues others."""

    der: bytes
    subject: bytes
    key: Key


def made(
    subject: bytes,
    issuer: Made | None = None,
    *,
    key: Key | None = None,
    begin: float = -30,
    end: float = 60,
    validity: bytes | None = None,
    extensions: tuple[bytes, ...] = (),
    version: bytes = tlv(0xA0, integer(2)),
    serial: bytes | None = None,
    own_key: bytes | None = None,
    inner_algorithm: bytes | None = None,
    sign: Sign = signature,
    damage: int = 0,
) -> Made:
    """A certificate that its issuer signed, or the key itself; `damage` spoils the signature."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer = issuer.key if issuer else key
    algorithm, _ = sign(signer, b"")
    number = int.from_bytes(sha256(subject + public(key)).digest()[:12]) | 1
    content = seq(
        version,
        serial or integer(number),
        inner_algorithm or algorithm,
        issuer.subject if issuer else subject,
        validity or seq(utc_time(after(begin)), utc_time(after(end))),
        subject,
        own_key or public(key),
        *([tlv(0xA3, seq(*extensions))] if extensions else []),
    )
    value = sign(signer, content)[1]
    value = value[:-1] + bytes([value[-1] ^ damage])
    return Made(der=seq(content, algorithm, bits(value)), subject=subject, key=key)


def chosen(
    standard: Mapping[str, bytes], without: tuple[str, ...], more: tuple[bytes, ...]
) -> tuple[bytes, ...]:
    """The standard extensions, without some, and more of them."""
    return (*(value for name, value in standard.items() if name not in without), *more)


def ca(
    subject: bytes,
    issuer: Made | None = None,
    *,
    key: Key | None = None,
    begin: float = -365,
    end: float = 3650,
    without: tuple[str, ...] = (),
    more: tuple[bytes, ...] = (),
    sign: Sign = signature,
    damage: int = 0,
    **odd: bytes,
) -> Made:
    """A CA's certificate."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    standard = {
        "basic": basic(*AUTHORITY),
        "usage": usage(5, 6),
        "ski": subject_key(key),
        "aki": authority_key(issuer.key if issuer else key),
    }
    extensions = chosen(standard, without, more)
    return made(
        subject,
        issuer,
        key=key,
        begin=begin,
        end=end,
        extensions=extensions,
        sign=sign,
        damage=damage,
        **odd,
    )


def leaf(
    issuer: Made,
    *,
    names: tuple[bytes, ...] = (dns(HOST),),
    subject: bytes = dn(("CN", HOST)),
    key: Key | None = None,
    begin: float = -30,
    end: float = 3000,
    without: tuple[str, ...] = (),
    more: tuple[bytes, ...] = (),
    sign: Sign = signature,
    damage: int = 0,
    **odd: bytes,
) -> Made:
    """A server's certificate."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    standard = {
        "basic": basic(),
        "usage": usage(0),
        "purpose": purposes(SERVER),
        "san": alternative(*names),
        "ski": subject_key(key),
        "aki": authority_key(issuer.key),
    }
    extensions = chosen(standard, without, more)
    return made(
        subject,
        issuer,
        key=key,
        begin=begin,
        end=end,
        extensions=extensions,
        sign=sign,
        damage=damage,
        **odd,
    )
