"""What a resolver says of a name beside its addresses: who may issue for it, and what browsers are told."""

import asyncio
from collections.abc import Callable

from exporter.model.dns import Permits
from exporter.model.https_record import HttpsRecords
from exporter.probing.caa import AskForSet, CaaRecords
from exporter.probing.https_records import AskForRecords, KeptHttpsRecords

PATIENCE = 0.3
"""Seconds that are waited for it; what comes later is told with the next lookup."""


class RecordsBeside:
    """Those of one resolver."""

    def __init__(self, caa: AskForSet, https: AskForRecords, clock: Callable[[], float]) -> None:
        self._caa = CaaRecords(caa, clock)
        self._https = KeptHttpsRecords(https, clock)

    async def of(self, host: str, https_port: int | None) -> tuple[Permits | HttpsRecords, ...]:
        """What is known of a host, and of its site at a port; None: of no site."""
        name = host.lower()
        asking = (*self._caa.asking(name), *self._https.asking(name, https_port))
        if under_way := [task for task in asking if not task.done()]:
            await asyncio.wait(under_way, timeout=PATIENCE)
        said = (self._caa.known(name), self._https.known(name, https_port))
        return tuple(one for one in said if one)
