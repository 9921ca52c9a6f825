"""What the guide found: the kind is data, the finding adds where and the proof."""

from dataclasses import dataclass

from exporter.model.place import Place
from exporter.words.severity import Severity
from exporter.words.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """A fault that the guide knows, with its repair."""

    code: str
    """`<step slug>_<what>`; public."""
    step: Step
    severity: Severity
    title: str
    remedy: str
    reference: str = ""
    """The standard that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong at one place, or with the target as a whole."""

    kind: FindingKind
    place: Place | None
    evidence: str
    """What was seen, in a sentence with its numbers."""
