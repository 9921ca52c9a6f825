"""What is known of every target, with its rendering: the mutable cell that all views read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.views.rendering import RenderedReport


@dataclass(frozen=True, slots=True)
class Entry:
    """The memory of one target, and the lines of its last report."""

    memory: Memory
    rendered: RenderedReport


class Store:
    """Memories by target, each with the rendering of its report, made once when it is put."""

    def __init__(self, render: Callable[[Report, RenderedReport | None], RenderedReport]) -> None:
        self._render = render
        self._entries: dict[str, Entry] = {}

    def put(self, memory: Memory, report: Report) -> None:
        """Take the place of what was known of the report's target."""
        name = report.target.name
        before = self._entries.get(name)
        rendered = self._render(report, before.rendered if before else None)
        self._entries[name] = Entry(memory, rendered)

    def remember(self, name: str, memory: Memory) -> None:
        """Take the place of what was known of a target whose report is the very same."""
        self._entries[name] = Entry(memory, self._entries[name].rendered)

    def memory(self, name: str) -> Memory:
        """What is known of a target; empty before its first report."""
        entry = self._entries.get(name)
        return entry.memory if entry else Memory()

    def report(self, name: str) -> Report | None:
        """The newest report of a target; None before the first."""
        return self.memory(name).report

    def reports(self) -> tuple[Report, ...]:
        """The newest report of every target that has one."""
        return tuple(entry.rendered.report for entry in self._entries.values())

    def rendered(self) -> tuple[RenderedReport, ...]:
        """The same, ready for the exposition."""
        return tuple(entry.rendered for entry in self._entries.values())

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget every target that is not among `names`."""
        self._entries = {name: self._entries[name] for name in names if name in self._entries}
