"""Chains appraised by the trust stores of one configuration, whatever a chain does to us."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from exporter.model.certificate import Appraisal
from exporter.model.settings import Settings
from exporter.probing.failures import internal_failure
from exporter.x509.appraiser import Appraiser
from exporter.x509.trust_store import trust_store

UNTIL_ANOTHER_TRY = timedelta(minutes=5)


class CarefulAppraiser:
    """An appraiser whose defects cost the judgement on one chain."""

    def __init__(self, settings: Settings, *, on_defect: Callable[[str, Exception], None]) -> None:
        stores = (trust_store(anchors) for anchors in settings.trust_stores)
        self._appraiser = Appraiser(stores, timer=time.monotonic)
        self._on_defect = on_defect
        self.stores = self._appraiser.stores
        """What tells the trust stores from others."""

    def appraise(
        self, chain: tuple[bytes, ...], *, server_name: str, trust: tuple[str, ...], now: datetime
    ) -> Appraisal:
        """Everything about a chain, or that we failed at it, which is tried again later."""
        try:
            return self._appraiser.appraise(chain, server_name=server_name, trust=trust, now=now)
        except Exception as error:  # noqa: BLE001 - it becomes evidence
            self._on_defect(server_name, error)
            failed, until = internal_failure(error), now + UNTIL_ANOTHER_TRY
            return Appraisal(assessment=failed, since=now, until=until, seconds=0.0)
