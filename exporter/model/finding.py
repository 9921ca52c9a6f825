"""What the guide found: the kind is data, the finding adds where and the proof."""

from dataclasses import dataclass

from exporter.words.severity import Severity
from exporter.words.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with one address (or with the target: an empty address)."""

    kind: "FindingKind"
    address: str
    evidence: str
    """What was seen, in a sentence with its numbers."""


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

    def found(self, evidence: str, *, address: str = "") -> Finding:
        """A finding of this kind."""
        return Finding(kind=self, address=address, evidence=evidence)
