"""What the guide found: the kind is data, the finding adds where and the proof."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.model.place import Place
from exporter.words.severity import Severity
from exporter.words.step import Step

HOST = re.compile(r"\bNAME\b")


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
    host: str = "NAME"
    """The name that is looked up, for which NAME stands in the commands of remedies."""

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.fitting(self.kind.remedy, self.kind.remedies)

    def fitting(self, remedy: str, remedies: Mapping[str, str]) -> str:
        """What fits of the remedies of its kind, in whichever language, with the name in commands."""
        return HOST.sub(lambda _: self.host, fitting(self.causes, remedy, remedies))


def fitting(causes: tuple[str, ...], remedy: str, remedies: Mapping[str, str]) -> str:
    """The remedies for causes, each once; `remedy` where none is known, or has one of its own."""
    chosen = (remedies.get(cause, remedy) for cause in causes)
    return " ".join(dict.fromkeys(chosen)) or remedy
