"""What a probe saw at each place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, Tag

from exporter.model.evidence import RecordSet
from exporter.model.scan import SuiteAnswer
from exporter.views.documents.document import Document, by_class
from exporter.views.documents.place import PlaceDocument
from exporter.words.cipher_class import CipherClass
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason


class FailedDocument(Document):
    """It was tried and failed."""

    kind: Literal["failed"] = "failed"
    reason: Reason
    detail: str


class SkippedDocument(Document):
    """It was not tried."""

    kind: Literal["skipped"] = "skipped"
    needs: str


class AnswerDocument(Document):
    """What a resolver said."""

    kind: Literal["answer"] = "answer"
    records: tuple[RecordSet, ...]
    unanswered: tuple[str, ...]


class ConnectionDocument(Document):
    """A connection was accepted."""

    kind: Literal["connection"] = "connection"


class HandshakeDocument(Document):
    """What a handshake settled on."""

    kind: Literal["handshake"] = "handshake"
    protocol: Protocol
    cipher: str
    group: str
    alpn: str
    ocsp_stapled: Annotated[bool, BeforeValidator(bool)] = Field(validation_alias="stapled_ocsp")


class PresentationDocument(Document):
    """Certificates were presented; what they say stands among the chains."""

    kind: Literal["presentation"] = "presentation"
    length: Annotated[int, BeforeValidator(len)] = Field(validation_alias="chain")


class ScanDocument(Document):
    """What an address accepts: yes, no or unknown for each that was asked."""

    kind: Literal["scan"] = "scan"
    taken_at: datetime
    connections: int
    is_complete: bool
    protocols: Annotated[Mapping[Protocol, Support], BeforeValidator(dict)]
    weakest: Protocol | None
    weak_ciphers: Annotated[Mapping[CipherClass, Support], BeforeValidator(dict)]
    forward_secrecy: Support
    groups: Annotated[Mapping[str, Support], BeforeValidator(dict)]
    preferred_group: str
    dh_bits: int | None
    accepted_suites: tuple[SuiteAnswer, ...]


OutcomeDocument: TypeAlias = Annotated[
    Annotated[AnswerDocument, Tag("Answer")]
    | Annotated[ConnectionDocument, Tag("Connection")]
    | Annotated[HandshakeDocument, Tag("Handshake")]
    | Annotated[PresentationDocument, Tag("Presentation")]
    | Annotated[ScanDocument, Tag("Scan")]
    | Annotated[FailedDocument, Tag("Failed")]
    | Annotated[SkippedDocument, Tag("Skipped")],
    by_class("Answer", "Connection", "Handshake", "Presentation", "Scan", "Failed", "Skipped"),
]


class AttemptDocument(Document):
    """One thing that was tried, and what it came to."""

    phase: Phase
    seconds: float | None
    outcome: OutcomeDocument


class SightingDocument(Document):
    """Everything that was tried at one place."""

    place: PlaceDocument
    attempts: tuple[AttemptDocument, ...]


class EvidenceDocument(Document):
    """What the last probe saw."""

    started_at: datetime
    duration: float
    """Seconds."""
    sightings: tuple[SightingDocument, ...]
