"""What is known of every target, with its rendering: the mutable cell that all views read."""

from collections.abc import Callable, Iterable

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.views.rendering import RenderedReport


class Store:
    """Memories by target, each with the rendering of its report, made once when it is put."""

    def __init__(self, render: Callable[[Report, RenderedReport | None], RenderedReport]) -> None:
        self._render = render
        self._memories: dict[str, Memory] = {}
        self._rendered: dict[str, RenderedReport] = {}

    def put(self, memory: Memory, report: Report) -> None:
        """Take the place of what was known of the report's target."""
        name = report.target.name
        self._rendered[name] = self._render(report, self._rendered.get(name))
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
        return tuple(rendered.report for rendered in self._rendered.values())

    def rendered(self) -> tuple[RenderedReport, ...]:
        """The same, ready for the exposition; no target is looked at, of which there may be many."""
        return tuple(self._rendered.values())

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget every target that is not among `names`."""
        kept = [name for name in names if name in self._memories]
        self._memories = {name: self._memories[name] for name in kept}
        self._rendered = {name: self._rendered[name] for name in kept}
