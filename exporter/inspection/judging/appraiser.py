"""Who decodes and validates chains, as an inspection asks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

from exporter.model.attestation import Attestation
from exporter.model.certificate import Appraisal
from exporter.model.evidence import Enclosure
from exporter.model.inquiry import Fetching
from exporter.model.target import Fetch
from exporter.model.transparency import Transparency

OnDefect: TypeAlias = Callable[[str, Exception], None]
"""Is told the target's name and an exception that nobody expected."""


class Appraiser(Protocol):
    """What decodes and validates chains; `exporter.x509.appraiser.Appraiser`, or a script in tests."""

    @property
    def stores(self) -> str:
        """What tells the trust stores from others."""
        ...

    def appraise(
        self, chain: tuple[bytes, ...], *, server_name: str, trust: tuple[str, ...], now: datetime
    ) -> Appraisal:
        """Everything about a chain as presented (DER, the leaf first) at a time (aware)."""
        ...

    def attest(
        self,
        chain: tuple[bytes, ...],
        appraisal: Appraisal,
        documents: Mapping[Fetching, bytes],
        *,
        enclosed: Enclosure,
        fetch: Fetch,
        now: datetime,
    ) -> Attestation | None:
        """What documents say of an appraised chain, and which of those that are fetched it names.

        None where its first certificate cannot be read, or there is nothing to be told.
        """
        ...

    def transparency(
        self, appraisal: Appraisal, enclosed: Enclosure, *, now: datetime
    ) -> Transparency | None:
        """What transparency logs said of an appraised chain's first certificate, if it can be read."""
        ...
