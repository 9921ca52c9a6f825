"""What one step is asked about, and what a step of the guide consists of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from exporter.model.certificate import ChainAssessment
from exporter.model.client import ClientVerdict
from exporter.model.evidence import EndpointEvidence, Evidence
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Outcome, Skipped
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.words.step import Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One target with its evidence, judged at one instant (aware)."""

    target: Target
    evidence: Evidence
    now: datetime
    clients: Mapping[str, tuple[ClientVerdict, ...]]
    """By address."""

    def chains(self) -> Iterator[tuple[str, ChainAssessment]]:
        """Every address whose certificates were seen, with their assessment."""
        for endpoint in self.evidence.endpoints:
            if isinstance(endpoint.chain, ChainAssessment):
                yield endpoint.endpoint.address, endpoint.chain


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGuide:
    """How one step is judged: `find` yields what is wrong, `seen` says what was looked at."""

    step: Step
    kinds: tuple[FindingKind, ...]
    find: Callable[[Case], Iterator[Finding]]
    seen: Callable[[Case], str | Skipped]


def known(kind: type[T], outcomes: Iterator[Outcome[T]]) -> tuple[T, ...]:
    """The values among `outcomes`."""
    return tuple(outcome for outcome in outcomes if isinstance(outcome, kind))


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: "1 address", "2 addresses"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def where(endpoint: EndpointEvidence) -> str:
    """The endpoint as people write it: 203.0.113.10:443, [2001:db8::1]:443."""
    address, port = endpoint.endpoint.address, endpoint.endpoint.port
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def when(scan: Scan) -> str:
    """When the scan was made, for a proof that rests on it: it is as old as that."""
    return f"(scan of {scan.taken_at:%Y-%m-%d %H:%M} UTC)"
