"""What an inspection knows so far: the target, its memory, and the answers to its inquiries."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exporter.inspection.files import configurations, named_files, searches
from exporter.inspection.keeping import at_same_ports
from exporter.inspection.places import addresses, is_allowed, kept
from exporter.model.attempt import Attempts
from exporter.model.dns import Answer
from exporter.model.inquiry import Inquiry, Lookup, Reading, Visit
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
    """Every resolver that the target asks, where there is something to look up."""
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
            memory=self.memory if self.addresses else at_same_ports(self.memory, places),
            is_forced=self.is_forced,
            lookups=self.lookups,
            answers=answers,
            addresses=places,
            visits=self.visits or visits(self.target, places, told(self.lookups, answers)),
        )

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The configurations, and the files that they name for the addresses, once all are known.

        In the end, who else has what is presented and is in none of these, or what keeps a server from starting.
        """
        if self.target.server is None:
            return ()
        configured = configurations(self.target)
        if any(one not in self.answers for one in (*self.lookups, *configured)):
            return configured
        files = named_files(self.target, self.addresses, self.answers)
        named: tuple[Reading, ...] = (*configured, *files)
        asked: tuple[Inquiry, ...] = (*named, *self.visits)
        if any(one not in self.answers for one in asked):
            return named
        return (*named, *searches(self.target, self.visits, self.answers))

    def may_visit(self, place: Address) -> bool:
        """Whether DNS may name the address, or somebody wrote it down."""
        return is_allowed(self.target, place, told(self.lookups, self.answers))


def begun(
    target: Target, memory: Memory, resolvers: tuple[Resolver, ...], *, is_forced: bool = False
) -> Dossier:
    """What is known before anything is asked; the resolvers are those that there are to ask."""
    lookups = tuple(map(Lookup, asked(target, resolvers))) if target.is_looked_up else ()
    places = found(target, lookups, {})
    return Dossier(
        target=target,
        memory=at_same_ports(memory, places),
        is_forced=is_forced,
        lookups=lookups,
        answers=MappingProxyType({}),
        addresses=places,
        visits=visits(target, places, ()),
    )


def asked(target: Target, resolvers: tuple[Resolver, ...]) -> tuple[Resolver, ...]:
    """Those of the resolvers that the target names, in its order; all where it names none."""
    if target.policy.resolvers is None:
        return resolvers
    by_name = {resolver.name: resolver for resolver in resolvers}
    return tuple(by_name[name] for name in target.policy.resolvers if name in by_name)


def found(
    target: Target, lookups: tuple[Lookup, ...], answers: Mapping[Inquiry, Attempts]
) -> tuple[Address, ...]:
    """The addresses, once all resolvers were heard: whatever one of them says."""
    if any(lookup not in answers for lookup in lookups):
        return ()
    return addresses(target, told(lookups, answers))


def told(lookups: tuple[Lookup, ...], answers: Mapping[Inquiry, Attempts]) -> tuple[Answer, ...]:
    """What the resolvers said that have an answer, in their order."""
    outcomes = (attempt.outcome for lookup in lookups for attempt in answers.get(lookup, ()))
    return tuple(one for one in outcomes if isinstance(one, Answer))


def visits(
    target: Target, places: tuple[Address, ...], said: tuple[Answer, ...]
) -> tuple[Visit, ...]:
    """Visits of as many of the allowed places as there may be."""
    allowed = tuple(place for place in places if is_allowed(target, place, said))
    return tuple(map(Visit, kept(allowed, target.policy.max_addresses)))
