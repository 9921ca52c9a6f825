"""What a file holds of certificates and keys, told from its bytes; keys are read, compared and forgotten."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
)

from exporter.model.server_file import Contents, PrivateKey
from exporter.probing.files.secret import from_base64
from exporter.words.security_level import CURVE, DSA, HIGHEST, RSA, highest_level
from exporter.words.wording import counted

CERTIFICATES = {b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE"}
KEYS = {
    b"PRIVATE KEY": "PKCS#8",
    b"ENCRYPTED PRIVATE KEY": "PKCS#8, encrypted",
    b"RSA PRIVATE KEY": "PKCS#1",
    b"EC PRIVATE KEY": "SEC1",
    b"DSA PRIVATE KEY": "DSA",
}
OTHERS = {
    b"CERTIFICATE REQUEST": "a certificate signing request",
    b"NEW CERTIFICATE REQUEST": "a certificate signing request",
    b"PKCS7": "a PKCS#7 bundle",
    b"CMS": "a PKCS#7 bundle",
    b"X509 CRL": "a certificate revocation list",
    b"PUBLIC KEY": "a public key",
    b"RSA PUBLIC KEY": "a public key",
    b"DH PARAMETERS": "Diffie-Hellman parameters",
    b"X9.42 DH PARAMETERS": "Diffie-Hellman parameters",
    b"EC PARAMETERS": "parameters of an elliptic curve",
    b"OPENSSH PRIVATE KEY": "a private key of OpenSSH, which no web server reads",
    b"PGP PRIVATE KEY BLOCK": "a key of OpenPGP",
}
BOUNDARY = re.compile(rb"-----(BEGIN|END) ([A-Z0-9. ]+)-----")
BYTE_ORDER_MARKS = {
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
"""Names of NIST, as certificates are told with them."""
UTF8_MARK = b"\xef\xbb\xbf"
BLANKS = bytes(range(33))
"""What OpenSSL passes over at the end of a line."""
STARTS = (
    (re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE), "a web page"),
    (re.compile(rb"0[\x80-\x84].{0,4}\x02\x01\x03", re.DOTALL), "a PKCS#12 store (.pfx, .p12)"),
    (
        re.compile(rb"0[\x80-\x84].{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", re.DOTALL),
        "a PKCS#7 bundle",
    ),
    (re.compile(rb"0[\x81-\x84].{1,4}0[\x81-\x84]", re.DOTALL), "a certificate in DER, not in PEM"),
    (re.compile(rb"0.{1,4}\x02\x01[\x00\x01]", re.DOTALL), Contents.KEY_IN_DER),
    (re.compile(rb"\xfe\xed\xfe\xed"), "a Java key store"),
)
UNOPENED = "its passphrase: it is encrypted, and no file of passphrases is named"
UNKNOWN = "a library that knows its algorithm"


@dataclass(frozen=True, slots=True)
class PemBlock:
    """A block of PEM (RFC 7468): its label, and where it lies in the file."""

    label: bytes
    start: int
    body_start: int
    body_end: int
    end: int


def contents(data: bytearray, passphrases: tuple[bytes, ...] | None = None) -> Contents:
    """What the bytes of a file are; `passphrases` are those of its key, where a file for them is named."""
    blocks = tuple(pem_blocks(data))
    troubles = [*written_badly(data, blocks)]
    certificates: list[bytes] = []
    keys: list[PrivateKey] = []
    others: list[str] = []
    for number, block in enumerate(blocks, start=1):
        if block.label in CERTIFICATES:
            try:
                certificates.append(decoded(data, block))
            except binascii.Error:
                troubles.append(f"block {number} (CERTIFICATE) is no base64")
        elif block.label in KEYS:
            keys.append(private_key(data, block, passphrases))
        else:
            others.append(OTHERS.get(block.label, f"a block {block.label.decode()}"))
    is_something = certificates or keys or (blocks and troubles)
    return Contents(
        certificates=tuple(certificates),
        keys=tuple(keys),
        instead="" if is_something else next(iter(others), "") or told_apart(data),
        troubles=tuple(troubles),
    )


def pem_blocks(data: bytearray) -> Iterator[PemBlock]:
    """Every block that has an end."""
    begun: re.Match[bytes] | None = None
    for boundary in BOUNDARY.finditer(data):
        word, label = boundary.groups()
        if word == b"BEGIN":
            begun = boundary
        elif begun and begun[2] == label:
            yield PemBlock(label, begun.start(), begun.end(), boundary.start(), boundary.end())
            begun = None


def decoded(data: bytearray, block: PemBlock) -> bytes:
    """The bytes of a block without headers; raises binascii.Error."""
    body = b"".join(data[block.body_start : block.body_end].split())
    return binascii.a2b_base64(body, strict_mode=True)


def written_badly(data: bytearray, blocks: tuple[PemBlock, ...]) -> Iterator[str]:
    """What keeps OpenSSL from finding a block: it wants each boundary on a line of its own.

    A byte order mark in front it passes over, since version 1.1.1.
    """
    unended = sum(boundary[1] == b"BEGIN" for boundary in BOUNDARY.finditer(data)) - len(blocks)
    if unended > 0:
        yield f"{counted(unended, 'block')} without an end line"
    for number, block in enumerate(blocks, start=1):
        if not (is_line_begun(data, block.start) and is_line_over(data, block.body_start)):
            yield f"the beginning of block {number} does not stand on a line of its own"
        elif not (is_line_begun(data, block.body_end) and is_line_over(data, block.end)):
            yield f"the end of block {number} does not stand on a line of its own"


def is_line_begun(data: bytearray, at: int) -> bool:
    """Whether nothing is before it in its line; carriage returns alone begin none."""
    return at == 0 or data[at - 1 : at] == b"\n" or data[:at] == UTF8_MARK


def is_line_over(data: bytearray, at: int) -> bool:
    """Whether nothing but blanks is behind it in its line, or the next block begins, of which that is told."""
    end = data.find(b"\n", at)
    rest = data[at : end if end >= 0 else len(data)]
    return not rest.strip(BLANKS) or rest.startswith(b"-----BEGIN")


def private_key(
    data: bytearray, block: PemBlock, passphrases: tuple[bytes, ...] | None
) -> PrivateKey:
    """What may be known of a key; nothing of the key itself is in it."""
    form = KEYS[block.label]
    has_headers = data.find(b":", block.body_start, block.body_end) >= 0
    says_encrypted = data.find(b"ENCRYPTED", block.body_start, block.body_end) >= 0
    is_encrypted = form.endswith("encrypted") or says_encrypted
    if is_encrypted and passphrases is None:
        return PrivateKey(form=form, needs=UNOPENED)
    for passphrase in passphrases or () if is_encrypted else (None,):
        try:
            return public_half(opened(data, block, passphrase, has_headers=has_headers), form)
        except UnsupportedAlgorithm:
            return PrivateKey(form=form, needs=UNKNOWN)
        except (ValueError, TypeError):
            continue
    trouble = "no passphrase in its file opens it" if is_encrypted else "it is damaged"
    return PrivateKey(form=form, trouble=trouble)


def opened(
    data: bytearray, block: PemBlock, passphrase: bytes | None, *, has_headers: bool
) -> PrivateKeyTypes:
    """The key; raises ValueError, TypeError and UnsupportedAlgorithm.

    What is read as PEM is decoded into memory that nobody blots out; so are only keys with headers, which old
    forms of encryption have (RFC 1421).
    """
    if has_headers:
        return load_pem_private_key(memoryview(data)[block.start : block.end], passphrase)
    der = from_base64(memoryview(data)[block.body_start : block.body_end])
    try:
        return load_der_private_key(der, passphrase)
    finally:
        der[:] = bytes(len(der))


def public_half(key: PrivateKeyTypes, form: str) -> PrivateKey:
    """What is kept of a key."""
    return PrivateKey(
        form=form,
        public_key=key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        kind=kind_of(key),
        level=level_of(key),
    )


def level_of(key: PrivateKeyTypes) -> int:
    """The highest of OpenSSL's security levels that takes it."""
    match key:
        case rsa.RSAPrivateKey():
            return highest_level(key.key_size, RSA)
        case dsa.DSAPrivateKey():
            return highest_level(key.key_size, DSA)
        case ec.EllipticCurvePrivateKey():
            return highest_level(key.key_size, CURVE)
        case _:
            return HIGHEST


def kind_of(key: PrivateKeyTypes) -> str:
    """Algorithm and size."""
    match key:
        case rsa.RSAPrivateKey():
            return f"RSA {key.key_size}"
        case ec.EllipticCurvePrivateKey():
            return f"ECDSA {CURVES.get(key.curve.name, key.curve.name)}"
        case ed25519.Ed25519PrivateKey():
            return "Ed25519"
        case ed448.Ed448PrivateKey():
            return "Ed448"
        case dsa.DSAPrivateKey():
            return f"DSA {key.key_size}"
        case _:
            return type(key).__name__


def told_apart(data: bytearray) -> str:
    """What a file without blocks is."""
    if not data or data.isspace():
        return "an empty file"
    for mark, name in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return name
    for start, name in STARTS:
        if start.match(data):
            return name
    return "binary data" if b"\0" in data else "text without certificates or keys"
