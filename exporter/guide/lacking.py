"""What it would have taken to see what was not seen."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from exporter.model.attempt import Attempt
from exporter.model.evidence import Sighting
from exporter.model.outcome import Failed, Skipped
from exporter.words.phase import Phase
from exporter.words.reason import Reason

PROVES_NOTHING: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.INTERNAL_ERROR: "a probe without an error of the exporter's own",
        Reason.EXHAUSTED: "more open files, memory or local ports for the exporter (`ulimit -n`)",
        Reason.STARVED: "a probe during which the exporter is not held up itself",
        Reason.DEADLINE: "a longer timeout",
        Reason.TLS_DECLINED: "a handshake that takes less to compute",
    }
)
"""Failures that say nothing of the target, with what would have helped."""
NEEDS_OF_PHASE: Mapping[Phase, str] = MappingProxyType(
    {Phase.DNS: "an answer of the resolver", Phase.CONNECT: "an open port"}
)
NO_FILES = "the web server's files (`server` of the target)"
A_TLS_ANSWER = "a TLS answer"
A_JUDGEMENT = "a judgement on its certificate without an error of the exporter's own"


def lacking(sighting: Sighting, phase: Phase) -> str:
    """What it would have taken to succeed in this phase; empty where that was so.

    A failure of our own explains whatever was not tried after it.
    """
    attempts = tuple(attempts_until(phase, sighting))
    if not attempts:
        return "an attempt"
    for attempt in attempts:
        match attempt.outcome:
            case Failed(reason=reason) if reason in PROVES_NOTHING:
                return PROVES_NOTHING[reason]
    match attempts[-1].outcome:
        case Skipped(needs=needs):
            return needs
        case Failed():
            return NEEDS_OF_PHASE.get(attempts[-1].phase, A_TLS_ANSWER)
    return "" if attempts[-1].phase is phase else "a probe that comes that far"


def attempts_until(phase: Phase, sighting: Sighting) -> Iterator[Attempt[object]]:
    """The attempts up to the one in this phase, or all where there is none."""
    for attempt in sighting.attempts:
        yield attempt
        if attempt.phase is phase:
            return
