"""What an inspection knows so far: the target, its memory, and the answers to its inquiries."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exporter.inspection.places import addresses, kept, needs_lookup
from exporter.model.attempt import Attempts
from exporter.model.evidence import Answer
from exporter.model.inquiry import Inquiry, Lookup, Visit
from exporter.model.memory import Memory
from exporter.model.place import Address, Resolver
from exporter.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One inspection as far as it has come; `begun` makes the first of each."""

    target: Target
    memory: Memory
    is_forced: bool
    """Whether everything is asked anew, scans included; what is remembered stays."""
    lookups: tuple[Lookup, ...]
    """Every resolver, where there is something to look up."""
    answers: Mapping[Inquiry, Attempts]
    addresses: tuple[Address, ...]
    """Every address of the target; none before all resolvers were heard."""
    visits: tuple[Visit, ...]
    """The addresses that are visited, as many as there may be."""

    def after(self, inquiry: Inquiry, attempts: Attempts) -> "Dossier":
        """The dossier with one answer more."""
        answers = {**self.answers, inquiry: attempts}
        places = self.addresses or found(self.target, self.lookups, answers)
        return Dossier(
            target=self.target,
            memory=self.memory,
            is_forced=self.is_forced,
            lookups=self.lookups,
            answers=answers,
            addresses=places,
            visits=self.visits or visits(self.target, places),
        )


def begun(
    target: Target, memory: Memory, resolvers: tuple[Resolver, ...], *, is_forced: bool = False
) -> Dossier:
    """What is known before anything is asked; the resolvers are those that there are to ask."""
    lookups = tuple(map(Lookup, resolvers)) if needs_lookup(target) else ()
    places = found(target, lookups, {})
    return Dossier(
        target=target,
        memory=memory,
        is_forced=is_forced,
        lookups=lookups,
        answers=MappingProxyType({}),
        addresses=places,
        visits=visits(target, places),
    )


def found(
    target: Target, lookups: tuple[Lookup, ...], answers: Mapping[Inquiry, Attempts]
) -> tuple[Address, ...]:
    """The addresses, once all resolvers were heard: the first that answers counts."""
    if any(lookup not in answers for lookup in lookups):
        return ()
    outcomes = (attempt.outcome for lookup in lookups for attempt in answers[lookup])
    return addresses(target, next((one for one in outcomes if isinstance(one, Answer)), None))


def visits(target: Target, places: tuple[Address, ...]) -> tuple[Visit, ...]:
    """Visits of as many of the places as there may be."""
    return tuple(map(Visit, kept(places, target.policy.max_addresses)))
