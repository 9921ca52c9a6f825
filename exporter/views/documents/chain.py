"""The certificates that were presented, and how they stand."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Tag

from exporter.model.certificate import Untrusted
from exporter.views.documents.document import Document, by_class
from exporter.views.documents.evidence import FailedDocument
from exporter.words.key_type import KeyType


class CertificateDocument(Document):
    """The facts of one certificate."""

    subject: str
    issuer: str
    serial: str
    fingerprint_sha256: str
    dns_names: tuple[str, ...]
    ip_addresses: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    key_type: KeyType
    key: str
    signature: str
    is_self_signed: bool
    is_ca: bool
    scts: int
    ca_issuers: tuple[str, ...]
    defects: tuple[str, ...]


class TrustDocument(Document):
    """How one trust store sees a chain."""

    store: str
    is_trusted: bool
    failure: Untrusted | None
    is_complete: bool
    missing_issuer: str
    path: tuple[CertificateDocument, ...]


class ChainAssessmentDocument(Document):
    """The certificates as sent, and how they stand together."""

    kind: Literal["assessment"] = "assessment"
    certificates: tuple[CertificateDocument, ...]
    matches_host: bool
    is_ordered: bool
    includes_root: bool
    unrelated: tuple[CertificateDocument, ...]
    trust: tuple[TrustDocument, ...]


class MalformedDocument(Document):
    """The end entity's certificate cannot be read."""

    kind: Literal["malformed"] = "malformed"
    detail: str
    length: int


class ChainDocument(Document):
    """What one address presented."""

    address: str
    key_type: KeyType
    assessment: Annotated[
        Annotated[ChainAssessmentDocument, Tag("ChainAssessment")]
        | Annotated[MalformedDocument, Tag("Malformed")]
        | Annotated[FailedDocument, Tag("Failed")],
        by_class("ChainAssessment", "Malformed", "Failed"),
    ]
