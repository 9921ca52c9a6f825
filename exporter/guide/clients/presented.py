"""A chain that a client may get, with what documents say of it."""

from typing import NamedTuple

from exporter.model.attestation import Attestation
from exporter.model.certificate import Certificate, ChainAssessment


class Presented(NamedTuple):
    """One of those that an address presents."""

    chain: ChainAssessment
    heard: Attestation | None = None
    """None where there is nothing to be told."""

    @property
    def leaf(self) -> Certificate:
        """The end-entity certificate."""
        return self.chain.leaf
