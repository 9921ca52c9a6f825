"""The appointments of all targets in the order of time."""

from collections.abc import Container, Iterable, Iterator, Mapping
from heapq import heappop, heappush
from math import ceil, inf
from types import MappingProxyType

from exporter.model.target import Target
from exporter.scheduler.likeness import is_probed_alike
from exporter.scheduler.plan import Appointment, due_after, replanned

TICK = 0.2
"""Seconds. Probes that begin together share the wake-ups of the loop, which cost more than they
do; no probe is later than this for it."""


class Agenda:
    """A plan, and a heap of its due times that holds one entry for each target."""

    def __init__(self) -> None:
        self._plan: dict[str, Appointment] = {}
        self._heap: list[tuple[float, str]] = []

    @property
    def plan(self) -> Mapping[str, Appointment]:
        """The next appointment of each target by name."""
        return MappingProxyType(self._plan)

    @property
    def next_wake(self) -> float:
        """When to begin what is due by then; infinity without targets."""
        if not self._heap:
            return inf
        due = self._heap[0][0]
        return max(due, ceil(due / TICK) * TICK)  # rounding must not wake before it is due

    def replan(
        self,
        targets: Iterable[Target],
        *,
        now: float,
        connections_per_second: float,
        soon: Container[str] = (),
    ) -> frozenset[str]:
        """Watch exactly `targets`; the names whose appointment was cancelled or moved."""
        before = self._plan
        self._plan = replanned(
            before, targets, now=now, connections_per_second=connections_per_second, soon=soon
        )
        self._heap = sorted((planned.due, name) for name, planned in self._plan.items())
        return frozenset(name for name in before if not self._stands(before[name]))

    def _stands(self, before: Appointment) -> bool:
        """Whether a target is due when it was, and asked what it was."""
        now = self._plan.get(before.target.name)
        return (
            now is not None and now.due == before.due and is_probed_alike(now.target, before.target)
        )

    def pop_due(self, now: float) -> Iterator[Appointment]:
        """The appointments whose time has come; each target has its next one already."""
        while self._heap and self._heap[0][0] <= now:
            _, name = heappop(self._heap)
            planned = self._plan[name]
            following = due_after(planned.target, planned.due, now=now)
            self._plan[name] = Appointment(target=planned.target, due=following)
            heappush(self._heap, (following, name))
            yield planned
