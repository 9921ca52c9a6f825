"""What of a target outlives one inspection."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from exporter.model.attempt import Attempt
from exporter.model.evidence import Presentation
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.model.scan import Scan, SuiteAnswer, Transcript
from exporter.model.web import HeardAnswer
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol, Support

Thing: TypeAlias = str | tuple[Protocol, str]
"""What a scan tells of: the name of a version, class, group or answer, or a signature scheme at a version."""
Answer: TypeAlias = Support | int | str
"""Bits of a prime are numbers, and preferred groups names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLeaf:
    """An end-entity certificate at one address, and when it was seen there."""

    fingerprint: bytes
    """SHA-256 over the DER form."""
    first_seen: datetime
    last_seen: datetime
    replaced_another: datetime | None
    """When it was first seen there in place of another, the last time that this was so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often something came that comes by turns with others, counted since it first stayed away."""

    first_seen: datetime
    last_seen: datetime
    looks: int = 1
    seen: int = 1
    """At so many of those looks it was there."""
    missed: int = 0
    """Looks since it was there last."""

    @property
    def has_returned(self) -> bool:
        """Whether it came again after it had stayed away: what was replaced for good never does."""
        return self.seen > 1

    @property
    def is_frequent(self) -> bool:
        """Whether it came three times: an accident may follow on another, a third is none."""
        return self.seen > 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """What one phase of visits of an address came to of late."""

    attempt: Attempt[object]
    """The last time."""
    tally: Tally

    @property
    def is_by_turns(self) -> bool:
        """Whether it has come back; a failure twice, as it may be an accident."""
        if isinstance(self.attempt.outcome, Failed):
            return self.tally.is_frequent
        return self.tally.has_returned

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The chain that was presented; empty where it is no matter of that."""
        outcome = self.attempt.outcome
        return outcome.chain if isinstance(outcome, Presentation) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Swinging:
    """An answer that differed from one scan to another of late."""

    tallies: Mapping[Answer, Tally]
    """How often each answer came, and how often there was none."""
    suites: tuple[SuiteAnswer, ...]
    """Those that were accepted in the last scan that said yes."""

    @property
    def returned(self) -> frozenset[Answer]:
        """Those that have come back."""
        return frozenset(one for one, tally in self.tallies.items() if tally.has_returned)

    @property
    def is_by_turns(self) -> bool:
        """Whether several have that were found out."""
        return len(self.returned - {Support.UNKNOWN}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """An address that stopped answering soon after a scan of ours."""

    asked_at: datetime
    """When the scan asked its last question."""
    noticed_at: datetime
    times: int
    """How often that was so, scan after scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known of a target from earlier inspections; a failed or forced one forgets nothing."""

    scans: Mapping[str, Scan] = field(default_factory=lambda: MappingProxyType({}))
    """By address, the last one that came to an end; the address met longest ago comes first."""
    swinging: Mapping[str, Mapping[Thing, Swinging]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By address and by the name of what was asked for: the answers in which scans differ."""
    transcripts: Mapping[str, Transcript] = field(default_factory=lambda: MappingProxyType({}))
    """By address, the scan that is under way, of a bounded number of questions."""
    bans: Mapping[str, Ban] = field(default_factory=lambda: MappingProxyType({}))
    """By address, the last one; until a later scan was borne."""
    others: Mapping[str, tuple[Presentation, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By address, the certificates that scans found beside the ordinary one, the newest first."""
    others_replaced: Mapping[str, Mapping[KeyType, datetime]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By address, when a scan first saw the present one of that kind in place of another."""
    leaves: Mapping[str, tuple[SeenLeaf, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By address, the present one last; the address met longest ago comes first."""
    alternates: Mapping[str, tuple[Alternate, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By address, what visits came to of late, phase by phase, the present one of each last."""
    met: Mapping[str, Tally] = field(default_factory=lambda: MappingProxyType({}))
    """The addresses that the name led to of late, those of the last answer last."""
    answers: Mapping[str, HeardAnswer] = field(default_factory=lambda: MappingProxyType({}))
    """By address, what came of the last request by HTTP."""
    report: Report | None = None
    """The last judgement."""

    def with_report(self, report: Report) -> "Memory":
        """The same with a newer judgement."""
        return replace(self, report=report)
