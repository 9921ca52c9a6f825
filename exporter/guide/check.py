"""What a step of the guide consists of: checks that know where they apply, and its survey."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from exporter.guide.case import Case
from exporter.guide.own_errors import A_SOUND_JUDGEMENT, OwnErrors
from exporter.model.finding import Finding, FindingKind
from exporter.model.once import Once
from exporter.model.place import Address, Document, File, Place, Resolver
from exporter.words.step import Step

P = TypeVar("P", bound=Place)
P_or_none = TypeVar("P_or_none", bound=Place | None)


@dataclass(frozen=True, slots=True)
class Caused:
    """A proof that knows what lies behind it."""

    proof: str
    cause: str
    """One for which the finding's page may have a remedy of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[P_or_none]):
    """One kind of fault: where it can be met, and what proves it there."""

    kind: FindingKind
    applies: Callable[[Case], Iterable[P_or_none]]
    """None among the places is the target as a whole."""
    find: Callable[[Case, P_or_none], Iterator[str | Caused]]
    """Each proof is a sentence with its numbers; none where all is well."""

    def places(self, case: Case, errors: OwnErrors) -> tuple[P_or_none, ...]:
        """Where it applies; nowhere, where finding that out met an error."""
        try:  # here, not by `caught`: most checks find nothing, and cost what asking them costs
            return case.where(self.applies)
        except Exception as error:  # noqa: BLE001 - it is told, and nothing is found
            errors.met(None, error)
            return ()

    def findings(self, case: Case, errors: OwnErrors) -> Iterator[Finding]:
        """Those at every place where it applies."""
        for place in self.places(case, errors):
            for _, finding in findings_at(place, ((0, self),), case, errors):
                yield finding

    def finding(self, case: Case, place: Place | None, found: tuple[str | Caused, ...]) -> Finding:
        """The one at a place, of all proofs: a series can only be exported once."""
        proofs = (one.proof if isinstance(one, Caused) else one for one in found)
        causes = (one.cause if isinstance(one, Caused) else "" for one in found)
        return Finding(
            kind=self.kind,
            place=place,
            evidence="; ".join(dict.fromkeys(proofs)),
            causes=tuple(dict.fromkeys(causes))
            if any(isinstance(one, Caused) for one in found)
            else (),
            host=case.target.host,
        )


def findings_at(
    place: Place | None, checks: Iterable[tuple[int, Check[Any]]], case: Case, errors: OwnErrors
) -> Iterator[tuple[int, Finding]]:
    """What checks that apply at a place find there, with their positions."""
    for position, check in checks:
        try:
            found = tuple(check.find(case, place))
        except Exception as error:  # noqa: BLE001 - the place becomes one that is not established
            errors.met(place, error)
        else:
            if found:
                yield position, check.finding(case, place, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Generic[P]):
    """Where a step is to be established, and whether it was."""

    places: Callable[[Case], Iterable[P]]
    lacks: Callable[[Case, P], str]
    """What it would have taken there; empty where the step is established, for better or worse."""
    seen: Callable[[Case, tuple[P, ...]], str]
    """What was seen at the places where it is established, as far as nothing is wrong."""

    def outcome(self, case: Case, errors: OwnErrors) -> tuple[str, dict[Place | None, str]]:
        """What was seen, empty where it is established nowhere; and what each other place needs."""
        places: tuple[P, ...] = errors.caught(None, lambda: case.where(self.places), ())
        lacks: dict[Place | None, str] = {}
        established: tuple[P, ...] = ()
        for place in places:
            if needs := errors.caught(place, partial(self.lacks, case, place), A_SOUND_JUDGEMENT):
                lacks[place] = needs
            else:
                established += (place,)
        seen = errors.caught(None, lambda: self.seen(case, established), "") if established else ""
        return seen, lacks


AnyCheck: TypeAlias = Check[Resolver] | Check[Address] | Check[File] | Check[Document] | Check[None]
AnySurvey: TypeAlias = Survey[Resolver] | Survey[Address] | Survey[File]


@dataclass(frozen=True, kw_only=True)  # without slots: the checks are put together once
class StepGuide:
    """How one step is judged."""

    step: Step
    checks: tuple[AnyCheck, ...] = ()
    survey: AnySurvey | None = None
    """None: nothing that is gathered establishes the step."""
    needs: Callable[[Case], str]
    """What it takes where the step is nowhere to be established."""

    @Once
    def applying_alike(self) -> tuple[tuple[tuple[int, AnyCheck], ...], ...]:
        """The checks with their positions, those together that apply to the same places.

        A case has none of most kinds of place: no files, no scan, no resolver.
        """
        groups: dict[object, list[tuple[int, AnyCheck]]] = {}
        for position, check in enumerate(self.checks):
            groups.setdefault(check.applies, []).append((position, check))
        return tuple(map(tuple, groups.values()))
