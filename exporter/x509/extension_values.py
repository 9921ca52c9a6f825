"""The extensions that count here, each as a value (RFC 5280, section 4.2)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exporter.x509 import der
from exporter.x509.der import Element, Fields, NotDer, elements, fields_of
from exporter.x509.general_name import GeneralName, NameKind, general_name, general_names


@dataclass(frozen=True, slots=True)
class BasicConstraints:
    """Whether it may issue certificates, and how many CAs may stand below it."""

    is_ca: bool
    path_length: int | None


@dataclass(frozen=True, slots=True)
class KeyUsage:
    """The numbers of the uses that are named."""

    uses: frozenset[int]
    has_stray_bits: bool = False
    """Some of those that do not count are set."""
    has_rest: bool = False
    """Something follows that has no place: OpenSSL and Go pass over it, browsers do not."""


@dataclass(frozen=True, slots=True)
class ExtendedKeyUsage:
    """The purposes, as object identifiers."""

    purposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class NetscapeType:
    """The numbers of what it is for, as Netscape had it before there were purposes."""

    uses: frozenset[int]


@dataclass(frozen=True, slots=True)
class AlternativeNames:
    """What the subject is called besides."""

    names: tuple[GeneralName, ...]


@dataclass(frozen=True, slots=True)
class NameConstraints:
    """Which names may be certified below."""

    permitted: tuple[GeneralName, ...]
    excluded: tuple[GeneralName, ...]


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The identifier of its key."""

    identifier: bytes


@dataclass(frozen=True, slots=True)
class AuthorityKey:
    """Which key of the issuer signed it, and which certificate of that: None is untold."""

    identifier: bytes | None
    issuer: bytes | None
    """In DER: the name that issued the issuer's certificate."""
    serial: int | None


@dataclass(frozen=True, slots=True)
class Access:
    """Where documents of its issuer are to be had."""

    ca_issuers: tuple[str, ...]
    """Those that everybody can fetch before those of directories."""
    ocsp: tuple[str, ...]
    """Responders that tell whether it is revoked."""


@dataclass(frozen=True, slots=True)
class DistributionPoints:
    """Where the lists are that tell whether it is revoked, those of other issuers left out."""

    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timestamps:
    """The signed certificate timestamps that are embedded (RFC 6962, section 3.3)."""

    count: int
    listed: bytes
    """As they stand there, with the length of the list before them."""


@dataclass(frozen=True, slots=True)
class Features:
    """The extensions of hellos that its server promises to answer, by number (RFC 7633)."""

    extensions: frozenset[int]


@dataclass(frozen=True, slots=True)
class Policies:
    """By which policies it was issued, as object identifiers."""

    identifiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class PolicyMappings:
    """Policies of the issuer, each with one of the subject that stands for it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PolicyConstraints:
    """After how many certificates a policy must be valid, and none stands for another; None: never."""

    explicit: int | None
    mapping: int | None


@dataclass(frozen=True, slots=True)
class AnyPolicyInhibition:
    """After how many certificates anyPolicy stands for no other."""

    skipped: int


CA_ISSUERS, OCSP = "1.3.6.1.5.5.7.48.2", "1.3.6.1.5.5.7.48.1"


def basic_constraints(value: bytes) -> BasicConstraints:
    """BasicConstraints."""
    fields = fields_of(value)
    flag, length = fields.optional(der.BOOLEAN), fields.optional(der.INTEGER)
    fields.finish()
    path_length = der.integer(length.content) if length else None
    if path_length is not None and path_length < 0:
        raise NotDer("its path length is negative")
    return BasicConstraints(der.boolean(flag.content) if flag else False, path_length)


def key_usage(value: bytes) -> KeyUsage:
    """KeyUsage."""
    fields = Fields(value)
    listed = fields.one(der.BIT_STRING)
    octets = listed.content
    return KeyUsage(
        numbers(listed.whole),
        has_stray_bits=der.bits(octets) != octets[1:],
        has_rest=bool(fields.remaining()),
    )


def netscape_type(value: bytes) -> NetscapeType:
    """Netscape's certificate type."""
    return NetscapeType(numbers(value))


