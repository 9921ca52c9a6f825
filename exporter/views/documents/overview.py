"""All targets in short."""

from collections.abc import Mapping
from datetime import datetime

from exporter.views.documents.document import Document
from exporter.words.protocol import Protocol
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step


class ShortDocument(Document):
    """One target in short."""

    name: str
    host: str
    port: int
    standing: Standing
    first_failing_step: Step | None
    steps: Mapping[Step, Status]
    findings: tuple[str, ...]
    """Codes."""
    certificate_not_after: datetime | None
    """When the first of the certificates ends."""
    weakest_protocol: Protocol | None
    probed_at: datetime


class OverviewDocument(Document):
    """All targets in short."""

    targets: tuple[ShortDocument, ...]
    pending: tuple[str, ...]
    """Those that were not probed yet."""
