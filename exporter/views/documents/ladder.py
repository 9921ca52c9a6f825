"""Each step of the guide, with what was found and what is not known."""

from typing import Annotated

from pydantic import AfterValidator, AliasPath, Field

from exporter.views.documents.document import Document
from exporter.views.documents.place import PlaceDocument
from exporter.views.paths import finding_path
from exporter.words.severity import Severity
from exporter.words.status import Status
from exporter.words.step import Step


class FindingDocument(Document):
    """One thing that is wrong, with its proof and its repair."""

    code: str = Field(validation_alias=AliasPath("kind", "code"))
    severity: Severity = Field(validation_alias=AliasPath("kind", "severity"))
    place: PlaceDocument | None
    """None: the target as a whole."""
    title: str = Field(validation_alias=AliasPath("kind", "title"))
    evidence: str
    remedy: str = Field(validation_alias=AliasPath("kind", "remedy"))
    reference: str = Field(validation_alias=AliasPath("kind", "reference"))
    runbook: Annotated[str, AfterValidator(finding_path)] = Field(
        validation_alias=AliasPath("kind", "code")
    )
    """Where the exporter serves its page of the guide."""


class UnknownDocument(Document):
    """A place where a step could not be established, and what that would have taken."""

    place: PlaceDocument
    needs: str


class StepDocument(Document):
    """One step of the guide."""

    number: int = Field(validation_alias=AliasPath("step", "number"))
    step: Step
    status: Status
    summary: str
    findings: tuple[FindingDocument, ...]
    unknown: tuple[UnknownDocument, ...]
