"""A network that answers by script, and trust stores that judge nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from exporter.inspection.dossier import Dossier, begun
from exporter.inspection.inspect import inspect
from exporter.model.attempt import Attempt, Attempts
from exporter.model.certificate import Appraisal, ChainAssessment, Malformed
from exporter.model.dns import Answer, RecordSet
from exporter.model.evidence import Connection, Handshake, Presentation
from exporter.model.inquiry import Inquiry, Lookup, Request, Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed, Skipped
from exporter.model.place import Address, Resolver
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.target import Policy, Target
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.role import Role
from tests.probed import unexpected

START = datetime(2026, 1, 1, tzinfo=UTC)
SYSTEM = Resolver(name="system")
TARGET = Target(name="a", host="a.example", server_name="a.example", policy=Policy(scan_pace=0.0))
HANDSHAKE = Handshake(protocol=Protocol.TLS1_2, cipher="TLS_AES_128_GCM_SHA256", group="", alpn="")
NO_PORT = Skipped(needs="an open port")


def address(text: str = "192.0.2.1", *, role: Role = Role.RESOLVED) -> Address:
    """A place to visit."""
    return Address(address=text, port=443, role=role)


def answer(*addresses: str) -> Attempts:
    """What a resolver says."""
    records = (RecordSet(rrtype="A", addresses=addresses, ttl=300),)
    return (Attempt(phase=Phase.DNS, outcome=Answer(records=records), seconds=0.01),)


def no_answer(reason: Reason = Reason.DNS_TIMEOUT) -> Attempts:
    """What a resolver does not say."""
    return (Attempt(phase=Phase.DNS, outcome=Failed(reason=reason), seconds=1.0),)


def seen(*chain: bytes, protocol: Protocol = Protocol.TLS1_2) -> Attempts:
    """A visit that came to its end."""
    return (
        Attempt(phase=Phase.CONNECT, outcome=Connection(), seconds=0.01),
        Attempt(phase=Phase.HANDSHAKE, outcome=replace(HANDSHAKE, protocol=protocol), seconds=0.02),
        Attempt(phase=Phase.CERTIFICATE, outcome=Presentation(chain=chain or (b"leaf",))),
    )


def unseen(reason: Reason = Reason.CONNECT_REFUSED) -> Attempts:
    """A visit to a closed port."""
    return (
        Attempt(phase=Phase.CONNECT, outcome=Failed(reason=reason), seconds=0.01),
        Attempt(phase=Phase.HANDSHAKE, outcome=NO_PORT),
        Attempt(phase=Phase.CERTIFICATE, outcome=NO_PORT),
    )


def scan(support: Support = Support.YES, *, taken_at: datetime = START) -> Scan:
    """A scan of TLS 1.2."""
    answers = ((Protocol.TLS1_2, support),)
    return Scan(taken_at=taken_at, protocols=answers, connections=1, is_complete=True)


def scanned(outcome: object) -> Attempts:
    """The attempt to scan."""
    return (Attempt(phase=Phase.SCAN, outcome=outcome, seconds=0.5),)


def dossier(
    target: Target = TARGET,
    *,
    memory: Memory | None = None,
    resolvers: tuple[Resolver, ...] = (SYSTEM,),
    is_forced: bool = False,
    answers: Mapping[Inquiry, Attempts] | None = None,
) -> Dossier:
    """What an inspection knows."""
    known = begun(target, memory or Memory(), resolvers, is_forced=is_forced)
    for inquiry, attempts in (answers or {}).items():
        known = known.after(inquiry, attempts)
    return known


def under(
    *, scan_interval: float = 3600.0, scan_pace: float = 0.0, max_addresses: int = 16
) -> Target:
    """The target under another policy."""
    policy = Policy(scan_interval=scan_interval, scan_pace=scan_pace, max_addresses=max_addresses)
    return replace(TARGET, policy=policy)


@dataclass
class ScriptedProbe:
    """Answers inquiries as a test says, the last answer again and again."""

    script: dict[Inquiry, list[Attempts]] = field(default_factory=lambda: defaultdict(list))
    resolvers: tuple[Resolver, ...] = (SYSTEM,)
    asked: list[Inquiry] = field(default_factory=list)

    def will_say(self, inquiry: Inquiry, *answers: Attempts) -> None:
        """From now on."""
        self.script[inquiry] = list(answers)

    async def answer(self, inquiry: Inquiry) -> Attempts:
        """The next one of the script; requests by HTTP come to nothing if it has none."""
        if isinstance(inquiry, Request) and not self.script[inquiry]:
            return ()
        self.asked.append(inquiry)
        answers = self.script[inquiry]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def seconds(self) -> float:
        """Always the same."""
        return 0.25


def usual_probe(places: Iterable[Address] = (address(),)) -> ScriptedProbe:
    """A network on which all is well."""
    probe = ScriptedProbe()
    found = tuple(places)
    probe.will_say(Lookup(SYSTEM), answer(*(place.address for place in found)))
    for place in found:
        probe.will_say(Visit(place), seen())
        probe.will_say(Scanning(place), scanned(scan()))
    return probe


@dataclass
class ScriptedAppraiser:
    """Can read no certificate but those of a script, and counts how often it tries."""

    stores: str = "these"
    calls: int = 0
    readable: Mapping[bytes, ChainAssessment] = field(default_factory=dict)
    """By the DER form of the leaf."""

    def appraise(
        self, chain: tuple[bytes, ...], *, server_name: str, trust: tuple[str, ...], now: datetime
    ) -> Appraisal:
        """A judgement that holds for an hour."""
        assert server_name
        assert trust
        self.calls += 1
        return Appraisal(
            assessment=self.readable.get(chain[0], Malformed(detail="scripted", length=len(chain))),
            since=now,
            until=now + timedelta(hours=1),
            trust=trust,
            seconds=0.0,
        )

    def attest(self, *_arguments: object, **_more: object) -> None:
        """Nobody is heard."""

    def transparency(self, *_arguments: object, **_more: object) -> None:
        """Nor are logs."""


class World:
    """One target inspected again and again."""

    def __init__(
        self,
        target: Target = TARGET,
        probe: ScriptedProbe | None = None,
        appraiser: ScriptedAppraiser | None = None,
        *,
        now: datetime = START,
    ) -> None:
        self.target = target
        self.probe = probe or usual_probe()
        self.appraiser = appraiser or ScriptedAppraiser()
        self.memory = Memory()
        self.now = now

    async def inspect(
        self,
        now: datetime | None = None,
        *,
        target: Target | None = None,
        is_forced: bool = False,
    ) -> Report:
        """The report at that time."""
        self.now = now or self.now
        self.memory = await inspect(
            target or self.target,
            self.memory,
            probe=self.probe,
            appraiser=lambda: self.appraiser,
            now=self.now,
            on_defect=unexpected,
            is_forced=is_forced,
        )
        assert self.memory.report is not None
        return self.memory.report
