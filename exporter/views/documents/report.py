"""Everything that is known of one target."""

from collections.abc import Mapping
from datetime import datetime

from exporter.model.client import ClientVerdict
from exporter.model.target import Network, Policy
from exporter.views.documents.chain import ChainDocument
from exporter.views.documents.document import Document
from exporter.views.documents.evidence import EvidenceDocument
from exporter.views.documents.ladder import StepDocument
from exporter.words.standing import Standing
from exporter.words.step import Step


class TargetDocument(Document):
    """What is watched, and what is expected of it."""

    name: str
    host: str
    port: int
    server_name: str
    addresses: tuple[str, ...]
    origins: tuple[str, ...]
    expected_ips: tuple[Network, ...]
    labels: Mapping[str, str]
    policy: Policy
    """Durations are seconds; `clients` is null for the common ones."""


class ReportDocument(Document):
    """Everything that is known of one target."""

    target: TargetDocument
    standing: Standing
    first_failing_step: Step | None
    ladder: tuple[StepDocument, ...]
    evidence: EvidenceDocument
    chains: tuple[ChainDocument, ...]
    clients: Mapping[str, tuple[ClientVerdict, ...]]
    """By address."""
    changed: Mapping[str, datetime]
    """By address: when its certificate was first seen in place of another."""
