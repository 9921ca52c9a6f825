"""What the guide found: the kind is data, the finding adds where and the proof."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    remedies: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Others, each for the cause that it suits better."""
    reference: str = ""
    """The standard that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong at one place, or with the target as a whole."""

    kind: FindingKind
    place: Place | None
    evidence: str
    """What was seen, in a sentence with its numbers."""
    causes: tuple[str, ...] = ()
    """What lies behind it, where that is known and decides what helps."""

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return fitting(self.causes, self.kind.remedy, self.kind.remedies)


def fitting(causes: tuple[str, ...], remedy: str, remedies: Mapping[str, str]) -> str:
    """The remedies for causes, each once; `remedy` where none is known, or has one of its own."""
    chosen = (remedies.get(cause, remedy) for cause in causes)
    return " ".join(dict.fromkeys(chosen)) or remedy
