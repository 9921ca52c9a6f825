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


MOST_ENTRIES = 64
"""Extensions that are read one at a time; honest certificates have a dozen."""


def field(encoded: str) -> asn1.TLV:
    """A value from its encoding in hexadecimal."""
    return asn1.decode_der(asn1.TLV, bytes.fromhex(encoded))


ED25519, NOBODY = field("300506032b6570"), field("3000")


def shell(entry: asn1.TLV) -> Signed:
    """The smallest certificate around one extension: what a stranger put elsewhere costs nothing."""
    return Signed(
        to_be_signed=ToBeSigned(
            version=2,
            serial=field("020101"),
            signature=ED25519,
            issuer=NOBODY,
            validity=field("301e170d3730303130313030303030305a170d3730303130313030303030305a"),
            subject=NOBODY,
            key=field("302a300506032b6570032100" + 32 * "00"),
            issuer_id=None,
            subject_id=None,
            extensions=[entry],
        ),
        algorithm=ED25519,
        signature=field("030100"),
    )


def salvaged(der: bytes) -> tuple[list[x509.Extension[x509.ExtensionType]], list[str]]:
    """The extensions that can be decoded on their own, and a sentence for each other one."""
    try:
        certificate = asn1.decode_der(Signed, der)
    except UNREADABLE as error:
        return [], [f"The extensions cannot be decoded: {error}."]
    readable: dict[x509.ObjectIdentifier, x509.Extension[x509.ExtensionType]] = {}
    entries = certificate.to_be_signed.extensions or ()
    defects = []
    for entry in entries[:MOST_ENTRIES]:
        try:
            (alone,) = x509.load_der_x509_certificate(asn1.encode_der(shell(entry))).extensions
        except UNREADABLE as error:
            kind = entry.parse(Entry).kind.dotted_string
            defects.append(f"The extension {kind} cannot be decoded: {error}.")
        else:
            if alone.oid in readable:
                defects.append(f"The extension {alone.oid.dotted_string} occurs twice.")
            readable.setdefault(alone.oid, alone)
    if len(entries) > MOST_ENTRIES:
        defects.append(f"Of {len(entries)} extensions only {MOST_ENTRIES} were read.")
    return list(readable.values()), defects
