"""What a client brings to a connection, as far as it decides whether one comes about."""

from datetime import datetime
from enum import Enum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic.dataclasses import dataclass

from exporter.guide.data_file import STRICT, by_name
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.issuer_choice import IssuerChoice
from exporter.words.oddity import Oddity
from exporter.words.post_quantum import POST_QUANTUM
from exporter.words.protocol import Protocol, Support
from exporter.words.signature_scheme import SignatureScheme


class MissingIntermediates(Enum):
    """What a client does about certificates that the server does not send."""

    FAILS = "fails"
    FETCHES = "fetches"
    """By AIA."""
    KNOWS = "knows"
    """Those that are published."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Root:
    """A public root certificate."""

    name: str
    """As people call it: "ISRG Root X1"."""
    fingerprint_sha256: str
    """64 lower-case hexadecimal digits over the DER form."""


def root_of(name: object, info: ValidationInfo) -> object:
    """The root of this name, of those that a file lists."""
    if not isinstance(name, str):
        return name
    if name not in (roots := info.context or {}):
        raise ValueError(f"`{name}` is not known")
    return roots[name]


NamedRoot: TypeAlias = Annotated[Root, BeforeValidator(root_of)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Distrust:
    """Roots that a client trusts only for certificates from before a date."""

    roots: tuple[NamedRoot, ...]
    after: datetime
    """Certificates whose notBefore is later are not trusted (aware, UTC)."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Demand:
    """What a client asks of every server's certificate from after a date, of private CAs as well."""

    issued_after: datetime
    """Certificates whose notBefore is earlier are free of it (aware, UTC)."""
    longest_lifetime: int
    """Days."""
    needs_server_purpose: bool
    """Whether its extended key usage must name server authentication."""


class TransparencyPolicy(Enum):
    """Whose rules on the timestamps of transparency logs a client goes by."""

    CHROME = "chrome"
    """googlechrome.github.io/CertificateTransparency/ct_policy.html."""
    APPLE = "apple"
    """support.apple.com/103214."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Client:
    """A browser, device or library in one version."""

    name: str
    """The public label: "Android 7.0"."""
    stands_for: Annotated[str, Field(min_length=1)]
    """Which releases and programs behave so."""
    is_mainstream: bool
    """Common enough among visitors that shutting it out is a fault, unless the policy names others."""
    protocols: tuple[Protocol, ...]
    """Weakest first."""
    suites: tuple[Annotated[CipherSuite, by_name(CipherSuite)], ...]
    """In its order; those of TLS 1.3 included."""
    groups: tuple[Annotated[Group, by_name(Group)], ...]
    """In its order; for ECDHE below TLS 1.3 too."""
    signature_schemes: tuple[Annotated[SignatureScheme, by_name(SignatureScheme)], ...]
    """What it verifies in a handshake of TLS 1.2 or 1.3; empty: it says nothing (TLS 1.1)."""
    alpn: tuple[str, ...] = ()
    """What it offers by ALPN in every handshake; empty: nothing, or that hangs on the program."""
    smallest_rsa: int = 0
    """Bits of an RSA key, below which it refuses the server's certificate."""
    smallest_dh: int = 0
    """Bits of a finite-field Diffie-Hellman prime, below which it refuses."""
    largest_dh: int = 16384
    most_certificates: int | None = None
    """Of a chain as sent, whatever it needs of them; None: as many as a hello may bring."""
    largest_message: int | None = None
    """Bytes of the message that brings the certificates; None: as many as are ever read here, or not known."""
    largest_certificate: int | None = None
    """Bytes of any certificate in it."""
    most_intermediates: int | None = None
    """Between the server's certificate and the root; None: no bound that a server would meet."""
    trusts_sha1: bool = False
    """Takes certificates that a private CA signed with SHA-1."""
    goes_by_common_name: Support = Support.UNKNOWN
    """Whether the common name will do where a certificate has no alternative names."""
    takes_wide_wildcards: Support = Support.UNKNOWN
    """Whether a wildcard below a top-level domain will do, of a private CA."""
    takes_any_purpose: Support = Support.UNKNOWN
    """Whether anyExtendedKeyUsage will do in a server's certificate."""
    asks_cas_for_servers: bool = False
    """Whether it will not do in an intermediate one."""
    asks_roots_for_servers: bool = False
    """Nor in a root."""
    taken_oddities: tuple[Annotated[Oddity, by_name(Oddity)], ...] = ()
    """What is odd in a certificate, and does no harm."""
    refused_oddities: tuple[Annotated[Oddity, by_name(Oddity)], ...] = ()
    """What makes it refuse one; most of what neither list has is not known."""
    heeds_key_usage: Support = Support.UNKNOWN
    """Whether it refuses a key exchange that the key usage of the server's certificate does not provide for."""
    needs_usage_for_handshakes: bool = False
    """Refuses a certificate whose key usage names nothing that any handshake needs."""
    heeds_netscape_type: bool = False
    """Refuses a server's certificate whose Netscape certificate type is not that of a server."""
    heeds_key_identifiers: bool = False
    """Follows no link where a certificate names another key of its issuer than that which signed it."""
    curves: tuple[str, ...] | None = None
    """Of the ECDSA keys that certificates of a chain may have: "P-256"; None: any, or nobody knows."""
    taken_schemes: tuple[str, ...] = ()
    """Of signatures on certificates, beside those that all know: "RSA with sha3-*", in which * stands for anything."""
    refused_schemes: tuple[str, ...] = ()
    """Those that it does not verify; what neither list has is not known."""
    refused_critical: tuple[str, ...] = ()
    """Object identifiers of extensions that it does not process, though most do: critical ones end a chain."""
    issuer_choice: IssuerChoice = IssuerChoice.UNKNOWN
    """Which it goes by of several certificates that may be an issuer's."""
    takes_other_spellings: Support = Support.UNKNOWN
    """Whether it finds an issuer whose own name differs in case, space or string type (RFC 5280, section 7.1)."""
    heeds_policies: Support = Support.UNKNOWN
    """Whether it refuses a path without the certificate policy that a CA on it asks for (RFC 5280, section 6.1.5)."""
    refuses_authorities: bool = False
    """Takes no CA's certificate for a server's."""
    asks_for_staple: Support = Support.UNKNOWN
    """Whether its hello has status_request (RFC 6066, section 8)."""
    insists_on_staple: bool = False
    """Wants the OCSP response stapled that a certificate promises (RFC 7633)."""
    heeds_revoking_staple: Support = Support.UNKNOWN
    """Whether it refuses a certificate that the stapled OCSP response calls revoked."""
    needs_secure_renegotiation: bool = False
    """Makes no handshake of TLS 1.2 with a server that does not know RFC 5746."""
    missing_intermediates: MissingIntermediates
    lacking_roots: tuple[NamedRoot, ...] = ()
    """Public roots that its trust store does not have."""
    distrusts: tuple[Distrust, ...] = ()
    longest_lifetime: int | None = None
    """Days that a certificate of a public CA may be valid; None: any."""
    of_any_authority: Demand | None = None
    transparency: TransparencyPolicy | None = None
    """Rules by which certificates of public CAs must have been logged; None: none, or not known."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Addresses of the documents, or names of the source files, that say so."""

    @property
    def sends_large_hello(self) -> bool:
        """Whether its hello is too long for one packet: a client sends a share of its first group."""
        return self.groups[0] in POST_QUANTUM
