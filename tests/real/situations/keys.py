"""Keys of every kind and signatures of every scheme, at each place of a chain."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, padding, rsa

from tests.real.situations.situation import (
    ANCHOR,
    ISSUING,
    PLACES,
    SERVER,
    Changes,
    Situations,
    at,
    chain,
    everywhere,
)
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import Key, Sign

KEYS: Mapping[str, Callable[[], Key]] = MappingProxyType(
    {
        "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "P-224": lambda: ec.generate_private_key(ec.SECP224R1()),
        "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
        "brainpoolP256r1": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
        "RSA 1024": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505 - refused
        "RSA 2047": lambda: rsa.generate_private_key(65537, 2047),  # noqa: S505 - as odd generators make
        "RSA 2048": lambda: rsa.generate_private_key(65537, 2048),
        "RSA 2048 with exponent 3": lambda: rsa.generate_private_key(3, 2048),
        "RSA 3072": lambda: rsa.generate_private_key(65537, 3072),
        "Ed25519": ed25519.Ed25519PrivateKey.generate,
        "Ed448": ed448.Ed448PrivateKey.generate,
        "ML-DSA-44": mldsa.MLDSA44PrivateKey.generate,
        "ML-DSA-65": mldsa.MLDSA65PrivateKey.generate,
        "ML-DSA-87": mldsa.MLDSA87PrivateKey.generate,
    }
)
HASHES: Mapping[str, tuple[hashes.HashAlgorithm, str, str, str]] = MappingProxyType(
    {
        "MD5": (hashes.MD5(), "1.2.840.113549.1.1.4", "", "1.2.840.113549.2.5"),  # noqa: S303
        "SHA-1": (hashes.SHA1(), "1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "1.3.14.3.2.26"),  # noqa: S303
        "SHA-224": (
            hashes.SHA224(),
            "1.2.840.113549.1.1.14",
            "1.2.840.10045.4.3.1",
            "2.16.840.1.101.3.4.2.4",
        ),
        "SHA-256": (
            hashes.SHA256(),
            "1.2.840.113549.1.1.11",
            "1.2.840.10045.4.3.2",
            "2.16.840.1.101.3.4.2.1",
        ),
        "SHA-384": (
            hashes.SHA384(),
            "1.2.840.113549.1.1.12",
            "1.2.840.10045.4.3.3",
            "2.16.840.1.101.3.4.2.2",
        ),
        "SHA-512": (
            hashes.SHA512(),
            "1.2.840.113549.1.1.13",
            "1.2.840.10045.4.3.4",
            "2.16.840.1.101.3.4.2.3",
        ),
        "SHA3-256": (
            hashes.SHA3_256(),
            "2.16.840.1.101.3.4.3.14",
            "2.16.840.1.101.3.4.3.10",
            "2.16.840.1.101.3.4.2.8",
        ),
        "SHA3-384": (
            hashes.SHA3_384(),
            "2.16.840.1.101.3.4.3.15",
            "2.16.840.1.101.3.4.3.11",
            "2.16.840.1.101.3.4.2.9",
        ),
        "SHA3-512": (
            hashes.SHA3_512(),
            "2.16.840.1.101.3.4.3.16",
            "2.16.840.1.101.3.4.3.12",
            "2.16.840.1.101.3.4.2.10",
        ),
    }
)
"""Each with its object identifiers: with RSA, with ECDSA, alone."""
NULL = b"\x05\x00"


def situations() -> Situations:
    """One place of another kind, all of another kind, and signatures of another scheme."""
    keys = {name: new() for name, new in KEYS.items()}
    for name, key in keys.items():
        yield from everywhere(f"key {name}", lambda _, key=key: Changes(key=key))  # type: ignore[misc]  # bound now
        yield f"key {name}, everywhere", chain({place: Changes(key=key) for place in PLACES})
    for oddity, sign in ODD_PSS.items():
        yield (
            f"RSA-PSS with {oddity}, server",
            chain({ISSUING: {"key": keys["RSA 2048"]}, SERVER: {"sign": sign}}),
        )
        yield (
            f"RSA-PSS with {oddity}, issuing CA",
            chain({ANCHOR: {"key": keys["RSA 2048"]}, ISSUING: {"sign": sign}}),
        )
    for name in HASHES:
        for scheme, key, sign in schemes(name, keys):
            yield f"{scheme}, server", chain({ISSUING: {"key": key}, SERVER: {"sign": sign}})
            yield f"{scheme}, issuing CA", chain({ANCHOR: {"key": key}, ISSUING: {"sign": sign}})
            yield f"{scheme}, anchor", at(ANCHOR, {"key": key, "sign": sign})
    yield "key RSA-PSS, server", at(SERVER, {"key": keys["RSA 2048"], "own_key": pss_key(keys)})
    yield "unknown signature scheme, server", at(SERVER, {"sign": unknown})
    yield "unknown signature scheme, issuing CA", at(ISSUING, {"sign": unknown})
    yield "unknown signature scheme, anchor", at(ANCHOR, {"sign": unknown})
    yield "unknown key, server", at(SERVER, {"own_key": UNKNOWN_KEY})
    yield "key SM2, server", at(SERVER, {"own_key": SM2_KEY})


def schemes(name: str, keys: Mapping[str, Key]) -> list[tuple[str, Key, Sign]]:
    """How a hash is signed, and with which key."""
    found = [(f"RSA with {name}", keys["RSA 2048"], pkcs1(name))]
    if HASHES[name][2]:
        found.append((f"ECDSA with {name}", keys["P-256"], ecdsa(name)))
        found.append((f"RSA-PSS with {name}", keys["RSA 2048"], pss(name)))
    return found


def pkcs1(name: str) -> Sign:
    """RSASSA-PKCS1-v1_5."""
    hashed, identifier, _, _ = HASHES[name]

    def sign(key: Key, data: bytes) -> tuple[bytes, bytes]:
        assert isinstance(key, rsa.RSAPrivateKey)
        algorithm = der.seq(der.oid(identifier), NULL)
        return algorithm, key.sign(data, padding.PKCS1v15(), hashed)

    return sign


def pss(name: str, salt: int | None = None, mask: str = "") -> Sign:
    """RSASSA-PSS, with a salt as long as the hash, and a mask of the same hash, unless they are given."""
    hashed, _, _, identifier = HASHES[name]
    masked, _, _, mask_identifier = HASHES[mask or name]
    size = hashed.digest_size if salt is None else salt

    def sign(key: Key, data: bytes) -> tuple[bytes, bytes]:
        assert isinstance(key, rsa.RSAPrivateKey)
        alone = der.seq(der.oid(identifier), NULL)
        of_mask = der.seq(der.oid(mask_identifier), NULL)
        parameters = der.seq(
            der.tlv(0xA0, alone),
            der.tlv(0xA1, der.seq(der.oid("1.2.840.113549.1.1.8"), of_mask)),
            der.tlv(0xA2, der.integer(size)),
        )
        algorithm = der.seq(der.oid("1.2.840.113549.1.1.10"), parameters)
        return algorithm, key.sign(data, padding.PSS(padding.MGF1(masked), size), hashed)

    return sign


ODD_PSS = {
    "a salt of 20 octets": pss("SHA-256", 20),
    "no salt": pss("SHA-256", 0),
    "a salt of 64 octets": pss("SHA-256", 64),
    "a salt of 222 octets": pss("SHA-256", 222),
    "a mask of another hash": pss("SHA-256", None, "SHA-512"),
    "a mask of SHA-1": pss("SHA-256", None, "SHA-1"),
}


def ecdsa(name: str) -> Sign:
    """ECDSA."""
    hashed, _, identifier, _ = HASHES[name]

    def sign(key: Key, data: bytes) -> tuple[bytes, bytes]:
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return der.seq(der.oid(identifier)), key.sign(data, ec.ECDSA(hashed))

    return sign


def unknown(_key: Key, _data: bytes) -> tuple[bytes, bytes]:
    """A scheme that nobody knows."""
    return der.seq(der.oid("1.2.3.4.5")), bytes(64)


UNKNOWN_KEY = der.seq(der.seq(der.oid("1.2.3.4.6")), der.bits(bytes(32)))
SM2_POINT = bytes.fromhex(
    "0432c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
"""The base point of its curve (GB/T 32918.5)."""
SM2_KEY = der.seq(
    der.seq(der.oid("1.2.840.10045.2.1"), der.oid("1.2.156.10197.1.301")), der.bits(SM2_POINT)
)


def pss_key(keys: Mapping[str, Key]) -> bytes:
    """The RSA key as one for RSASSA-PSS alone."""
    key = keys["RSA 2048"]
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers = key.public_key().public_numbers()
    bare = der.seq(der.integer(numbers.n), der.integer(numbers.e))
    return der.seq(der.seq(der.oid("1.2.840.113549.1.1.10")), der.bits(bare))
