"""What a certificate says, and how a served chain stands: facts, already decoded."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from exporter.model.outcome import Failed
from exporter.words.cause import Cause
from exporter.words.groups import Group
from exporter.words.issuer_choice import IssuerChoice
from exporter.words.key_type import KeyType
from exporter.words.lenient_match import LenientMatch
from exporter.words.oddity import Oddity
from exporter.words.reason import TrustReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The facts of one certificate; times are aware and in UTC."""

    fingerprint_sha256: str
    """64 lower-case hexadecimal digits over the DER form."""
    serial: str
    """Lower-case hexadecimal, no separators."""
    subject: str
    """Distinguished name as in RFC 4514."""
    issuer: str
    dns_names: tuple[str, ...]
    """dNSName entries of the subject alternative name, as they stand."""
    ip_addresses: tuple[str, ...]
    has_all_names: bool = True
    """Whether every entry of the subject alternative name could be read."""
    not_before: datetime
    """The first moment of its validity."""
    not_after: datetime
    """The last moment of its validity."""
    key_type: KeyType
    key: str
    """Algorithm and size or curve, for people: "RSA 2048", "ECDSA P-256", "Ed25519"."""
    key_bits: int | None = None
    """Of the modulus of an RSA or DSA key that can be read."""
    key_curve: Group | None = None
    """Of an ECDSA key, where TLS has a group of that name."""
    signature: str
    """OpenSSL's name of the signature algorithm: "sha256WithRSAEncryption"."""
    signature_scheme: str = ""
    """Padding or kind of key, and hash: "RSA-PSS with sha256"; empty where no hash is chosen, or it is not known."""
    is_self_signed: bool
    """Issued to itself, and its own key verifies its signature."""
    is_ca: bool
    """Its basic constraints name a CA."""
    key_usage: tuple[str, ...] | None = None
    """What the key may do in handshakes, in the words of RFC 5280, section 4.2.1.3; None: anything."""
    is_for_servers: bool = True
    """Its extended key usage names server authentication."""
    is_for_any_purpose: bool = False
    """Its extended key usage is anyExtendedKeyUsage, and does not name server authentication."""
    leaves_netscape_servers_out: bool = False
    """Its Netscape certificate type, which is older than purposes, is not that of a server."""
    critical_extensions: tuple[str, ...] = ()
    """Object identifiers of the extensions that are marked critical."""
    must_staple: bool = False
    """It promises that an OCSP response is stapled (RFC 7633)."""
    scts: int
    """Embedded signed certificate timestamps (RFC 6962, section 3.3)."""
    ca_issuers: tuple[str, ...]
    """Where its issuer's certificate can be fetched (RFC 5280, section 4.2.2.1)."""
    oddities: frozenset[Oddity] = frozenset()
    defects: tuple[str, ...] = ()
    """Parts that could not be decoded, each in a sentence."""
    der: bytes = field(repr=False)
    public_key: bytes = field(default=b"", repr=False)
    """SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7); empty where it cannot be read."""

    @property
    def is_decoded(self) -> bool:
        """Whether there is more than its bytes: every certificate has a serial number."""
        return bool(self.serial)

    @property
    def lifetime(self) -> timedelta:
        """From notBefore to notAfter, the last second included (RFC 5280, section 4.1.2.5)."""
        return self.not_after - self.not_before + timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrusted:
    """Why a store does not accept a chain; `detail` names the certificate it is about."""

    reason: TrustReason
    detail: str
    cause: Cause | None = None
    """What lies behind it, where the reason alone does not tell what to do."""
    is_certain: bool = True
    """False: a signature could not be verified here, or a bound on our work was met, so that others may
    come to a better end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """Clients that never go back come to no good end by what is sent, where others find a way."""

    choice: IssuerChoice
    at: Certificate
    """The first on their way that does not belong there."""
    failure: Untrusted


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustVerdict:
    """How one trust store sees a served chain, the host name left out."""

    store: str
    failure: Untrusted | None
    """None: the store accepts the chain now."""
    is_complete: bool | None
    """The certificates as sent lead to an anchor of the store, whatever their dates; None: not all of
    their signatures were checked."""
    path: tuple[Certificate, ...]
    """The best path, leaf to anchor; empty when there is none."""
    anchors: tuple[Certificate, ...]
    """Where the paths that the store accepts end, that of the best path first."""
    missing_issuer: str
    """The distinguished name that the sent certificates lack; empty when complete."""
    mislabelled: tuple[Certificate, ...] = ()
    """On the best path, those that name another certificate or key than that of their issuer."""

    respelled: tuple[Certificate, ...] = ()
    """On the best path, those that spell the name of their issuer otherwise than it does itself."""
    policy_fault: str = ""
    """Why the path lacks a policy that a CA asks for; empty where it does not (RFC 5280, section 6.1.5)."""
    astray: tuple[Astray, ...] = ()
    """Who does not find a path that the store accepts."""

    @property
    def is_trusted(self) -> bool:
        """Whether the store accepts the chain now."""
        return self.failure is None

    @property
    def is_known(self) -> bool:
        """Whether that is established: see `Untrusted.is_certain`."""
        return self.failure is None or self.failure.is_certain


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainAssessment:
    """Everything known about a chain as served, for one host name at one time."""

    certificates: tuple[Certificate, ...]
    """As sent, end entity first, never empty."""
    matches_host: bool | None
    """None: no name that can be read covers the host, and one cannot be read."""
    lenient_match: LenientMatch | None = None
    """By what it is for the host where `matches_host` is False, and some clients take it all the same."""
    is_ordered: bool | None
    """Each certificate is followed by its issuer, strangers left out of the count; None, as below: not
    all signatures were checked."""
    includes_root: bool | None
    """A self-signed certificate other than the leaf was sent."""
    unrelated: tuple[Certificate, ...] | None
    """Sent, but on no path up from the leaf."""
    trust: tuple[TrustVerdict, ...]
    """One verdict for each trust store of the target's policy, in its order."""

    @property
    def leaf(self) -> Certificate:
        """The end-entity certificate."""
        return self.certificates[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """A chain whose end-entity certificate cannot be decoded, so that no client can trust it."""

    detail: str
    length: int
    """Certificates as sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """The judgement on a chain, and when it holds: from `since`, up to but not at `until`."""

    assessment: ChainAssessment | Malformed | Failed
    """Failed: by a defect of ours, which says nothing of the chain."""
    since: datetime
    until: datetime
    trust: tuple[str, ...]
    """The trust stores that were to accept it."""
    seconds: float
    """How long the judgement took."""
