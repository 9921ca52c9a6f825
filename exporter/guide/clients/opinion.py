"""A three-state opinion on a client, with what stands in its way."""

from collections.abc import Iterable
from dataclasses import dataclass

from exporter.words.cause import Cause
from exporter.words.protocol import Support


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether something comes about; `obstacle` says why not, or what is left open."""

    support: Support
    obstacle: str = ""
    cause: Cause | None = None
    """One for which there is a remedy of its own."""


GOOD = Opinion(Support.YES)


def against(obstacle: str, cause: Cause | None = None) -> Opinion:
    """A no, and why."""
    return Opinion(Support.NO, obstacle, cause)


def unsure(about: str) -> Opinion:
    """What the scan left open."""
    return Opinion(Support.UNKNOWN, about)


def if_it_does(support: Support, what: str) -> Opinion:
    """Good where that will do for the client, of what the certificate has."""
    match support:
        case Support.YES:
            return GOOD
        case Support.NO:
            return against(f"{what} will not do", Cause.AS_ISSUED)
        case Support.UNKNOWN:
            return unsure(f"whether {what} will do is not known")


def worst(opinions: Iterable[Opinion]) -> Opinion:
    """The opinion that decides: a no, else a doubt, else the first."""
    return min(opinions, key=lambda opinion: GRAVITY.index(opinion.support))


GRAVITY = (Support.NO, Support.UNKNOWN, Support.YES)
