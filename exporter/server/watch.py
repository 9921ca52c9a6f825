"""What the server shows and may ask for."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from exporter.guide.clock import clock_doubt
from exporter.model.report import Report
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.views.rendering import RenderedReport


class Watch(Protocol):
    """The targets under watch; `exporter.app.target_watch.TargetWatch`, or a script in tests."""

    @property
    def is_ready(self) -> bool:
        """Whether the first round of probes is complete."""
        ...

    @property
    def settings(self) -> Settings:
        """Those in force."""
        ...

    def targets(self) -> tuple[Target, ...]:
        """All that are watched, from the configuration and from discovery."""
        ...

    def reports(self) -> tuple[Report, ...]:
        """The newest report of every target that has one."""
        ...

    def report(self, name: str) -> Report | None:
        """The newest report of one target."""
        ...

    def rendered(self) -> Iterator[RenderedReport]:
        """The newest reports, ready for the exposition."""
        ...

    def pending_names(self) -> tuple[str, ...]:
        """The targets that have no report yet."""
        ...

    def next_probe(self, name: str) -> datetime | None:
        """When a target is due next; None where there is no such target."""
        ...

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the exporter itself: its configuration, its files, its resolvers."""
        ...

    async def probe_now(self, name: str) -> Report | None:
        """The report of a probe made for this request; a LookupError if there is no such target."""
        ...

    async def reload(self) -> None:
        """The configuration read again; a ConfigurationError leaves everything as it is."""
        ...


def all_told(watch: Watch) -> tuple[tuple[Report, ...], tuple[str, ...], str]:
    """All reports, the names of the targets without one, and why the clock is suspected; takes a while."""
    reports = watch.reports()
    return reports, watch.pending_names(), clock_doubt(reports)
