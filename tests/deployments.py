"""Deployments made by hand for tests: healthy, unless a test replaces a part.

Everything is a frozen value, so that a test says what it changes and nothing else:
`replace(HEALTHY, sites=(replace(SITE, handshake=...), closed(Reason.CONNECT_REFUSED)))`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from exporter.guide import ladder as guide
from exporter.guide.case import Case
from exporter.guide.checks.server_files import files_in_use
from exporter.guide.clients.verdict import client_verdicts
from exporter.inspection.judging.lasting import next_change
from exporter.model.attempt import Attempt
from exporter.model.certificate import (
    Appraisal,
    Certificate,
    ChainAssessment,
    Malformed,
    TrustVerdict,
    Untrusted,
)
from exporter.model.client import ClientVerdict
from exporter.model.dns import Answer, RecordSet
from exporter.model.evidence import Connection, Evidence, Handshake, Presentation, Sighting
from exporter.model.finding import Finding
from exporter.model.judged_chain import FileChain, ServedChain
from exporter.model.memory import SeenLeaf, Tally
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.place import Address, Place, Resolver
from exporter.model.report import Report, StepVerdict, Unknown
from exporter.model.scan import Scan
from exporter.model.target import Policy, Target
from exporter.model.web import Trials, WebAnswer
from exporter.words.cause import Cause
from exporter.words.cipher_class import CipherClass
from exporter.words.groups import Group
from exporter.words.key_type import KeyType
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason, TrustReason
from exporter.words.role import Role
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from exporter.x509 import appraiser

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ADDRESS = "203.0.113.10"
TARGET = Target(name="www", host="www.example.com", server_name="www.example.com")
HIDDEN_STEPS = frozenset({Step.SERVER_CONFIG, Step.PRIVATE_KEY, Step.PERMISSIONS})
"""Those that the network does not show."""


def certificate(
    subject: str = "CN=www.example.com",
    *,
    issuer: str = "CN=Issuing CA",
    days: float = 60,
    age: float = 30,
) -> Certificate:
    """A certificate that ends in `days` and is `age` days old."""
    return Certificate(
        fingerprint_sha256=subject.encode().hex().ljust(64, "0")[:64],
        serial="04a1",
        subject=subject,
        issuer=issuer,
        dns_names=("www.example.com", "example.com"),
        ip_addresses=(),
        not_before=NOW - timedelta(days=age),
        not_after=NOW + timedelta(days=days),
        key_type=KeyType.ECDSA,
        key="ECDSA P-256",
        key_curve=Group.secp256r1,
        signature="ecdsa-with-SHA256",
        is_self_signed=False,
        is_ca=False,
        scts=2,
        ca_issuers=(),
        der=subject.encode(),
    )


def keyed(leaf: Certificate, key: str) -> Certificate:
    """The certificate with a key of that algorithm and size, or curve."""
    algorithm, _, size = key.partition(" ")
    kinds = (kind for kind in KeyType if algorithm.startswith(kind.in_words))
    return replace(
        leaf,
        key=key,
        key_type=max(kinds, key=lambda kind: len(kind.in_words), default=KeyType.OTHER),
        key_bits=int(size) if size.isdigit() else None,
        key_curve=Group.__members__.get(NIST_CURVES.get(size, size)),
    )


NIST_CURVES = {"P-256": "secp256r1", "P-384": "secp384r1", "P-521": "secp521r1"}
LEAF = certificate()
RSA_LEAF = replace(
    keyed(LEAF, "RSA 2048"),
    fingerprint_sha256="ab" * 32,
    signature="sha256WithRSAEncryption",
    der=b"CN=www.example.com, RSA",
)
INTERMEDIATE = certificate("CN=Issuing CA", issuer="CN=Root CA", days=1000)
ROOT = replace(
    certificate("CN=Root CA", issuer="CN=Root CA", days=3000), is_self_signed=True, is_ca=True
)


def trust(
    reason: TrustReason | None = None,
    *,
    store: str = "mozilla",
    path: tuple[Certificate, ...] = (LEAF, INTERMEDIATE, ROOT),
    anchors: tuple[Certificate, ...] = (ROOT,),
    missing_issuer: str = "",
    cause: Cause | None = None,
    is_certain: bool = True,
) -> TrustVerdict:
    """How a store sees a chain: trusted, or not for `reason`; without a path it has a gap."""
    failure = Untrusted(
        reason=reason or TrustReason.OTHER,
        detail="what was seen",
        cause=cause,
        is_certain=is_certain,
    )
    return TrustVerdict(
        store=store,
        failure=failure if reason else None,
        is_complete=bool(path),
        path=path,
        anchors=() if reason else anchors,
        missing_issuer=missing_issuer,
    )


def assessment(
    *certificates: Certificate,
    trusts: tuple[TrustVerdict, ...] | None = None,
    matches_host: bool | None = True,
    is_ordered: bool | None = True,
    includes_root: bool | None = False,
    unrelated: tuple[Certificate, ...] | None = (),
) -> ChainAssessment:
    """A chain of these certificates, a leaf and its issuer if none; trusted by way of them."""
    sent = certificates or (LEAF, INTERMEDIATE)
    return ChainAssessment(
        certificates=sent,
        matches_host=matches_host,
        is_ordered=is_ordered,
        includes_root=includes_root,
        unrelated=unrelated,
        trust=(trust(path=(*sent, ROOT)),) if trusts is None else trusts,
    )


def gap(*, store: str = "mozilla", missing_issuer: str = "CN=Issuing CA") -> TrustVerdict:
    """How a store sees a leaf without its intermediate."""
    return trust(TrustReason.INCOMPLETE_CHAIN, store=store, path=(), missing_issuer=missing_issuer)


def scan(*enabled: Protocol, unknown: tuple[Protocol, ...] = ()) -> Scan:
    """A finished scan that found these versions on, TLS 1.2 and 1.3 if none, and nothing weak."""
    on = enabled or (Protocol.TLS1_2, Protocol.TLS1_3)
    supports = {version: Support.YES if version in on else Support.NO for version in Protocol}
    return Scan(
        taken_at=NOW,
        protocols=tuple((supports | dict.fromkeys(unknown, Support.UNKNOWN)).items()),
        weak_ciphers=tuple((kind, Support.NO) for kind in CipherClass),
        forward_secrecy=Support.YES,
        connections=14,
        is_complete=True,
    )


CONNECTION = Connection()
CHAIN = assessment()
SCAN = scan()
HANDSHAKE = Handshake(
    protocol=Protocol.TLS1_3,
    cipher="TLS_AES_128_GCM_SHA256",
    group="x25519",
    alpn="h2",
)
SECONDS: Mapping[Phase, float] = MappingProxyType(
    {Phase.DNS: 0.004, Phase.CONNECT: 0.01, Phase.HANDSHAKE: 0.025}
)
"""How long each attempt takes, if it takes time; a scan is a remembered one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is to be seen at one address; where an outcome is None, nothing was tried."""

    address: str = ADDRESS
    port: int = 443
    role: Role = Role.RESOLVED
    connection: Outcome[Connection] = CONNECTION
    handshake: Outcome[Handshake] | None = HANDSHAKE
    chain: ChainAssessment | Malformed | Skipped | None = CHAIN
    scan: Outcome[Scan] | None = SCAN
    others: tuple[ChainAssessment | Malformed, ...] = ()
    """What it presents to who cannot use the first chain."""
    answer: WebAnswer | None = None
    """To a request by HTTP."""
    trials: Trials | None = None
    """Of what browsers are promised."""
    seconds: Mapping[Phase, float] = field(default_factory=lambda: SECONDS)

    @property
    def place(self) -> Address:
        """Where it is."""
        return Address(address=self.address, port=self.port, role=self.role)

    @property
    def presentation(self) -> Presentation | Skipped | None:
        """The certificates in a form that nothing has judged yet."""
        if isinstance(self.chain, ChainAssessment | Malformed):
            return presented(self.chain)
        return self.chain

    @property
    def sighting(self) -> Sighting:
        """What a probe saw."""
        outcomes: tuple[tuple[Phase, Outcome[object] | None], ...] = (
            (Phase.CONNECT, self.connection),
            (Phase.HANDSHAKE, self.handshake),
            (Phase.CERTIFICATE, self.presentation),
            (Phase.SCAN, self.scan),
            *((Phase.CERTIFICATE, presented(other)) for other in self.others),
            (Phase.REQUEST, self.answer),
            (Phase.REQUEST, self.trials),
        )
        attempts = (self._attempt(*one) for one in outcomes if one[1] is not None)
        return Sighting(place=self.place, attempts=tuple(attempts))

    def _attempt(self, phase: Phase, outcome: Outcome[object]) -> Attempt[object]:
        seconds = None if isinstance(outcome, Skipped) else self.seconds.get(phase)
        return Attempt(phase=phase, outcome=outcome, seconds=seconds)

    def served(self, target: Target, now: datetime) -> Iterator[ServedChain]:
        """The chains as judged, if any was seen."""
        for chain in (self.chain, *self.others):
            if isinstance(chain, ChainAssessment | Malformed):
                until = appraiser.next_change(chain, now)
                trust = target.at(self.place).policy.trust
                yield ServedChain(
                    address=self.address,
                    chain=presented(chain).chain,
                    is_of_scan=chain is not self.chain,
                    appraisal=Appraisal(
                        assessment=chain, since=now, until=until, trust=trust, seconds=0.001
                    ),
                )


def presented(chain: ChainAssessment | Malformed) -> Presentation:
    """The certificates in a form that nothing has judged yet."""
    if isinstance(chain, Malformed):
        return Presentation(chain=(b"unreadable",) * chain.length)
    return Presentation(chain=tuple(one.der for one in chain.certificates))


SITE = Site()


def unconnected(outcome: Failed | Skipped, *, site: Site = SITE) -> Site:
    """The site, of which nothing could be seen; what was not tried is followed by nothing."""
    if isinstance(outcome, Skipped):
        return replace(site, connection=outcome, handshake=None, chain=None, scan=None)
    needs = Skipped(needs="an open port")
    return replace(site, connection=outcome, handshake=needs, chain=needs, scan=needs)


def left_out(needs: str = "max_addresses above 16", *, site: Site = SITE) -> Site:
    """The site, which was not tried."""
    return unconnected(Skipped(needs=needs), site=site)


def closed(reason: Reason = Reason.CONNECT_REFUSED, *, detail: str = "", site: Site = SITE) -> Site:
    """The site without a connection."""
    return unconnected(Failed(reason=reason, detail=detail), site=site)


def refusing(reason: Reason, *, detail: str = "", site: Site = SITE) -> Site:
    """The site without a handshake and a certificate."""
    needs = Skipped(needs="a TLS answer")
    failed = Failed(reason=reason, detail=detail)
    return replace(site, handshake=failed, chain=needs, scan=needs)


def looked_up(resolver: str, *addresses: str, ttl: int | None = 300) -> Sighting:
    """A resolver that answers with A records."""
    records = (RecordSet(rrtype="A", addresses=addresses, ttl=ttl),)
    return asked(resolver, Answer(records=records))


def asked(resolver: str, outcome: Outcome[Answer]) -> Sighting:
    """A resolver that was asked for the target's host."""
    attempt = Attempt(phase=Phase.DNS, outcome=outcome, seconds=SECONDS[Phase.DNS])
    return Sighting(place=Resolver(name=resolver), attempts=(attempt,))


