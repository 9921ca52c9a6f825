"""What is known of a chain beside the certificates that were sent."""

from dataclasses import dataclass
from datetime import datetime

from exporter.model.certificate import Certificate
from exporter.model.inquiry import Fetching


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a chain becomes with the issuers that were fetched."""

    is_completable: bool | None
    """Whether fetching closes its gap; None: there is none, or nobody knows."""
    chain: tuple[Certificate, ...]
    """As it should be sent: in order, without strangers and root; empty where no way leads up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What documents say of a chain, and which they are; it holds up to but not at `until`."""

    named: tuple[Fetching, ...] = ()
    """Those that its certificates name, as far as the ones at hand show."""
    completion: Completion
    until: datetime
