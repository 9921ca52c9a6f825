"""Certificate transparency: the logs that are known, and the timestamps that they gave a certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from exporter.words.timestamp_source import TimestampSource


class LogState(StrEnum):
    """How far browsers heed a log, in the words of Google's list."""

    PENDING = "pending"
    QUALIFIED = "qualified"
    USABLE = "usable"
    READ_ONLY = "readonly"
    RETIRED = "retired"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class CtLog:
    """One log."""

    description: str
    operator: str
    former_operators: tuple[tuple[datetime, str], ...] = ()
    """Until when it was whose, earliest first."""
    key: bytes = field(repr=False)
    """SubjectPublicKeyInfo in DER."""
    state: LogState
    since: datetime
    """When it came to that state (aware, UTC)."""
    is_tiled: bool = False
    """Whether it is read by tiles (static-ct-api), and not as RFC 6962 has it."""

    def operator_at(self, instant: datetime) -> str:
        """Whose it was then."""
        former = (name for until, name in self.former_operators if instant <= until)
        return next(former, self.operator)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogList:
    """The logs that browsers heed, or did."""

    logs: Mapping[bytes, CtLog]
    """By identifier: the SHA-256 hash of the key (RFC 6962, section 3.2)."""
    made_at: datetime
    """When the list was made (aware, UTC)."""
    version: str
    """What tells its contents from others: a SHA-256 hash in hexadecimal."""
    file: str = ""
    """Where it was read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """What one log said of a certificate (an SCT)."""

    source: TimestampSource
    log: CtLog | None = None
    """None: it is not on the list, there is none, or the timestamp is of no form that is known."""
    at: datetime | None = None
    """None in the last case."""
    is_signed: bool | None = None
    """Whether the log signed it for this certificate; None: that could not be checked."""

    @property
    def operator(self) -> str:
        """Whose the log was when it gave the timestamp; empty where it is not known."""
        if self.log is None:
            return ""
        return self.log.operator_at(self.at) if self.at else self.log.operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Transparency:
    """What logs said of a certificate, as far as it came with it."""

    timestamps: tuple[Timestamp, ...]
    is_whole: bool
    """Whether the server was asked for those that it may send beside the certificate."""
    is_judged: bool
    """Whether a list of logs was at hand that browsers of today have as well."""

    @property
    def operators(self) -> frozenset[str]:
        """Whose logs gave those timestamps that verify."""
        verified = (one for one in self.timestamps if one.is_signed)
        return frozenset(one.operator for one in verified)
