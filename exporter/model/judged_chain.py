"""A chain where it was seen, with the judgement on it."""

from dataclasses import dataclass

from exporter.model.attestation import Attestation
from exporter.model.certificate import Appraisal, ChainAssessment, Malformed
from exporter.model.evidence import NOTHING_ENCLOSED, Enclosure
from exporter.model.outcome import Failed
from exporter.model.transparency import Transparency
from exporter.words.key_type import KeyType


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedChain:
    """What one address presented, with the judgement on it; of each kind of key there is one."""

    address: str
    chain: tuple[bytes, ...]
    """In DER, as sent."""
    enclosed: Enclosure = NOTHING_ENCLOSED
    is_of_scan: bool = False
    """Whether a scan asked for it, and no ordinary handshake was presented it."""
    appraisal: Appraisal
    attestation: Attestation | None = None
    """What documents say of it; None where nothing is fetched, or its first certificate cannot be read."""
    transparency: Transparency | None = None
    """What transparency logs said of its first certificate; None where that cannot be read."""

    @property
    def assessment(self) -> ChainAssessment | Malformed | Failed:
        """What is known of the chain."""
        return self.appraisal.assessment

    @property
    def key_type(self) -> KeyType:
        """The kind of the end entity's key."""
        known = self.assessment
        return known.leaf.key_type if isinstance(known, ChainAssessment) else KeyType.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChain:
    """The certificates in a file of the server, with the judgement on them as a chain."""

    path: str
    chain_path: str = ""
    """Of the file whose certificates follow; empty: these are the first file's alone."""
    chain: tuple[bytes, ...]
    """In DER, in the order of the files; never empty."""
    appraisal: Appraisal

    @property
    def assessment(self) -> ChainAssessment | Malformed | Failed:
        """What is known of the chain."""
        return self.appraisal.assessment