def numbers(value: bytes) -> frozenset[int]:
    """The bits that are set in the first two octets of a BIT STRING, the first one being number 0."""
    octets = der.bits(only(value, der.BIT_STRING))
    return frozenset(
        8 * place + bit
        for place, octet in enumerate(octets[:2])
        for bit in range(8)
        if octet & 0x80 >> bit
    )


def extended_key_usage(value: bytes) -> ExtendedKeyUsage:
    """ExtKeyUsageSyntax, which must have one purpose at least."""
    return ExtendedKeyUsage(identifiers(value))


def alternative_names(value: bytes) -> AlternativeNames:
    """SubjectAltName."""
    return AlternativeNames(general_names(only(value, der.SEQUENCE)))


def name_constraints(value: bytes) -> NameConstraints:
    """NameConstraints; a subtree that cannot be read makes all of it unreadable."""
    fields = fields_of(value)
    permitted, excluded = fields.optional(0xA0), fields.optional(0xA1)
    fields.finish()
    if permitted is None and excluded is None:
        raise NotDer("it permits and excludes nothing")
    return NameConstraints(tuple(subtrees(permitted)), tuple(subtrees(excluded)))


def subtrees(listed: Element | None) -> Iterator[GeneralName]:
    """The bases of GeneralSubtrees; depths have no use in certificates of the web."""
    for element in elements(listed.content if listed else b""):
        fields = Fields(element.content)
        base = general_name(fields.any(), is_subtree=True)
        minimum = fields.optional(0x80)
        fields.finish()
        if base.defect:
            raise NotDer(base.defect.rstrip("."))
        if minimum and der.integer(minimum.content):
            raise NotDer("a subtree begins below its base")
        yield base


def subject_key(value: bytes) -> SubjectKey:
    """SubjectKeyIdentifier."""
    return SubjectKey(only(value, der.OCTET_STRING))


def authority_key(value: bytes) -> AuthorityKey:
    """AuthorityKeyIdentifier."""
    fields = fields_of(value)
    identifier, issuer, serial = map(fields.optional, (0x80, 0xA1, 0x82))
    fields.finish()
    directories = [one for one in elements(issuer.content if issuer else b"") if one.tag == 0xA4]
    return AuthorityKey(
        identifier.content if identifier else None,
        directories[0].content if directories else None,
        der.integer(serial.content) if serial else None,
    )


def access(value: bytes) -> Access:
    """AuthorityInfoAccess, of which only addresses count."""
    found: dict[str, list[str]] = {CA_ISSUERS: [], OCSP: []}
    for element in elements(only(value, der.SEQUENCE)):
        fields = Fields(element.content)
        method = der.object_identifier(fields.one(der.OBJECT_IDENTIFIER).content)
        place = general_name(fields.any())
        if method in found and place.kind is NameKind.URI and not place.defect:
            found[method].append(str(place))
    by_ease = sorted(found[CA_ISSUERS], key=lambda address: not address.lower().startswith("http"))
    return Access(tuple(by_ease), tuple(found[OCSP]))


def distribution_points(value: bytes) -> DistributionPoints:
    """CRLDistributionPoints (section 4.2.1.13), as far as they are addresses."""
    found: list[str] = []
    for element in elements(only(value, der.SEQUENCE)):
        fields = Fields(element.content)
        place, _reasons, other_issuer = map(fields.optional, (0xA0, 0x81, 0xA2))
        full = Fields(place.content).optional(0xA0) if place and not other_issuer else None
        names = general_names(full.content) if full else ()
        found += [str(one) for one in names if one.kind is NameKind.URI and not one.defect]
    return DistributionPoints(tuple(found))


def timestamps(value: bytes) -> Timestamps:
    """SignedCertificateTimestampList: a list of two octets' length within an OCTET STRING."""
    listed = only(value, der.OCTET_STRING)
    at, count = 2, 0
    if int.from_bytes(listed[:2]) != len(listed) - 2:
        raise NotDer("the list is not as long as it says")
    while at < len(listed):
        at += 2 + int.from_bytes(listed[at : at + 2])
        count += 1
    if at != len(listed):
        raise NotDer("a timestamp is cut off")
    return Timestamps(count, listed)


def policies(value: bytes) -> Policies:
    """CertificatePolicies, their qualifiers left out."""
    listed = (Fields(element.content) for element in elements(only(value, der.SEQUENCE)))
    found = (fields.one(der.OBJECT_IDENTIFIER).content for fields in listed)
    return Policies(frozenset(map(der.object_identifier, found)))


