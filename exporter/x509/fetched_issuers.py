"""The certificates in a document that an authority information access extension names."""

import re
from base64 import b64decode

from exporter.x509 import der
from exporter.x509.der import NotDer, elements, fields_of

MOST = 16
"""Certificates of one document; a CA's has one, or one for each of its roots."""
ARMOUR = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
SIGNED_DATA = "1.2.840.113549.1.7.2"
EXPLICIT, CERTIFICATES = 0xA0, 0xA0


def certificates_in(document: bytes) -> tuple[bytes, ...]:
    """Each in DER, of DER, PEM or PKCS#7 (RFC 5280, section 4.2.2.1); none where it is anything else."""
    blocks = [body for _, body in ARMOUR.findall(document)]
    try:
        encoded = [b64decode(b"".join(body.split()), validate=True) for body in blocks]
        return tuple(one for each in encoded or [document] for one in unpacked(each))[:MOST]
    except ValueError:
        return ()


def unpacked(encoded: bytes) -> tuple[bytes, ...]:
    """A certificate as it is, or those that a PKCS#7 message carries (RFC 5652, sections 3 and 5.1)."""
    fields = fields_of(encoded)
    first = fields.any()
    if first.tag != der.OBJECT_IDENTIFIER:
        return (encoded,)
    if der.object_identifier(first.content) != SIGNED_DATA:
        raise NotDer("it is a message of another kind")
    message = fields_of(fields.one(EXPLICIT).content)
    for tag in (der.INTEGER, der.SET, der.SEQUENCE):
        message.one(tag)
    held = message.optional(CERTIFICATES)
    return tuple(one.whole for one in elements(held.content if held else b""))
