"""When each target is due: soon at first, then on a grid of its own that never drifts."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil

from exporter.model.target import Target
from exporter.scheduler.likeness import is_probed_alike

CONNECTIONS_OF_A_FIRST_PROBE = 10
"""What is reckoned for one target: more than a handshake takes, and less than a scan, which may
come with a later probe, as the first reports should not wait for it."""
SHORTEST_FIRST_ROUND = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A target and the time it is next due, in seconds of a monotonic clock."""

    target: Target
    due: float


def jitter(name: str) -> float:
    """A target's place in the interval: at least 0, below 1, the same after a restart."""
    digest = sha256(name.encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def first_round(count: int, connections_per_second: float) -> float:
    """Seconds over which `count` first probes are spread, so that they keep to the limit."""
    return max(SHORTEST_FIRST_ROUND, count * CONNECTIONS_OF_A_FIRST_PROBE / connections_per_second)


def first_due(target: Target, *, now: float, within: float) -> float:
    """A time in the next `within` seconds, and in the target's next interval."""
    return now + jitter(target.name) * min(within, target.policy.interval)


def due_after(target: Target, due: float, *, now: float) -> float:
    """The first time on the target's grid that is not past, half an interval or more after `due`.

    From one time of the grid that is the next one. The first probe lies off the grid; half an
    interval to one and a half lie between it and the second.
    """
    interval = target.policy.interval
    offset = jitter(target.name) * interval
    steps = ceil((max(due + interval / 2, now) - offset) / interval)
    return offset + steps * interval


def replanned(
    plan: Mapping[str, Appointment],
    targets: Iterable[Target],
    *,
    now: float,
    connections_per_second: float,
    soon: Container[str] = (),
) -> dict[str, Appointment]:
    """The plan for `targets`: those that are probed as before keep their time.

    New ones, those probed otherwise and `soon` are due soon.
    """
    watched = {target.name: target for target in targets}
    kept = {
        name
        for name, target in watched.items()
        if name in plan and name not in soon and is_probed_alike(target, plan[name].target)
    }
    within = first_round(len(watched) - len(kept), connections_per_second)
    return {
        name: replanned_as(target, plan[name])
        if name in kept
        else Appointment(target=target, due=first_due(target, now=now, within=within))
        for name, target in watched.items()
    }


def replanned_as(target: Target, planned: Appointment) -> Appointment:
    """The appointment, for the target as it is now."""
    return planned if planned.target == target else replace(planned, target=target)
