"""Extensions read one at a time, so that one broken entry does not hide the others."""

from typing import Annotated

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1

UNREADABLE = (
    AssertionError,
    OverflowError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the decoder raises over bytes that it cannot make sense of."""


@asn1.sequence
class ToBeSigned:
    """TBSCertificate (RFC 5280, section 4.1), opened as far as the list of extensions."""

    version: Annotated[int, asn1.Explicit(0), asn1.Default(0)]
    serial: asn1.TLV
    signature: asn1.TLV
    issuer: asn1.TLV
    validity: asn1.TLV
    subject: asn1.TLV
    key: asn1.TLV
    issuer_id: Annotated[asn1.BitString | None, asn1.Implicit(1)]
    subject_id: Annotated[asn1.BitString | None, asn1.Implicit(2)]
    extensions: Annotated[list[asn1.TLV] | None, asn1.Explicit(3)]


@asn1.sequence
class Signed:
    """Certificate (RFC 5280, section 4.1)."""

    to_be_signed: ToBeSigned
    algorithm: asn1.TLV
    signature: asn1.TLV


@asn1.sequence
class Entry:
    """Extension (RFC 5280, section 4.1)."""

    kind: x509.ObjectIdentifier
    critical: Annotated[bool, asn1.Default(value=False)]
    value: bytes


def salvaged(der: bytes) -> tuple[list[x509.Extension[x509.ExtensionType]], list[str]]:
    """The extensions that can be decoded on their own, and a sentence for each other one."""
    try:
        certificate = asn1.decode_der(Signed, der)
    except UNREADABLE as error:
        return [], [f"The extensions cannot be decoded: {error}."]
    readable: dict[x509.ObjectIdentifier, x509.Extension[x509.ExtensionType]] = {}
    defects = []
    for entry in certificate.to_be_signed.extensions or ():
        certificate.to_be_signed.extensions = [entry]
        try:
            (alone,) = x509.load_der_x509_certificate(asn1.encode_der(certificate)).extensions
        except UNREADABLE as error:
            kind = entry.parse(Entry).kind.dotted_string
            defects.append(f"The extension {kind} cannot be decoded: {error}.")
        else:
            if alone.oid in readable:
                defects.append(f"The extension {alone.oid.dotted_string} occurs twice.")
            readable.setdefault(alone.oid, alone)
    return list(readable.values()), defects
