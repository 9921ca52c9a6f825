"""What the extensions of one certificate say (RFC 5280, section 4.2)."""

from collections.abc import Iterable
from typing import TypeVar

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

E = TypeVar("E", bound=x509.ExtensionType)
PROCESSED = frozenset(
    {
        x509.AuthorityInformationAccess.oid,
        x509.AuthorityKeyIdentifier.oid,
        x509.BasicConstraints.oid,
        x509.ExtendedKeyUsage.oid,
        x509.KeyUsage.oid,
        x509.NameConstraints.oid,
        x509.SubjectAlternativeName.oid,
        x509.SubjectKeyIdentifier.oid,
    }
)
"""The extensions that path validation takes into account; others may not be critical."""


class Extensions:
    """The extensions that could be decoded; what is absent reads as RFC 5280 says it does."""

    def __init__(self, decoded: Iterable[x509.Extension[x509.ExtensionType]]) -> None:
        extensions = tuple(decoded)
        self._values = {type(extension.value): extension.value for extension in extensions}
        self.unprocessed_critical = tuple(
            extension.oid.dotted_string
            for extension in extensions
            if extension.critical and extension.oid not in PROCESSED
        )

    def get(self, kind: type[E]) -> E | None:
        """The value of the extension of this type."""
        value = self._values.get(kind)
        return value if isinstance(value, kind) else None

    @property
    def dns_names(self) -> tuple[str, ...]:
        """The dNSName entries of the subject alternative name."""
        names = self.get(x509.SubjectAlternativeName)
        return tuple(names.get_values_for_type(x509.DNSName)) if names else ()

    @property
    def ip_addresses(self) -> tuple[str, ...]:
        """The iPAddress entries of the subject alternative name, in canonical text form."""
        names = self.get(x509.SubjectAlternativeName)
        return tuple(map(str, names.get_values_for_type(x509.IPAddress))) if names else ()

    @property
    def scts(self) -> int:
        """How many signed certificate timestamps are embedded."""
        timestamps = self.get(x509.PrecertificateSignedCertificateTimestamps)
        return len(timestamps) if timestamps else 0

    @property
    def ca_issuers(self) -> tuple[str, ...]:
        """Where the issuer's certificate can be fetched."""
        access = self.get(x509.AuthorityInformationAccess)
        return tuple(
            description.access_location.value
            for description in access or ()
            if description.access_method == AuthorityInformationAccessOID.CA_ISSUERS
            and isinstance(description.access_location, x509.UniformResourceIdentifier)
        )

    @property
    def key_id(self) -> bytes | None:
        """The identifier of the certificate's own key."""
        identifier = self.get(x509.SubjectKeyIdentifier)
        return identifier.digest if identifier else None

    @property
    def issuer_key_id(self) -> bytes | None:
        """The identifier of the key that signed the certificate."""
        identifier = self.get(x509.AuthorityKeyIdentifier)
        return identifier.key_identifier if identifier else None

    @property
    def is_ca(self) -> bool:
        """Whether it may issue certificates."""
        constraints = self.get(x509.BasicConstraints)
        return constraints is not None and constraints.ca

    @property
    def path_length(self) -> int | None:
        """How many CA certificates may stand between it and the leaf; None: any number."""
        constraints = self.get(x509.BasicConstraints)
        return constraints.path_length if constraints else None

    @property
    def signs_certificates(self) -> bool | None:
        """Whether its key usage names the signing of certificates; None: no key usage."""
        usage = self.get(x509.KeyUsage)
        return usage.key_cert_sign if usage else None

    def serves(self, *, any_counts: bool) -> bool:
        """Whether its extended key usage lets it, or what it issues, identify a server."""
        usages = self.get(x509.ExtendedKeyUsage)
        if usages is None or ExtendedKeyUsageOID.SERVER_AUTH in usages:
            return True
        return any_counts and ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usages
