"""What visits of one address come to by turns, where several servers answer behind it."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from exporter.inspection.scans.other_certificates import light, presentations
from exporter.inspection.tallies import IsGone, counted, is_by_chance_gone, is_soon_gone, seen_alone
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Evidence, Handshake, Presentation
from exporter.model.memory import Alternate, Memory
from exporter.model.outcome import NO_PORT, NO_TLS, Failed, Skipped
from exporter.model.report import FailsByTurns
from exporter.words.hello_form import HelloForm
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN, Reason

MOST = 4
"""Kept of one phase at one address: those that came last."""
OF_NOBODY = OF_OUR_OWN | {Reason.DEADLINE}
"""Failures that tell nothing of the server."""
PHASES = tuple(Phase)


def with_visit(
    known: tuple[Alternate, ...], visited: Attempts, now: datetime
) -> tuple[Alternate, ...]:
    """What visits of an address came to of late, with what this one came to: in each phase that comes last.

    A phase that it did not come to, or that was lost by us, counts for nothing. A handshake that came about at
    another try counts after the one that did not.
    """
    for earlier in earlier_tries(visited):
        known = with_look(known, (earlier,), now)
    return with_look(known, visited, now)


def earlier_tries(visited: Attempts) -> Iterator[Attempt[object]]:
    """How the connections fared that were made just before."""
    for each in visited:
        if isinstance(each.outcome, Handshake):
            for fared in each.outcome.earlier:
                yield Attempt(phase=each.phase, outcome=fared or each.outcome)


def with_look(
    known: tuple[Alternate, ...], visited: Attempts, now: datetime
) -> tuple[Alternate, ...]:
    """The same, of one try in each phase."""
    made = tuple(attempt for attempt in visited if tells(attempt))
    if tuple(map(key_of, (one.attempt for one in known))) == tuple(map(key_of, made)):
        return tuple(map(partial(seen_again, now=now), known, made))
    if not known and len({one.phase for one in made}) == len(made):
        return tuple(Alternate(attempt=one, tally=seen_alone(None, now)) for one in made)
    phases = {one.attempt.phase for one in known} | {attempt.phase for attempt in made}
    return tuple(
        alternate
        for phase in sorted(phases, key=PHASES.index)
        for alternate in in_phase(phase, known, made, now)
    )


def seen_again(alternate: Alternate, attempt: Attempt[object], now: datetime) -> Alternate:
    """The same as ever, a visit later."""
    return Alternate(attempt=attempt, tally=seen_alone(alternate.tally, now))


def in_phase(
    phase: Phase, known: tuple[Alternate, ...], made: Attempts, now: datetime
) -> tuple[Alternate, ...]:
    """What one phase came to of late."""
    before = {key_of(one.attempt): one for one in known if one.attempt.phase is phase}
    present = {key_of(each): each for each in made if each.phase is phase}
    if not present:
        return tuple(before.values())
    latest = {key: one.attempt for key, one in before.items()} | present
    tallies = {key: one.tally for key, one in before.items()}
    after = counted(tallies, tuple(present), now, patience(phase))
    return kept(tuple(Alternate(attempt=latest[key], tally=one) for key, one in after.items()))


def patience(phase: Phase) -> IsGone:
    """For how long something of the phase stays away until it comes by turns no more.

    Certificates differ for weeks, until somebody sees it; whether a server answers is seen to at once.
    """
    return is_by_chance_gone if phase is Phase.CERTIFICATE else is_soon_gone


def kept(alternates: tuple[Alternate, ...]) -> tuple[Alternate, ...]:
    """The last of them, as many as may be remembered."""
    newest_first = alternates[: -MOST - 1 : -1]
    chains = tuple(presentations(tuple(one.attempt for one in newest_first)))
    several = len(tuple(light(chains))) if chains else MOST
    return newest_first[: max(1, several)][::-1]


def key_of(attempt: Attempt[object]) -> Hashable:
    """What tells it from another of its phase: the words of a failure do not, nor what comes with a chain."""
    match attempt.outcome:
        case Failed(reason=reason):
            return attempt.phase, reason
        case Presentation(chain=chain):
            return chain
        case other:
            return attempt.phase, other


def tells(attempt: Attempt[object]) -> bool:
    """Whether it was made, and not lost by us."""
    match attempt.outcome:
        case Failed(reason=reason):
            return reason not in OF_NOBODY
        case Skipped():
            return False
    return True


def told_by_turns(visited: Attempts, known: tuple[Alternate, ...]) -> Attempts:
    """What a visit came to, and beside it what comes by turns with that: in each phase the worst first.

    Nothing is beside what we lost ourselves, or did not try.
    """
    returned = tuple(one for one in known if one.is_by_turns)
    if len(returned) < 2 or not all(tells(each) or is_in_vain(each) for each in visited):
        return visited
    phases = {each.phase for each in (*visited, *(one.attempt for one in returned))}
    return tuple(
        attempt
        for phase in sorted(phases, key=PHASES.index)
        for attempt in sorted(told_in(phase, visited, known), key=soundness)
    )


def is_in_vain(attempt: Attempt[object]) -> bool:
    """Whether it was not made, as the server did not let it come that far."""
    return attempt.outcome in (NO_PORT, NO_TLS)


def told_in(
    phase: Phase, visited: Attempts, known: tuple[Alternate, ...]
) -> Iterator[Attempt[object]]:
    """What is told of one phase; where a visit did not come to it, what was seen of it before."""
    present = [each for each in visited if each.phase is phase]
    of_phase = [one for one in known if one.attempt.phase is phase]
    by_turns = [one for one in of_phase if one.is_by_turns]
    by_turns.sort(key=lambda one: one.tally.first_seen)
    if of_phase and all(map(is_in_vain, present)):
        beside = by_turns or of_phase[-1:]
    else:
        yield from present
        keys = set(map(key_of, present))
        beside = [one for one in by_turns if key_of(one.attempt) not in keys]
    # How long it took then tells nothing of now.
    yield from (replace(one.attempt, seconds=None) for one in beside)


def soundness(attempt: Attempt[object]) -> tuple[float, ...]:
    """What sorts those of one phase: the worst has the least; chains are told apart by who judges them."""
    match attempt.outcome:
        case Failed():
            return (0.0,)
        case Handshake(declined=declined, form=form, protocol=protocol):
            return (1.0, not declined, form is HelloForm.ORDINARY, protocol.strength)
    return (1.0,)


def fails_by_turns(evidence: Evidence, memory: Memory) -> Iterator[FailsByTurns]:
    """How often each phase fails at the addresses, where it does not always."""
    for place, _ in evidence.at_addresses():
        for one in memory.alternates.get(place.address, ()):
            if isinstance(one.attempt.outcome, Failed) and one.is_by_turns:
                yield FailsByTurns(
                    address=place.address,
                    phase=one.attempt.phase,
                    reason=one.attempt.outcome.reason,
                    ratio=one.tally.seen / one.tally.looks,
                )


def comes_by_turns(evidence: Evidence, memory: Memory) -> bool:
    """Whether anything does at any address: each probe counts one of them, and that is told."""
    return any(
        one.is_by_turns
        for place, _ in evidence.at_addresses()
        for one in memory.alternates.get(place.address, ())
    )
