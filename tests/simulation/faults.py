"""What a path does to connections: every so many, or any by chance, in one way."""

from collections.abc import Callable, Mapping
from random import Random
from typing import TypeAlias

from exporter.tls.scan.question import Completion, Question
from exporter.tls.server_reply import Reply, Unanswered
from exporter.words.alert import AlertDescription as Alert
from exporter.words.ending import Closed, Refused, Reset, Unreadable

Spoiling: TypeAlias = Callable[[Question, Random], Reply]
Fault: TypeAlias = Callable[[Random], Callable[[Question, Reply], Reply]]


def cut_off(question: Question, chance: Random) -> Reply:
    """The end of a connection, after some of the answer or before it."""
    if isinstance(question, Completion) and chance.random() < 0.3:
        return Unanswered()
    endings = (Reset(), Reset(), Reset(), Closed(), Unreadable("the connection ended early"))
    return chance.choice(endings)


def alert(code: int) -> Spoiling:
    """An alert that is not the server's."""
    return lambda _question, _chance: Refused(code)


def every(period: int, spoiling: Spoiling) -> Fault:
    """Each connection of a period is spoilt, from the first, the second, or a later one on."""

    def path(chance: Random) -> Callable[[Question, Reply], Reply]:
        place = chance.randrange(period)

        def passed(question: Question, reply: Reply) -> Reply:
            nonlocal place
            place += 1
            return reply if place % period else spoiling(question, chance)

        return passed

    return path


def sometimes(share: float, spoiling: Spoiling) -> Fault:
    """Each connection is spoilt by chance."""

    def path(chance: Random) -> Callable[[Question, Reply], Reply]:
        def passed(question: Question, reply: Reply) -> Reply:
            return spoiling(question, chance) if chance.random() < share else reply

        return passed

    return path


PERIODIC: Mapping[str, Fault] = {
    **{f"every {n}th reset": every(n, cut_off) for n in (2, 3, 4)},
    **{f"every {n}th alert 80": every(n, alert(Alert.INTERNAL_ERROR)) for n in (2, 10)},
    **{f"every {n}th alert 40": every(n, alert(Alert.HANDSHAKE_FAILURE)) for n in (2, 3)},
}
RANDOM: Mapping[str, Fault] = {
    **{f"{share:.0%} reset": sometimes(share, cut_off) for share in (0.02, 0.1, 0.3, 0.5)},
    **{
        f"{share:.0%} alert {code:d}": sometimes(share, alert(code))
        for code in (Alert.HANDSHAKE_FAILURE, Alert.INSUFFICIENT_SECURITY, Alert.INTERNAL_ERROR)
        for share in (0.05, 0.1)
    },
}
NONE: Mapping[str, Fault] = {"none": sometimes(0.0, cut_off)}
FAULTS = {**NONE, **PERIODIC, **RANDOM}
