"""What is known of every target, with its rendering: the mutable cell that all views read."""

from collections.abc import Callable, Iterable, Iterator

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.views.rendering import RenderedReport


class Store:
    """Memories by target, each with the rendering of its report, made once when it is put.

    Threads may look at all of them: a list goes on being read while something is put, unlike a dictionary.
    """

    def __init__(self, render: Callable[[Report, RenderedReport | None], RenderedReport]) -> None:
        self._render = render
        self._memories: dict[str, Memory] = {}
        self._rendered: list[RenderedReport] = []
        self._places: dict[str, int] = {}
        """Where the rendering of each target is."""

    def put(self, memory: Memory, report: Report) -> None:
        """Take the place of what was known of the report's target."""
        name = report.target.name
        place = self._places.get(name)
        if place is None:
            self._rendered.append(self._render(report, None))
            self._places[name] = len(self._places)
        else:
            self._rendered[place] = self._render(report, self._rendered[place])
        self._memories[name] = memory

    def remember(self, name: str, memory: Memory) -> None:
        """Take the place of what was known of a target whose report is the very same."""
        self._memories[name] = memory

    def memory(self, name: str) -> Memory:
        """What is known of a target; empty before its first report."""
        return self._memories.get(name) or Memory()

    def report(self, name: str) -> Report | None:
        """The newest report of a target; None before the first."""
        return self.memory(name).report

    def reports(self) -> tuple[Report, ...]:
        """The newest report of every target that has one."""
        return tuple(rendered.report for rendered in self.rendered())

    def rendered(self) -> Iterator[RenderedReport]:
        """The same, ready for the exposition; looking at 20,000 of them takes 15 ms, be it for nothing."""
        return iter(self._rendered)

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget every target that is not among `names`."""
        kept = [name for name in names if name in self._places]
        self._memories = {name: self._memories[name] for name in kept}
        self._rendered = [self._rendered[self._places[name]] for name in kept]
        self._places = {name: place for place, name in enumerate(kept)}
