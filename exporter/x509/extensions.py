"""What the extensions of one certificate say (RFC 5280, section 4.2)."""

from functools import lru_cache
from typing import NamedTuple, TypeVar

from exporter.model.once import Once
from exporter.x509 import der
from exporter.x509 import extension_values as values
from exporter.x509.der import Fields, NotDer, elements
from exporter.x509.general_name import GeneralName, NameKind

E = TypeVar("E")
PROCESSED = frozenset(values.READERS) - {values.NETSCAPE_TYPE, values.TIMESTAMPS}
"""Those by which a path is judged; by the others, some clients do."""
RESTRICTING = PROCESSED - {
    values.AUTHORITY_ACCESS,
    values.FEATURES,
    values.DISTRIBUTION_POINTS,
}
"""Those that do not count as absent where they cannot be read."""
DECISIVE = frozenset(
    {
        values.BASIC_CONSTRAINTS,
        values.KEY_USAGE,
        values.NAME_CONSTRAINTS,
        values.ALTERNATIVE_NAMES,
    }
)
"""Of these, those that nobody passes over in an anchor either."""
SERVER_AUTH, ANY_PURPOSE = "1.3.6.1.5.5.7.3.1", "2.5.29.37.0"
DIGITAL_SIGNATURE, SIGNS_CERTIFICATES = 0, 5
"""Numbers of uses of a key (RFC 5280, section 4.2.1.3)."""
USES = {DIGITAL_SIGNATURE: "digitalSignature", 2: "keyEncipherment", 4: "keyAgreement"}
"""Those that matter in handshakes."""
NETSCAPE_SERVER = 1
"""The number of servers in Netscape's certificate type."""
STATUS_REQUEST = 5
"""The extension of hellos that asks for an OCSP response (RFC 6066, section 8)."""
LONGEST_COMMON = 256
"""Octets of an extension that may stand in many certificates, as a CA writes most of them alike."""
MOST_COMMON = 256
"""Of these are read once, those that were met last."""
ITS_OWN = (b"\x06\x03\x55\x1d\x0e", b"\x06\x03\x55\x1d\x11")
"""How those begin that no two certificates have in common: identifier of the key, and names."""


class Extension(NamedTuple):
    """One extension, with what it says if that counts here."""

    kind: str
    """Its object identifier."""
    is_critical: bool
    value: object | None
    defect: str = ""
    """Why it cannot be read, if so."""


