"""What inspects targets by the resolvers, limits and trust stores of one configuration."""

from collections.abc import Callable
from datetime import datetime

from exporter.inspection import Inspector
from exporter.model.report import Report
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.probing.prober import Prober
from exporter.x509.assessor import Assessor
from exporter.x509.trust_store import trust_store


class Equipment:
    """An inspector with its own prober, which is closed when it is retired and no longer in use."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        on_defect: Callable[[str, Exception], None],
    ) -> None:
        stores = (trust_store(anchors) for anchors in settings.trust_stores)
        assess = Assessor(stores).assess
        self._prober = Prober(settings=settings, assess=assess, clock=clock, on_defect=on_defect)
        self._inspector = Inspector(prober=self._prober, clock=clock)
        self._inspections = 0
        self._is_retired = False

    async def inspect(self, target: Target, previous: Report | None) -> Report:
        """The present report on a target."""
        self._inspections += 1
        try:
            return await self._inspector.inspect(target, previous)
        finally:
            self._inspections -= 1
            await self._close_after_use()

    async def retire(self) -> None:
        """Close, once the last inspection is over."""
        self._is_retired = True
        await self._close_after_use()

    async def _close_after_use(self) -> None:
        if self._is_retired and not self._inspections:
            await self._prober.close()


def needs_other_equipment(before: Settings, after: Settings) -> bool:
    """Whether the equipment of one configuration is of no use for another."""
    return (
        before.resolvers != after.resolvers
        or before.limits != after.limits
        or before.trust_stores != after.trust_stores
    )


def is_seen_otherwise(target: Target, before: Settings, after: Settings) -> bool:
    """Whether a target that is itself as before may look different with other settings."""
    anchors_before = {anchors.name: anchors for anchors in before.trust_stores}
    anchors_after = {anchors.name: anchors for anchors in after.trust_stores}
    return before.resolvers != after.resolvers or any(
        anchors_before.get(name) != anchors_after.get(name) for name in target.policy.trust
    )
