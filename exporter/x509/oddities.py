"""The oddities of one certificate by which clients differ."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from exporter.words.oddity import Oddity
from exporter.x509 import der, extension_values
from exporter.x509.algorithm_identifier import public_key_info
from exporter.x509.distinguished_name import Name
from exporter.x509.extension_values import KeyUsage, NameConstraints
from exporter.x509.extensions import Extensions
from exporter.x509.general_name import NameKind
from exporter.x509.to_be_signed import ToBeSigned

EC, RSA = "1.2.840.10045.2.1", "1.2.840.113549.1.1.1"
NULL, CURVE_WRITTEN_OUT = b"\5\0", bytes([der.SEQUENCE])
NONE: frozenset[Oddity] = frozenset()
UNCOMPRESSED = b"\0\4"
"""How a key's point begins that has both coordinates, after the number of unused bits."""
USUAL_EXPONENT = b"\x02\x03\x01\x00\x01"
MOST_EXPONENT_BITS = 31
PROXY = "1.3.6.1.5.5.7.1.14"
"""Information for proxies (RFC 3820)."""
COMMON_KINDS = frozenset({NameKind.DNS, NameKind.IP, NameKind.MAIL, NameKind.URI})
LOST: Mapping[str, Oddity] = MappingProxyType(
    {
        extension_values.AUTHORITY_ACCESS: Oddity.UNREADABLE_ACCESS,
        extension_values.DISTRIBUTION_POINTS: Oddity.UNREADABLE_LISTS,
        extension_values.ALTERNATIVE_NAMES: Oddity.UNREADABLE_NAME,
        extension_values.POLICIES: Oddity.UNREADABLE_POLICIES,
        extension_values.POLICY_MAPPINGS: Oddity.UNREADABLE_POLICIES,
        extension_values.POLICY_CONSTRAINTS: Oddity.UNREADABLE_POLICIES,
        extension_values.ANY_POLICY_INHIBITION: Oddity.UNREADABLE_POLICIES,
    }
)
"""The others are `UNREADABLE_EXTENSION`."""
PASSED_OVER = frozenset(
    {extension_values.FEATURES, extension_values.TIMESTAMPS, extension_values.NETSCAPE_TYPE}
)
"""By these nobody judges a path; what becomes of them is told elsewhere."""


def oddities(
    names: tuple[Name, Name], key: PublicKeyTypes | None, fields: ToBeSigned, extensions: Extensions
) -> frozenset[Oddity]:
    """All that a certificate has."""
    subject, issuer = names
    found = (
        *fields.oddities,
        *subject.oddities,
        *issuer.oddities,
        *of_key(key, fields.key),
        *of_extensions(extensions),
    )
    return frozenset(found) if found else NONE


def of_key(key: PublicKeyTypes | None, encoded: bytes) -> tuple[Oddity, ...]:
    """Of how it is written."""
    if key is None:
        return (Oddity.UNREADABLE_KEY,)
    if isinstance(key, RSAPublicKey) and not encoded.endswith(USUAL_EXPONENT):
        is_large = key.public_numbers().e.bit_length() > MOST_EXPONENT_BITS
        return (Oddity.LARGE_EXPONENT,) if is_large else ()
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
    lost = sorted(extensions.lost - PASSED_OVER)
    yield from (LOST.get(kind, Oddity.UNREADABLE_EXTENSION) for kind in lost)
    if (usage := extensions.get(KeyUsage)) and usage.has_stray_bits:
        yield Oddity.NOT_DER
    if extensions.is_there(PROXY):
        yield Oddity.PROXY
    if constraints := extensions.get(NameConstraints):
        is_critical = extension_values.NAME_CONSTRAINTS in extensions.critical
        yield from of_constraints(constraints, is_critical=is_critical)


def of_constraints(constraints: NameConstraints, *, is_critical: bool) -> Iterator[Oddity]:
    """Of those on names."""
    bases = (*constraints.permitted, *constraints.excluded)
    if is_critical and {one.kind for one in bases} - COMMON_KINDS:
        yield Oddity.OTHER_CONSTRAINTS
    if not bases or any(one.kind is NameKind.DNS and is_odd(str(one.value)) for one in bases):
        yield Oddity.ODD_CONSTRAINTS


def is_odd(domain: str) -> bool:
    """Whether it has an empty label, or one with a space; of no domain, which means all, it has none."""
    labels = domain.removeprefix(".").split(".") if domain else ()
    return not all(label and " " not in label for label in labels)
