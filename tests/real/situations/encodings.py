"""Certificates whose fields are right, and encoded in another way than DER's, each signed as it stands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.real.situations.situation import PLACES, Changes, Situations, at
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, Key, dns, extension
from tests.unit.x509.pki import new_key

NULL = b"\x05\x00"
RSA, EC = "1.2.840.113549.1.1.1", "1.2.840.10045.2.1"
P_256 = der.oid("1.2.840.10045.3.1.7")
PRIME = (1 << 256) - (1 << 224) + (1 << 192) + (1 << 96) - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def situations() -> Situations:
    """Fields, extensions and keys at each place."""
    for place in PLACES:
        for name, change in FIELDS.items():
            yield f"{name}, {place}", at(place, change)
        for name, alter in EXTENSIONS.items():
            yield f"{name}, {place}", at(place, Changes(alter=alter))
        for name, encode in EC_KEYS.items():
            key = new_key()
            yield f"{name}, {place}", at(place, Changes(key=key, own_key=encode(key)))
        for name, encode in RSA_KEYS.items():
            of_rsa = rsa.generate_private_key(65537, 2048)
            yield f"{name}, {place}", at(place, Changes(key=of_rsa, own_key=encode(of_rsa)))


def long_form(element: bytes) -> bytes:
    """An element whose length takes an octet more than it needs."""
    if element[1] < 0x80:
        return element[:1] + b"\x81" + element[1:]
    octets = element[1] & 0x7F
    return element[:1] + bytes([0x80 | octets + 1, 0]) + element[2:]


def indefinite(element: bytes) -> bytes:
    """An element of indefinite length."""
    head = 2 if element[1] < 0x80 else 2 + (element[1] & 0x7F)
    return element[:1] + b"\x80" + element[head:] + b"\0\0"


TIMES = der.seq(der.utc_time(der.after(-30)), der.utc_time(der.after(60)))
FIELDS: Mapping[str, Changes] = MappingProxyType(
    {
        "dates with a long length": Changes(validity=long_form(TIMES)),
        "dates of indefinite length": Changes(validity=indefinite(TIMES)),
        "serial number with a long length": Changes(serial=long_form(der.integer(77))),
        "three dates": Changes(
            validity=der.seq(TIMES[2:], der.utc_time(der.after(90))),
        ),
        "explicit version 1 with extensions": Changes(version=der.tlv(0xA0, der.integer(0))),
        "version of two octets": Changes(version=der.tlv(0xA0, b"\x02\x02\x00\x02")),
        "version that is negative": Changes(version=der.tlv(0xA0, der.integer(-1))),
        "version with a long length": Changes(version=long_form(der.tlv(0xA0, der.integer(2)))),
        "a second of 60": Changes(
            validity=der.seq(der.utc_time(der.after(-30)), der.tlv(0x17, b"301231235960Z"))
        ),
        "the thirtieth of February": Changes(
            validity=der.seq(der.utc_time(der.after(-30)), der.tlv(0x17, b"300230000000Z"))
        ),
        "the hour 24": Changes(
            validity=der.seq(der.utc_time(der.after(-30)), der.tlv(0x17, b"301231240000Z"))
        ),
        "dates as text": Changes(
            validity=der.seq(der.tlv(0x0C, b"260101000000Z"), der.utc_time(der.after(60)))
        ),
        "dates with a sign": Changes(
            validity=der.seq(der.tlv(0x17, b"+60101000000Z"), der.utc_time(der.after(60)))
        ),
        "the year 1949 in generalized time": Changes(
            validity=der.seq(der.tlv(0x18, b"19490101000000Z"), der.utc_time(der.after(60)))
        ),
        "the year 2050 in universal time": Changes(
            validity=der.seq(der.utc_time(der.after(-30)), der.tlv(0x17, b"500101000000Z"))
        ),
        "the year 2050 in generalized time": Changes(
            validity=der.seq(der.utc_time(der.after(-30)), der.tlv(0x18, b"20500101000000Z"))
        ),
        "a part of two attributes": Changes(
            subject=der.seq(
                der.tlv(0x31, der.attribute("CN", "Several"), der.attribute("O", "Example"))
            )
        ),
        "text of 70,000 letters in the subject": Changes(subject=der.dn(("O", "x" * 70000))),
        "a teletex subject": Changes(subject=der.dn(("O", der.tlv(0x14, b"Example")))),
        "a universal string": Changes(
            subject=der.dn(("O", der.tlv(0x1C, "Example".encode("utf-32-be"))))
        ),
        "a subject of a number": Changes(subject=der.dn(("O", der.integer(5)))),
        "a zero in the subject": Changes(subject=der.dn(("O", "a\0b"))),
    }
)


def replaced(kind: str, *others: bytes) -> Callable[[tuple[bytes, ...]], tuple[bytes, ...]]:
    """Puts others in the place of the extension of this kind."""

    def alter(extensions: tuple[bytes, ...]) -> tuple[bytes, ...]:
        kept = tuple(one for one in extensions if der.oid(kind) not in one[:12])
        return (*kept, *others)

    return alter


USAGE, BASIC, SAN = "2.5.29.15", "2.5.29.19", "2.5.29.17"
ALL_USES = der.bits(b"\x86", 1)
EXTENSIONS: Mapping[str, Callable[[tuple[bytes, ...]], tuple[bytes, ...]]] = MappingProxyType(
    {
        "an extension with a long length": lambda ones: (long_form(ones[0]), *ones[1:]),
        "an extension of indefinite length": lambda ones: (indefinite(ones[0]), *ones[1:]),
        "an extension without a value": lambda ones: (*ones, der.seq(der.oid("1.2.3.4"))),
        "an extension that is no octets": lambda ones: (
            *ones,
            der.seq(der.oid("1.2.3.4"), der.bits(b"x")),
        ),
        "an extension of four fields": lambda ones: (
            *ones,
            der.seq(der.oid("1.2.3.4"), der.octets(b""), der.octets(b"")),
        ),
        "an empty extension": lambda ones: (*ones, der.seq()),
        "criticality of 1": lambda ones: (
            *ones,
            der.seq(der.oid("1.2.3.4"), b"\x01\x01\x01", der.octets(NULL)),
        ),
        "criticality of two octets": lambda ones: (
            *ones,
            der.seq(der.oid("1.2.3.4"), b"\x01\x02\x00\x00", der.octets(NULL)),
        ),
        "an unknown extension twice": lambda ones: (
            *ones,
            extension("1.2.3.4", NULL),
            extension("1.2.3.4", NULL),
        ),
        "an identifier with padding": lambda ones: (
            *ones,
            der.seq(b"\x06\x04\x2a\x80\x03\x04", der.octets(NULL)),
        ),
        "an identifier of no octets": lambda ones: (*ones, der.seq(b"\x06\x00", der.octets(NULL))),
        "a key usage with stray bits": replaced(USAGE, extension(USAGE, b"\x03\x02\x01\x87")),
        "a key usage without trimming": replaced(USAGE, extension(USAGE, b"\x03\x02\x00\x86")),
        "a key usage of nine bits": replaced(USAGE, extension(USAGE, b"\x03\x03\x07\x86\x80")),
        "a key usage of three octets": replaced(
            USAGE, extension(USAGE, b"\x03\x04\x00\x86\x00\x00")
        ),
        "a key usage of no bits": replaced(USAGE, extension(USAGE, b"\x03\x01\x00")),
        "a key usage of no octets": replaced(USAGE, extension(USAGE, b"\x03\x00")),
        "a key usage with eight unused bits": replaced(
            USAGE, extension(USAGE, b"\x03\x02\x08\x86")
        ),
        "a key usage with more behind": replaced(USAGE, extension(USAGE, ALL_USES + NULL)),
        "alternative name with more behind": replaced(
            SAN, extension(SAN, der.seq(dns(HOST)) + NULL)
        ),
        "alternative name with a long length": replaced(
            SAN, extension(SAN, long_form(der.seq(dns(HOST))))
        ),
        "alternative name of indefinite length": replaced(
            SAN, extension(SAN, indefinite(der.seq(dns(HOST))))
        ),
        "alternative name in pieces": replaced(
            SAN, extension(SAN, der.seq(der.tlv(0xA2, der.tlv(0x16, HOST.encode()))))
        ),
        "no extension at all": lambda _: (),
    }
)


def of_curve(*parameters: bytes, point: Callable[[Key], bytes]) -> Callable[[Key], bytes]:
    """How a key on P-256 is written."""

    def encode(key: Key) -> bytes:
        return der.seq(der.seq(der.oid(EC), *parameters), der.bits(point(key)))

    return encode


def full(key: Key) -> bytes:
    """A point by both coordinates."""
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def short(key: Key) -> bytes:
    """A point by one."""
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def hybrid(key: Key) -> bytes:
    """A point by both, and what the short form has."""
    return bytes([6 | full(key)[-1] & 1]) + full(key)[1:]


BASE = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


def explicit(*more: bytes) -> bytes:
    """The parameters of P-256 as numbers (SEC 1, section C.2)."""
    field = der.seq(der.oid("1.2.840.10045.1.1"), der.integer(PRIME))
    curve = der.seq(der.octets((PRIME - 3).to_bytes(32)), der.octets(B.to_bytes(32)))
    return der.seq(der.integer(1), field, curve, der.octets(BASE), der.integer(ORDER), *more)


EC_KEYS: Mapping[str, Callable[[Key], bytes]] = MappingProxyType(
    {
        "explicit curve": of_curve(explicit(der.integer(1)), point=full),
        "explicit curve without a cofactor": of_curve(explicit(), point=full),
        "no curve": of_curve(point=full),
        "an implicit curve": of_curve(NULL, point=full),
        "an unknown curve": of_curve(der.oid("1.2.3.4"), point=full),
        "compressed point": of_curve(P_256, point=short),
        "hybrid point": of_curve(P_256, point=hybrid),
        "point at infinity": of_curve(P_256, point=lambda _: b"\0"),
        "point off the curve": of_curve(P_256, point=lambda key: full(key)[:-1] + b"\0"),
        "point of another curve": of_curve(der.oid("1.3.132.0.34"), point=full),
        "no point": of_curve(P_256, point=lambda _: b""),
        "no key": lambda _: der.seq(),
        "a key with more behind": lambda key: der.seq(der.public(key)[2:], NULL),
    }
)


def of_rsa(
    *, algorithm: tuple[bytes, ...] = (NULL,), odd: Callable[[int, int], tuple[bytes, ...]]
) -> Callable[[Key], bytes]:
    """How an RSA key is written: its parameters, and what becomes of modulus and exponent."""

    def encode(key: Key) -> bytes:
        assert isinstance(key, rsa.RSAPrivateKey)
        numbers = key.public_key().public_numbers()
        return der.seq(
            der.seq(der.oid(RSA), *algorithm), der.bits(der.seq(*odd(numbers.n, numbers.e)))
        )

    return encode


def plain(modulus: int, exponent: int) -> tuple[bytes, ...]:
    """Both as they are."""
    return der.integer(modulus), der.integer(exponent)


RSA_KEYS: Mapping[str, Callable[[Key], bytes]] = MappingProxyType(
    {
        "RSA without parameters": of_rsa(algorithm=(), odd=plain),
        "RSA with other parameters": of_rsa(algorithm=(der.seq(),), odd=plain),
        "RSA exponent 1": of_rsa(odd=lambda n, _: plain(n, 1)),
        "RSA exponent 0": of_rsa(odd=lambda n, _: plain(n, 0)),
        "RSA exponent 2": of_rsa(odd=lambda n, _: plain(n, 2)),
        "RSA exponent of 70 bits": of_rsa(odd=lambda n, _: plain(n, (1 << 70) + 1)),
        "RSA exponent that is negative": of_rsa(odd=lambda n, e: plain(n, -e)),
        "RSA modulus that is even": of_rsa(odd=lambda n, e: plain(n - 1, e)),
        "RSA modulus that is negative": of_rsa(odd=lambda n, e: plain(-n, e)),
        "RSA modulus of 0": of_rsa(odd=lambda _, e: plain(0, e)),
        "RSA modulus with padding": of_rsa(
            odd=lambda n, e: (der.tlv(0x02, b"\0\0" + n.to_bytes(256)), der.integer(e))
        ),
        "RSA of three numbers": of_rsa(odd=lambda n, e: (*plain(n, e), der.integer(5))),
    }
)
