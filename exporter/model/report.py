"""What is published of a target: its evidence and the judgement on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from exporter.model.certificate import ChainAssessment
from exporter.model.client import ClientVerdict
from exporter.model.evidence import Evidence
from exporter.model.finding import Finding
from exporter.model.judged_chain import FileChain, ServedChain
from exporter.model.outcome import Failed
from exporter.model.place import Place
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.words.address_label import AddressLabel
from exporter.words.key_type import KeyType
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A place where a step was to be established and was not; None is the target as a whole."""

    place: Place | None
    needs: str
    """What it would have taken, as in "needs an open port"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVerdict:
    """One rung of the ladder."""

    step: Step
    status: Status
    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...]
    """Where the step was to be established and was not; it is empty for a step that is nowhere to be
    established, which is not checked either."""
    summary: str
    """What was seen when passed, the first finding's title when failing, what it needs when not
    checked, both when partly checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """An error of the exporter's own in judging a place, or None: the target as a whole."""

    place: Place | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The moment at which a target began to stand otherwise than before."""

    at: datetime
    standing: Standing
    step: Step | None
    """The first that fails."""
    errors: tuple[str, ...]
    """The codes of what fails a step, each once, in the guide's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInUse:
    """A certificate file that the configuration has for an address, beside what is presented there."""

    address: str
    path: str
    is_served: bool
    """Whether what is presented at the address is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailsByTurns:
    """How often a phase fails at an address for one reason, where it does not always."""

    address: str
    phase: Phase
    reason: Reason
    ratio: float
    """Of the looks since it first did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One immutable answer to "how is this deployment?"; every view renders it."""

    target: Target
    evidence: Evidence
    address_label: AddressLabel = AddressLabel.ADDRESS
    """What series carry for their address; never left open."""
    scans: Mapping[str, Scan] = field(default_factory=lambda: MappingProxyType({}))
    """By address: the last scan that came to its end; the evidence has what is told of it."""
    chains: tuple[ServedChain, ...]
    """What each address presents, judged: in the ordinary handshake first. Of those that come by turns it
    is the worst: what is told does not swing from probe to probe."""
    alternates: tuple[ServedChain, ...] = ()
    """All that come by turns at an address, of keys of one kind; one of them is among `chains`."""
    fails_by_turns: tuple[FailsByTurns, ...] = ()
    """What fails at addresses that answer now and then."""
    remembered: tuple[ServedChain, ...] = ()
    """What addresses presented lately, as it was judged then, where nothing could be seen now."""
    seen: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """By address: when what it presented was last seen, remembered or not."""
    file_chains: tuple[FileChain, ...] = ()
    """What each file of the server holds, judged."""
    files_in_use: tuple[FileInUse, ...] = ()
    """Each certificate file whose kind of key an address presents."""
    clients: Mapping[str, tuple[ClientVerdict, ...]]
    """By address: the verdicts on all clients, where the address was scanned and its chain is known."""
    changed: Mapping[str, datetime]
    """By address: when the certificate of its ordinary handshake was first seen in place of another."""
    others_changed: Mapping[str, Mapping[KeyType, datetime]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By address and kind of key: the same of the certificates that scans find."""
    came: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """By address to which the name leads, and not by turns with others: when it was first met."""
    left: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """By address to which the name does not lead any more: when it last did, for a day."""
    ladder: tuple[StepVerdict, ...]
    """Nine verdicts in the guide's order."""
    standing: Standing
    history: tuple[Turn, ...] = ()
    """How the target came to stand as it does, the latest last; the first is where memory begins."""
    defects: tuple[Defect, ...]
    """What the exporter itself failed at in judging the steps and the clients."""
    trust_stores: str
    """What tells the trust stores by which it was judged from others."""
    since: datetime
    """When the judgement was made."""
    until: datetime
    """The judgement holds from `since` up to but not at this instant: then a date in it is reached, or it has aged."""

    def standing_still(
        self,
        evidence: Evidence,
        *,
        scans: Mapping[str, Scan],
        changed: Mapping[str, datetime],
        others_changed: Mapping[str, Mapping[KeyType, datetime]],
        came: Mapping[str, datetime],
        left: Mapping[str, datetime],
        remembered: tuple[ServedChain, ...],
        seen: Mapping[str, datetime],
    ) -> "Report":
        """The same judgement, on evidence in which nothing but times differs."""
        return replace(
            self,
            evidence=evidence,
            scans=scans,
            changed=changed,
            others_changed=others_changed,
            came=came,
            left=left,
            remembered=remembered,
            seen=seen,
        )

    @property
    def known_chains(self) -> tuple[ServedChain, ...]:
        """What addresses present, or presented lately."""
        return (*self.chains, *self.remembered)

    def assessments(self) -> Iterator[tuple[str, ChainAssessment]]:
        """Every address with its chain, where the end entity's certificate can be read."""
        for served in self.chains:
            if isinstance(served.assessment, ChainAssessment):
                yield served.address, served.assessment

    def failures(self) -> Iterator[tuple[str, Failed]]:
        """What failed, of the probe and of the judgement on chains, with the name of its place."""
        for sighting in self.evidence.sightings:
            for attempt in sighting.attempts:
                if isinstance(attempt.outcome, Failed):
                    yield sighting.place.name, attempt.outcome
        for served in self.chains:
            if isinstance(served.assessment, Failed):
                yield served.address, served.assessment

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the guide."""
        return tuple(finding for verdict in self.ladder for finding in verdict.findings)

    @property
    def first_failing_step(self) -> Step | None:
        """Where a person should begin; None when no step fails."""
        failing = (rung.step for rung in self.ladder if rung.status is Status.FAILING)
        return next(failing, None)
