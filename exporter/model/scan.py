"""What an endpoint accepts, as far as the hellos of one scan established it."""

from dataclasses import dataclass, field
from datetime import datetime

from exporter.words.cipher_class import CipherClass
from exporter.words.hello_form import HelloForm
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol, Support
from exporter.words.scan_subject import ScanSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteAnswer:
    """Whether a cipher suite, under its registered name, is accepted at a protocol version."""

    protocol: Protocol
    suite: str
    is_accepted: bool
    """Whether the server chose it."""
    groups: tuple[str, ...] = ()
    """The key exchange groups that the server chose with it, as far as they were seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What the answers of a scan prove; what was not established is unknown, or not listed."""

    protocols: tuple[tuple[Protocol, Support], ...]
    """Weakest first; a version that was not asked for is not listed."""
    weak_ciphers: tuple[tuple[CipherClass, Support], ...] = ()
    """Whether a suite of the class is accepted at any version, the gravest class first."""
    forward_secrecy: Support = Support.UNKNOWN
    """Whether any version accepts an ephemeral key exchange with an authenticated server."""
    groups: tuple[tuple[str, Support], ...] = ()
    """Key exchange groups under their IANA names."""
    preferred_group: str = ""
    """The group that the server chooses whatever the client's order and key share; empty: it goes by
    those, or that is not known."""
    dh_bits: int | None = None
    """Bits of the smallest finite-field Diffie-Hellman prime that was seen below TLS 1.3; others may
    be smaller, as a server can have several."""
    suites: tuple[SuiteAnswer, ...] = ()
    """The suites of which it is known whether they are accepted."""
    refused_signatures: tuple[tuple[Protocol, str], ...] = ()
    """Signature schemes with which alone the server makes no handshake of that version."""
    large_hellos: Support = Support.UNKNOWN
    """Whether a hello is answered that is longer than 1,500 bytes by a key share with ML-KEM; a no
    is one only where the same hello without that share is answered."""
    needed_form: HelloForm | None = None
    """The form in which a hello is answered where one with all that today's clients send is not."""
    refused_alpn: tuple[str, ...] = ()
    """Protocols whose names alone in ALPN (RFC 7301) are answered by an alert."""
    secure_renegotiation: Support = Support.UNKNOWN
    """Whether handshakes of TLS 1.2 say that renegotiations would be bound to them (RFC 5746)."""

    other_key_types: tuple[KeyType, ...] | None = None
    """The kinds of key of the certificates beside the ordinary one; None where there may be more."""

    def support(self, protocol: Protocol) -> Support:
        """Whether the endpoint accepts `protocol`; unknown where it was not asked."""
        return dict(self.protocols).get(protocol, Support.UNKNOWN)

    def group_support(self, group: str) -> Support:
        """Whether the endpoint accepts the group; unknown where it was not asked."""
        return dict(self.groups).get(group, Support.UNKNOWN)

    @property
    def open_subjects(self) -> tuple[ScanSubject, ...]:
        """Those of which not every answer is a yes or a no."""
        answers = {
            ScanSubject.PROTOCOLS: dict(self.protocols).values(),
            ScanSubject.WEAK_CIPHERS: dict(self.weak_ciphers).values(),
            ScanSubject.GROUPS: dict(self.groups).values(),
        }
        return tuple(subject for subject in ScanSubject if Support.UNKNOWN in answers[subject])

    @property
    def enabled(self) -> tuple[Protocol, ...]:
        """The versions known to be accepted, weakest first."""
        return tuple(protocol for protocol, support in self.protocols if support is Support.YES)

    @property
    def weakest(self) -> Protocol | None:
        """The weakest version accepted; None where a weaker one might be, or none is."""
        for protocol, support in self.protocols:
            if support is not Support.NO:
                return protocol if support is Support.YES else None
        return None

    @property
    def accepted_suites(self) -> tuple[SuiteAnswer, ...]:
        """The suites that the server chose, in the order in which they were found."""
        return tuple(answer for answer in self.suites if answer.is_accepted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan(Accepted):
    """The same, with how it was found out."""

    taken_at: datetime = field(compare=False)
    """When its last question was asked: scans are equal that found the same, whenever that was."""
    connections: int = field(compare=False)
    """Those that the scan opened."""
    is_complete: bool | None
    """False: the deadline, the bound on connections or the server cut it short; None: it goes on, and
    is the first of its address."""
    is_cut_off: bool = False
    """Whether the server, which had answered before, would not be connected to any more."""
    left_open: tuple[ScanSubject, ...] = ()
    """What it had no time to settle itself, whatever the scans before it had; the next one asks that
    first."""
    seconds: float | None = field(default=None, compare=False)
    """How long its connections took together."""
    precedent: object = field(default=None, compare=False)
    """What it was answered, for whoever scans again."""
    confirmations: int = field(default=0, compare=False)
    """How many scans in a row have only confirmed one in which everything was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A scan that is under way, or is to begin."""

    due: datetime
    """Its next question is asked then, or later."""
    leaf: bytes
    """The certificate of the ordinary handshake, in DER; empty where none was seen."""
    speaks_http: bool
    """Whether HTTP is spoken at the address, where nobody counts connections that log nobody in."""
    knowledge: object = None
    """What was asked and answered, for whoever asks on; None before the first question."""
    found: Scan | None = None
    """What that proves so far."""
    says_why: bool = False
    """Whether the server has refused anything with an alert, and not by hanging up."""
    is_first: bool = False
    """Whether the address was not scanned before."""
    last: Scan | None = None
    """The scan that it has only to confirm, or to bring to its end, if there is one."""
