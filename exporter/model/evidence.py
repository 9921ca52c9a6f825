"""What a probe saw: bytes and facts with their time, never judged."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypeVar

from exporter.model.attempt import Attempt
from exporter.model.dns import Answer, DeadEnd, Permits, ServerFailure, Zone
from exporter.model.https_record import HttpsRecords
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.place import Address, Document, File, Place, Resolver
from exporter.model.scan import Scan
from exporter.model.server_config import BrokenPairs, Holders, ServerConfig
from exporter.model.server_file import Contents, Missing, Trail
from exporter.model.web import Trials, WebAnswer
from exporter.words.document_kind import DocumentKind
from exporter.words.hello_form import HelloForm
from exporter.words.key_type import KeyType
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A TCP connection that was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What a handshake, as many of the client's preferences open as the server bears, settled on."""

    protocol: Protocol
    cipher: str
    """IANA's name: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"."""
    group: str
    """IANA's name of the key exchange group; empty where the cipher has none."""
    alpn: str
    """Empty where none was agreed."""
    form: HelloForm = HelloForm.ORDINARY
    """Of the hello that got through."""
    declined: str = ""
    """What became of the ordinary hello, where it is known not to get through."""
    refused_alpn: tuple[str, ...] = ()
    """The protocols that were offered by ALPN and that the server refuses a handshake for."""
    earlier: tuple[Failed | None, ...] = field(default=(), compare=False)
    """How connections fared just before it, None being well, where the first failed and this one got through: accidents, unless they come back."""
    asks_for_certificate: bool = False
    """Whether the server asked for a client certificate (RFC 8446, section 4.3.2)."""


HTTPS_PORTS = frozenset({443, 8443})


def speaks_http(place: Address, outcome: object) -> bool:
    """Whether HTTP is spoken inside TLS: by the port's number, or by what a handshake agreed on."""
    return place.port in HTTPS_PORTS or (isinstance(outcome, Handshake) and bool(outcome.alpn))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """What a server sent with a chain in the handshake, beside the certificates."""

    staple: bytes | None = None
    """An OCSP response (RFC 6066, section 8), empty where it sent none; None: nobody asked for one."""
    timestamps: bytes | None = None
    """A SignedCertificateTimestampList (RFC 6962, section 3.3), empty where it sent none; None: as above."""


NOTHING_ENCLOSED = Enclosure()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """The certificates that a server presented, even if the handshake failed after that.

    The first one at a place was presented in the ordinary handshake; others, with keys of other
    kinds, were asked for in a scan.
    """

    chain: tuple[bytes, ...]
    """In DER, as sent, the end entity's first; never empty."""
    key_type: KeyType | None = None
    """The kind of key that came when others were left out; None in the ordinary handshake."""
    enclosed: Enclosure = NOTHING_ENCLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as it came."""

    document: DocumentKind
    question: bytes = b""
    """What was sent for it."""
    body: bytes = field(repr=False)
    good_for: float | None = field(default=None, compare=False)
    """Seconds after which whoever gave it would be asked again (RFC 9773, section 4.3.2); None: not said."""
    fetched_at: datetime = field(compare=False)
    """When it came."""


Seen: TypeAlias = (
    Answer
    | Zone
    | ServerFailure
    | DeadEnd
    | Permits
    | HttpsRecords
    | Connection
    | Handshake
    | Presentation
    | Scan
    | ServerConfig
    | Holders
    | BrokenPairs
    | Trail
    | Missing
    | Contents
    | Fetched
    | WebAnswer
    | Trials
)
"""What an attempt can come to, where it neither failed nor was skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Everything that was tried at one place, in the order of the phases.

    What comes by turns at an address with what the last visit came to stands in the same phase, the worst first.
    """

    place: Place
    attempts: tuple[Attempt[object], ...]
    seen_at: datetime | None = None
    """When the look began, where it is told on from an earlier one: an address that comes by turns."""

    def outcome(self, phase: Phase) -> Outcome[object] | None:
        """What the first attempt in this phase came to; None where there was none."""
        outcomes = (attempt.outcome for attempt in self.attempts if attempt.phase is phase)
        return next(outcomes, None)

    @property
    def needs(self) -> str:
        """What the first attempt that was not made, or was lost, would have taken; else empty."""
        for attempt in self.attempts:
            match attempt.outcome:
                case Skipped(needs=needs):
                    return needs
                case Failed(detail=detail):
                    return detail
        return ""

    def failure(self, phase: Phase) -> Failed | None:
        """How the first attempt in this phase failed, if it did."""
        outcome = self.outcome(phase)
        return outcome if isinstance(outcome, Failed) else None

    def failures(self, phase: Phase) -> Iterator[Failed]:
        """How each attempt in this phase failed that did: several, where servers answer by turns."""
        tried = (one.outcome for one in self.attempts if one.phase is phase)
        return (outcome for outcome in tried if isinstance(outcome, Failed))

    def found(self, kind: type[T]) -> T | None:
        """What was seen of this kind first, such as `Handshake`."""
        for one in self.attempts:
            if isinstance(one.outcome, kind):
                return one.outcome
        return None

    def every(self, kind: type[T]) -> Iterator[T]:
        """Everything that was seen of this kind."""
        return (one.outcome for one in self.attempts if isinstance(one.outcome, kind))

    def is_like(self, other: "Sighting") -> bool:
        """Whether both saw the same but for times, by which no judgement goes."""
        return (
            self.place == other.place
            and len(self.attempts) == len(other.attempts)
            and all(
                (one.outcome is another.outcome or one.outcome == another.outcome)
                and one.phase is another.phase
                for one, another in zip(self.attempts, other.attempts, strict=True)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything one probe of a target saw."""

    started_at: datetime
    """Where an address got no turn, when the last probe began in which all did."""
    duration: float
    """Seconds."""
    sightings: tuple[Sighting, ...]
    """No resolver among the places where nothing was to be resolved; an address that was left out
    has an attempt that was skipped."""

    def at_addresses(self) -> Iterator[tuple[Address, Sighting]]:
        """What was tried at each address."""
        for sighting in self.sightings:
            if isinstance(sighting.place, Address):
                yield sighting.place, sighting

    def at_resolvers(self) -> Iterator[tuple[Resolver, Sighting]]:
        """What was asked of each resolver."""
        for sighting in self.sightings:
            if isinstance(sighting.place, Resolver):
                yield sighting.place, sighting

    def at_files(self) -> Iterator[tuple[File, Sighting]]:
        """What was read of each file of the server."""
        for sighting in self.sightings:
            if isinstance(sighting.place, File):
                yield sighting.place, sighting

    def at_documents(self) -> Iterator[tuple[Document, Sighting]]:
        """What came of each document that a certificate names."""
        for sighting in self.sightings:
            if isinstance(sighting.place, Document):
                yield sighting.place, sighting

    def is_like(self, other: "Evidence") -> bool:
        """Whether both saw the same, whenever and however long they looked."""
        return len(self.sightings) == len(other.sightings) and all(
            one.is_like(another)
            for one, another in zip(self.sightings, other.sightings, strict=True)
        )