def policy_mappings(value: bytes) -> PolicyMappings:
    """PolicyMappings (section 4.2.1.5)."""
    pairs = []
    for element in elements(only(value, der.SEQUENCE)):
        fields = Fields(element.content)
        ours, theirs = (fields.one(der.OBJECT_IDENTIFIER).content for _ in range(2))
        fields.finish()
        pairs.append((der.object_identifier(ours), der.object_identifier(theirs)))
    return PolicyMappings(tuple(pairs))


def policy_constraints(value: bytes) -> PolicyConstraints:
    """PolicyConstraints (section 4.2.1.11)."""
    fields = fields_of(value)
    explicit, mapping = fields.optional(0x80), fields.optional(0x81)
    fields.finish()
    return PolicyConstraints(
        skipped(explicit.content) if explicit else None,
        skipped(mapping.content) if mapping else None,
    )


def any_policy_inhibition(value: bytes) -> AnyPolicyInhibition:
    """InhibitAnyPolicy (section 4.2.1.14)."""
    return AnyPolicyInhibition(skipped(only(value, der.INTEGER)))


def skipped(number: bytes) -> int:
    """SkipCerts."""
    count = der.integer(number)
    if count < 0:
        raise NotDer("a number of certificates is negative")
    return count


def only(value: bytes, tag: int) -> bytes:
    """The content of the one element that an extension's value is."""
    fields = Fields(value)
    found = fields.one(tag)
    fields.finish()
    return found.content


def identifiers(value: bytes) -> frozenset[str]:
    """A sequence of object identifiers that may not be empty."""
    listed = elements(only(value, der.SEQUENCE))
    found = frozenset(der.object_identifier(one.content) for one in listed)
    if not found:
        raise NotDer("it names nothing")
    return found


def features(value: bytes) -> Features:
    """Features."""
    listed = elements(only(value, der.SEQUENCE))
    return Features(frozenset(der.integer(one.content) for one in listed))


KEY_USAGE, BASIC_CONSTRAINTS, NAME_CONSTRAINTS = "2.5.29.15", "2.5.29.19", "2.5.29.30"
EXTENDED_KEY_USAGE, ALTERNATIVE_NAMES, POLICIES = "2.5.29.37", "2.5.29.17", "2.5.29.32"
POLICY_MAPPINGS, POLICY_CONSTRAINTS = "2.5.29.33", "2.5.29.36"
ANY_POLICY_INHIBITION = "2.5.29.54"
SUBJECT_KEY, AUTHORITY_KEY = "2.5.29.14", "2.5.29.35"
AUTHORITY_ACCESS, TIMESTAMPS = "1.3.6.1.5.5.7.1.1", "1.3.6.1.4.1.11129.2.4.2"
FEATURES, DISTRIBUTION_POINTS = "1.3.6.1.5.5.7.1.24", "2.5.29.31"
NETSCAPE_TYPE = "2.16.840.1.113730.1.1"
READERS: Mapping[str, tuple[str, Callable[[bytes], object]]] = MappingProxyType(
    {
        SUBJECT_KEY: ("subject key identifier", subject_key),
        KEY_USAGE: ("key usage", key_usage),
        ALTERNATIVE_NAMES: ("subject alternative name", alternative_names),
        BASIC_CONSTRAINTS: ("basic constraints", basic_constraints),
        NAME_CONSTRAINTS: ("name constraints", name_constraints),
        POLICIES: ("certificate policies", policies),
        POLICY_MAPPINGS: ("policy mappings", policy_mappings),
        POLICY_CONSTRAINTS: ("policy constraints", policy_constraints),
        ANY_POLICY_INHIBITION: ("inhibition of anyPolicy", any_policy_inhibition),
        AUTHORITY_KEY: ("authority key identifier", authority_key),
        EXTENDED_KEY_USAGE: ("extended key usage", extended_key_usage),
        AUTHORITY_ACCESS: ("authority information access", access),
        TIMESTAMPS: ("list of signed certificate timestamps", timestamps),
        FEATURES: ("TLS feature", features),
        DISTRIBUTION_POINTS: ("CRL distribution points", distribution_points),
        NETSCAPE_TYPE: ("Netscape certificate type", netscape_type),
    }
)
"""What each is called, and how its value is read."""
