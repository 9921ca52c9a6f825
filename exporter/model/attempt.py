"""One thing that was tried at a place, and what it came to."""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from exporter.model.outcome import Outcome
from exporter.words.phase import Phase

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Generic[T_co]):
    """An attempt in one phase of a probe."""

    phase: Phase
    outcome: Outcome[T_co]
    seconds: float | None = None
    """How long it took; None where that is not told: nothing was tried, or it is remembered."""


Attempts: TypeAlias = tuple[Attempt[object], ...]
"""What an inquiry came to, at one place."""
