"""What an attempt to establish a fact came to: the value, a failure, or a check not made."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from exporter.words.reason import Reason

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The attempt was made and failed."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """The attempt was not made; `needs` says what it would have taken ("an open port")."""

    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoute(Skipped):
    """The attempt could not be made, as this machine has no way to the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed(Skipped):
    """The attempt was not made, as no place for it became free before the next one is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanCutOff(Skipped):
    """The attempt counts for nothing, as the server stopped answering after a scan of ours."""

    asked_at: datetime
    """When the scan asked its last question."""
    noticed_at: datetime
    times: int
    """How often that was so, scan after scan."""
    next_at: datetime
    """When the address may be scanned again."""


Outcome: TypeAlias = T | Failed | Skipped
NO_PORT = Skipped(needs="an open port")
NO_TLS = Skipped(needs="a TLS answer")
NO_SCAN = Skipped(needs="scans, which are switched off")
