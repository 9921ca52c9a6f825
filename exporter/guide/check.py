"""What a step of the guide consists of: checks that know where they apply, and its survey."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from exporter.guide.case import Case
from exporter.model.finding import Finding, FindingKind
from exporter.model.place import Address, File, Resolver
from exporter.model.report import Unknown
from exporter.words.step import Step

P = TypeVar("P", Resolver, Address, File)
P_or_none = TypeVar("P_or_none", Resolver, Address, File, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[P_or_none]):
    """One kind of fault: where it can be met, and what proves it there."""

    kind: FindingKind
    applies: Callable[[Case], Iterable[P_or_none]]
    """None among the places is the target as a whole."""
    find: Callable[[Case, P_or_none], Iterator[str]]
    """Each proof is a sentence with its numbers; none where all is well."""

    def findings(self, case: Case) -> Iterator[Finding]:
        """One finding for each place that has proofs, as a series can only be exported once."""
        for place in self.applies(case):
            if proofs := dict.fromkeys(self.find(case, place)):
                yield Finding(kind=self.kind, place=place, evidence="; ".join(proofs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Generic[P]):
    """Where a step is to be established, and whether it was."""

    places: Callable[[Case], Iterable[P]]
    lacks: Callable[[Case, P], str]
    """What it would have taken there; empty where the step is established, for better or worse."""
    seen: Callable[[Case, tuple[P, ...]], str]
    """What was seen at the places where it is established, as far as nothing is wrong."""

    def outcome(self, case: Case) -> tuple[str, tuple[Unknown, ...]]:
        """What was seen, empty where it is established nowhere; and where it is not established."""
        lacks = {place: self.lacks(case, place) for place in self.places(case)}
        established = tuple(place for place, needs in lacks.items() if not needs)
        unknown = tuple(
            Unknown(place=place, needs=needs) for place, needs in lacks.items() if needs
        )
        return self.seen(case, established) if established else "", unknown


AnyCheck: TypeAlias = Check[Resolver] | Check[Address] | Check[File] | Check[None]
AnySurvey: TypeAlias = Survey[Resolver] | Survey[Address] | Survey[File]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGuide:
    """How one step is judged."""

    step: Step
    checks: tuple[AnyCheck, ...] = ()
    survey: AnySurvey | None = None
    """None: nothing that is gathered establishes the step."""
    needs: Callable[[Case], str]
    """What it takes where the step is nowhere to be established."""
