"""The files of trust stores under watch: what is broken leaves its store as it was, and is told."""

import asyncio
import logging

from exporter.config.trust_anchors import Reread, reread
from exporter.model.settings import TrustAnchors
from exporter.views.exporter_metrics import ExporterMetrics

LOGGER = logging.getLogger(__name__)
INTERVAL = 60.0
"""Seconds from one look at the files to the next."""


class TrustStoreFiles:
    """Trust stores that follow their files, and what is wrong with these."""

    def __init__(self, metrics: ExporterMetrics) -> None:
        self._metrics = metrics
        self._last = Reread((), {})

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with each store that stands as it was, in a sentence."""
        return tuple(
            f"The trust store {name} could not be read again, and stands as it was: {fault}."
            for name, fault in self._last.faults.items()
        )

    def adopted(self, stores: tuple[TrustAnchors, ...]) -> None:
        """These are in force, and were read just now."""
        self._last = Reread(stores, {})
        self._metrics.trust_stores_read(stores, broken=())

    async def present(self, stores: tuple[TrustAnchors, ...]) -> tuple[TrustAnchors, ...]:
        """The trust stores as their files have them now; each new fault is logged."""
        read = await asyncio.to_thread(reread, stores)
        for name, fault in read.faults.items():
            if fault != self._last.faults.get(name):
                LOGGER.error(
                    "trust store not read again", extra={"trust_store": name, "problem": fault}
                )
        self._last = read
        self._metrics.trust_stores_read(read.stores, broken=read.faults)
        return read.stores
