"""The newest report of every target: the one mutable cell that all views read."""

from collections.abc import Callable, Iterable

from exporter.model.report import Report
from exporter.views.exposition import RenderedReport


class Store:
    """Reports with their rendering, which is made once, when a report is put."""

    def __init__(self, render: Callable[[Report, RenderedReport | None], RenderedReport]) -> None:
        self._render = render
        self._entries: dict[str, RenderedReport] = {}

    def put(self, report: Report) -> None:
        """Take the place of the target's last report."""
        name = report.target.name
        self._entries[name] = self._render(report, self._entries.get(name))

    def report(self, name: str) -> Report | None:
        """The newest report of a target; None before the first."""
        entry = self._entries.get(name)
        return entry.report if entry else None

    def reports(self) -> tuple[Report, ...]:
        """The newest report of every target that has one."""
        return tuple(rendering.report for rendering in self._entries.values())

    def rendered(self) -> tuple[RenderedReport, ...]:
        """The same, ready for the exposition."""
        return tuple(self._entries.values())

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget every target that is not among `names`."""
        self._entries = {name: self._entries[name] for name in names if name in self._entries}
