"""A chain that a client may get, with what documents and logs say of it."""

from typing import NamedTuple

from exporter.model.attestation import Attestation
from exporter.model.certificate import Certificate, ChainAssessment
from exporter.model.transparency import Transparency


class Presented(NamedTuple):
    """One of those that an address presents."""

    chain: ChainAssessment
    heard: Attestation | None = None
    """None where there is nothing to be told."""
    logged: Transparency | None = None
    """None where that is not known."""

    @property
    def leaf(self) -> Certificate:
        """The end-entity certificate."""
        return self.chain.leaf