def rung(
    step: Step, *findings: Finding, unknown: tuple[Unknown, ...] = (), status: Status | None = None
) -> StepVerdict:
    """One step with those of the findings that are its own; passed, if the network shows it."""
    own = tuple(finding for finding in findings if finding.kind.step is step)
    has_error = any(finding.kind.severity is Severity.ERROR for finding in own)
    usual = Status.NOT_CHECKED if step in HIDDEN_STEPS else Status.PASSED
    return StepVerdict(
        step=step,
        status=status or (Status.FAILING if has_error else usual),
        findings=own,
        unknown=unknown,
        summary=f"what {step} showed",
    )


def unexpected(_place: Place | None, error: Exception) -> None:
    """The guide meets no error of its own."""
    raise error


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A target with all that is to be seen of it."""

    target: Target = TARGET
    sites: tuple[Site, ...] = (SITE,)
    resolvers: tuple[Sighting, ...] = (looked_up("system", ADDRESS),)
    files: tuple[Sighting, ...] = ()
    file_chains: tuple[FileChain, ...] = ()
    leaves: Mapping[str, tuple[SeenLeaf, ...]] = field(default_factory=dict)
    """What each address presented so far."""
    met: Mapping[str, Tally] = field(default_factory=dict)
    """Where the name led of late."""
    now: datetime = NOW

    def with_policy(self, policy: Policy) -> "Deployment":
        """The same under another policy."""
        return replace(self, target=replace(self.target, policy=policy))

    def serving(self, chain: ChainAssessment | Malformed) -> "Deployment":
        """The same with this chain at every address."""
        return replace(self, sites=tuple(replace(site, chain=chain) for site in self.sites))

    def scanned(self, outcome: Outcome[Scan]) -> "Deployment":
        """The same with this scan of every address."""
        return replace(self, sites=tuple(replace(site, scan=outcome) for site in self.sites))

    @property
    def evidence(self) -> Evidence:
        """What a probe saw of it."""
        return Evidence(
            started_at=self.now - timedelta(seconds=1),
            duration=0.25,
            sightings=(*self.files, *self.resolvers, *(site.sighting for site in self.sites)),
        )

    @property
    def chains(self) -> tuple[ServedChain, ...]:
        """The chains, judged."""
        return tuple(served for site in self.sites for served in site.served(self.target, self.now))

    def case(self, previous: Report | None = None) -> Case:
        """What the guide is asked about."""
        evidence, chains = self.evidence, self.chains
        return Case(
            target=self.target,
            evidence=evidence,
            chains=chains,
            file_chains=self.file_chains,
            clients=client_verdicts(evidence, chains, self.target, unexpected, previous),
            leaves=self.leaves,
            met=self.met,
            now=self.now,
        )

    def judged(self, previous: Report | None = None) -> Report:
        """The report that the guide makes of it."""
        case = self.case(previous)
        rungs = guide.ladder(case, unexpected)
        return Report(
            target=self.target,
            evidence=case.evidence,
            chains=case.chains,
            file_chains=case.file_chains,
            files_in_use=tuple(files_in_use(case)),
            clients=case.clients,
            changed=MappingProxyType({}),
            ladder=rungs,
            standing=guide.standing(rungs),
            defects=(),
            trust_stores="",
            since=self.now,
            until=next_change(case.chains, self.target.policy.expiry, self.now),
        )

    def rung(self, step: Step) -> StepVerdict:
        """What the guide says of one step."""
        return next(rung for rung in self.judged().ladder if rung.step is step)

    def codes(self) -> list[str]:
        """The codes of what the guide finds, in order."""
        return [finding.kind.code for finding in self.judged().findings]

    def proof(self, code: str) -> str:
        """The evidence of the only finding of that code."""
        return self.finding(code).evidence

    def finding(self, code: str) -> Finding:
        """The only finding of that code."""
        (finding,) = (one for one in self.judged().findings if one.kind.code == code)
        return finding

    def report(
        self,
        *findings: Finding,
        ladder: tuple[StepVerdict, ...] | None = None,
        clients: Mapping[str, tuple[ClientVerdict, ...]] = MappingProxyType({}),
        changed: Mapping[str, datetime] = MappingProxyType({}),
        standing: Standing = Standing.HEALTHY,
    ) -> Report:
        """A report with a judgement that a test states, whatever the guide would say."""
        return Report(
            target=self.target,
            evidence=self.evidence,
            chains=self.chains,
            file_chains=self.file_chains,
            clients=clients,
            changed=changed,
            ladder=ladder or tuple(rung(step, *findings) for step in Step),
            standing=standing,
            defects=(),
            trust_stores="",
            since=self.now,
            until=self.now + timedelta(hours=1),
        )


HEALTHY = Deployment()
