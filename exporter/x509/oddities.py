"""The oddities of one certificate by which clients differ."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from exporter.words.oddity import Oddity
from exporter.x509 import der, extension_values
from exporter.x509.algorithm_identifier import public_key_info
from exporter.x509.distinguished_name import Name
from exporter.x509.extension_values import NameConstraints
from exporter.x509.extensions import Extensions
from exporter.x509.general_name import NameKind

EC, RSA = "1.2.840.10045.2.1", "1.2.840.113549.1.1.1"
NULL, CURVE_WRITTEN_OUT = b"\5\0", bytes([der.SEQUENCE])
NONE: frozenset[Oddity] = frozenset()
UNCOMPRESSED = b"\0\4"
"""How a key's point begins that has both coordinates, after the number of unused bits."""
COMMON_KINDS = frozenset({NameKind.DNS, NameKind.IP, NameKind.MAIL, NameKind.URI})
LOST: Mapping[str, Oddity] = MappingProxyType(
    {
        extension_values.AUTHORITY_ACCESS: Oddity.UNREADABLE_ACCESS,
        extension_values.DISTRIBUTION_POINTS: Oddity.UNREADABLE_LISTS,
    }
)


def oddities(
    names: tuple[Name, Name], key: PublicKeyTypes | None, key_der: bytes, extensions: Extensions
) -> frozenset[Oddity]:
    """All that a certificate has."""
    subject, issuer = names
    found = (*subject.oddities, *issuer.oddities, *of_key(key, key_der), *of_extensions(extensions))
    return frozenset(found) if found else NONE


def of_key(key: PublicKeyTypes | None, encoded: bytes) -> tuple[Oddity, ...]:
    """Of how it is written."""
    if key is None:
        return (Oddity.UNREADABLE_KEY,)
    is_as_usual = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == encoded
    return () if is_as_usual else tuple(of_odd_key(encoded))


def of_odd_key(encoded: bytes) -> Iterator[Oddity]:
    """Of one that a library would write otherwise."""
    key = public_key_info(encoded)
    if key.algorithm == RSA and key.parameters != NULL:
        yield Oddity.NO_PARAMETERS
    if key.algorithm == EC and key.parameters[:1] == CURVE_WRITTEN_OUT:
        yield Oddity.EXPLICIT_CURVE
    if key.algorithm == EC and not key.held.startswith(UNCOMPRESSED):
        yield Oddity.SHORT_POINT


def of_extensions(extensions: Extensions) -> Iterator[Oddity]:
    """Of what stands behind the key."""
    if not extensions.has_all_names and any(
        one.defect and one.kind is not NameKind.DIRECTORY for one in extensions.names
    ):
        yield Oddity.UNREADABLE_NAME
    yield from (LOST[kind] for kind in sorted(extensions.lost) if kind in LOST)
    constraints = extensions.get(NameConstraints)
    if constraints and extension_values.NAME_CONSTRAINTS in extensions.critical:
        kinds = {one.kind for one in (*constraints.permitted, *constraints.excluded)}
        if kinds - COMMON_KINDS:
            yield Oddity.OTHER_CONSTRAINTS