class Extensions:
    """The extensions that can be read; what is absent reads as RFC 5280 says it does."""

    def __init__(self, listed: bytes) -> None:
        self._values: dict[type, object] = {}
        self.defects: list[str] = []
        """A sentence for each that cannot be read, or stands there twice, and restricts nothing."""
        self.malformed: list[str] = []
        """For each other."""
        self.unusable: list[str] = []
        """Of these, for each that counts in an anchor as well."""
        self.untidy: list[str] = []
        """Of the defects, those that browsers do not bear."""
        self.lost: set[str] = set()
        """Object identifiers of those that cannot be read."""
        self._critical: list[str] = []
        self._seen: set[str] = set()
        try:
            for entry in elements(listed):
                self._add(entry)
        except NotDer as error:
            self._ruin(f"The extensions cannot be read: {error}.")

    def _add(self, entry: der.Element) -> None:
        content = entry.content
        is_common = len(content) <= LONGEST_COMMON and not content.startswith(ITS_OWN)
        kind, is_critical, value, defect = common(content) if is_common else extension(content)
        if kind in self._seen:
            self._ruin(f"The extension {title(kind)} occurs twice.")
            return
        self._seen.add(kind)
        if is_critical:
            self._critical.append(kind)
        if defect:
            self.lost.add(kind)
            sentence = f"The extension {title(kind)} cannot be read: {defect}."
            self._fault(kind, sentence, is_grave=is_critical)
        elif value is not None:
            self._values[type(value)] = value
            if isinstance(value, values.KeyUsage) and value.has_rest:
                self.untidy.append(f"Something follows in the extension {title(kind)}.")

    def _fault(self, kind: str, sentence: str, *, is_grave: bool) -> None:
        if kind in DECISIVE:
            self._ruin(sentence)
        elif is_grave or kind in RESTRICTING:
            self.malformed.append(sentence)
        else:
            self.defects.append(sentence)

    def _ruin(self, sentence: str) -> None:
        self.malformed.append(sentence)
        self.unusable.append(sentence)

    def is_there(self, kind: str) -> bool:
        """Whether the extension is among them, read or not."""
        return kind in self._seen

    @property
    def critical(self) -> tuple[str, ...]:
        """Object identifiers of those that are marked critical."""
        return tuple(self._critical)

    def unprocessed_critical(self, *, is_leaf: bool) -> tuple[str, ...]:
        """Object identifiers of critical ones that are not taken into account.

        What TLS features a CA asks for of all below it (RFC 7633, section 4.2.2) nobody heeds.
        """
        heeded = PROCESSED if is_leaf else PROCESSED - {values.FEATURES}
        return tuple(kind for kind in self._critical if kind not in heeded)

    def get(self, kind: type[E]) -> E | None:
        """The value of the extension of this type."""
        return self._values.get(kind)  # type: ignore[return-value]  # it is kept by its type

    @Once
    def names(self) -> tuple[GeneralName, ...]:
        """The subject alternative name, entry by entry."""
        found = self.get(values.AlternativeNames)
        return found.names if found else ()

    @Once
    def has_all_names(self) -> bool:
        """Whether every entry could be read."""
        is_lost = values.ALTERNATIVE_NAMES in self.lost
        return not is_lost and not any(one.defect for one in self.names)

    def names_of(self, kind: NameKind) -> tuple[str, ...]:
        """The texts of the entries of one kind, as far as they can be read."""
        return tuple(
            str(one.value) for one in self.names if one.kind is kind and one.value is not None
        )

    @property
    def scts(self) -> int:
        """How many signed certificate timestamps are embedded."""
        timestamps = self.get(values.Timestamps)
        return timestamps.count if timestamps else 0

    @property
    def ca_issuers(self) -> tuple[str, ...]:
        """Where the issuer's certificate can be fetched."""
        access = self.get(values.Access)
        return access.ca_issuers if access else ()

    @Once
    def key_id(self) -> bytes | None:
        """The identifier of the certificate's own key."""
        key = self.get(values.SubjectKey)
        return key.identifier if key else None

    @Once
    def issuer_key_id(self) -> bytes | None:
        """The identifier of the key that signed the certificate."""
        key = self.get(values.AuthorityKey)
        return key.identifier if key else None

    @property
    def is_ca(self) -> bool:
        """Whether it may issue certificates."""
        constraints = self.get(values.BasicConstraints)
        return constraints is not None and constraints.is_ca

    @property
    def path_length(self) -> int | None:
        """How many CA certificates may stand between it and the leaf; None: any number."""
        constraints = self.get(values.BasicConstraints)
        return constraints.path_length if constraints else None

    def allows(self, use: int) -> bool | None:
        """Whether its key usage names this use; None: no key usage."""
        usage = self.get(values.KeyUsage)
        return use in usage.uses if usage else None

    @property
    def key_usage(self) -> tuple[str, ...] | None:
        """The uses in handshakes that its key usage names; None: no key usage."""
        usage = self.get(values.KeyUsage)
        return tuple(USES[use] for use in USES if use in usage.uses) if usage else None

    @property
    def must_staple(self) -> bool:
        """Whether it promises that an OCSP response is stapled."""
        features = self.get(values.Features)
        return features is not None and STATUS_REQUEST in features.extensions

    @property
    def names_server_purpose(self) -> bool:
        """Whether its extended key usage is there and names server authentication."""
        usage = self.get(values.ExtendedKeyUsage)
        return usage is not None and SERVER_AUTH in usage.purposes

    @property
    def leaves_netscape_servers_out(self) -> bool:
        """Whether Netscape's certificate type is there, and is not, or not readably, that of a server."""
        kind = self.get(values.NetscapeType)
        return self.is_there(values.NETSCAPE_TYPE) and not (kind and NETSCAPE_SERVER in kind.uses)

    def serves(self, *, any_counts: bool) -> bool:
        """Whether its extended key usage lets it, or what it issues, identify a server."""
        usage = self.get(values.ExtendedKeyUsage)
        if usage is None or SERVER_AUTH in usage.purposes:
            return True
        return any_counts and ANY_PURPOSE in usage.purposes


@lru_cache(maxsize=MOST_COMMON)
def common(content: bytes) -> Extension:
    """An extension that may have been read before."""
    return extension(content)


def extension(content: bytes) -> Extension:
    """An extension (RFC 5280, section 4.1), with its value if there is a reader of its kind."""
    fields = Fields(content)
    kind = der.object_identifier(fields.one(der.OBJECT_IDENTIFIER).content)
    critical = fields.optional(der.BOOLEAN)
    value = fields.one(der.OCTET_STRING).content
    fields.finish()
    is_critical = critical is not None and der.boolean(critical.content)
    if kind not in values.READERS:
        return Extension(kind, is_critical, None)
    try:
        return Extension(kind, is_critical, values.READERS[kind][1](value))
    except NotDer as error:
        return Extension(kind, is_critical, None, str(error))


def title(kind: str) -> str:
    """What people call an extension, beside its object identifier."""
    return f"{kind} ({values.READERS[kind][0]})" if kind in values.READERS else kind
