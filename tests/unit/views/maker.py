"""Reports made by hand: healthy, broken, unresolved, and the parts to make others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from types import MappingProxyType
from typing import Any

from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict, Untrusted
from exporter.model.client import ClientVerdict
from exporter.model.evidence import (
    Connection,
    Endpoint,
    EndpointEvidence,
    Evidence,
    Handshake,
    Lookup,
    RecordSet,
)
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Failed, Skipped
from exporter.model.report import Report, StepVerdict
from exporter.model.scan import Scan, SuiteAnswer
from exporter.model.target import Target
from exporter.words.cipher_class import CipherClass
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason, TrustReason
from exporter.words.role import Role
from exporter.words.severity import Severity
from exporter.words.status import Status
from exporter.words.step import Step

ADDRESS = "203.0.113.10"


class Maker:
    """Makes parts of reports; each is healthy unless a test says otherwise."""

    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    address = ADDRESS
    error = FindingKind(
        code="certificate_expired",
        step=Step.CERTIFICATE,
        severity=Severity.ERROR,
        title="The certificate has expired",
        remedy="Renew it.",
        reference="RFC 5280, section 4.1.2.5",
    )
    warning = FindingKind(
        code="chain_out_of_order",
        step=Step.CHAIN,
        severity=Severity.WARNING,
        title="The certificates are sent in the wrong order",
        remedy="Sort them.",
    )
    clients: tuple[ClientVerdict, ...] = (
        ClientVerdict(client="Firefox", support=Support.YES),
        ClientVerdict(client="OpenSSL 3.5", support=Support.YES),
        ClientVerdict(
            client="Android 7.0",
            support=Support.NO,
            obstacles=("x448 only", "has no ISRG Root X1"),
        ),
        ClientVerdict(client="Java 8", support=Support.UNKNOWN, obstacles=("not all was asked",)),
    )

    def __init__(self) -> None:
        self.target = Target(
            name="www",
            host="www.example.com",
            server_name="www.example.com",
            expected_ips=(ip_network("203.0.113.0/24"),),
            labels=MappingProxyType({"team": "web", "env": 'the "old" one\\new'}),
        )
        self.leaf = self.certificate("CN=www.example.com", issuer="CN=Issuing CA")
        self.intermediate = self.certificate("CN=Issuing CA", issuer="CN=Root CA", days=1000)
        self.root = self.certificate("CN=Root CA", issuer="CN=Root CA", days=3000, self_signed=True)

    def certificate(
        self, subject: str, *, issuer: str, days: float = 60, self_signed: bool = False
    ) -> Certificate:
        """A certificate that ends in `days`."""
        return Certificate(
            fingerprint_sha256=subject.encode().hex().ljust(64, "0")[:64],
            serial="04a1",
            subject=subject,
            issuer=issuer,
            dns_names=("www.example.com", "example.com"),
            ip_addresses=(),
            not_before=self.now - timedelta(days=30),
            not_after=self.now + timedelta(days=days),
            key="ECDSA P-256",
            signature="ecdsa-with-SHA256",
            is_self_signed=self_signed,
            is_ca=False,
            scts=2,
            ca_issuers=(),
            der=b"",
        )

    def verdict(self, reason: TrustReason | None = None, **changes: Any) -> TrustVerdict:
        """How the store mozilla sees the chain: trusted, or not for `reason`."""
        failure = Untrusted(reason=reason, detail="what was seen") if reason else None
        path = (self.leaf, self.intermediate, self.root)
        trusted = TrustVerdict(
            store="mozilla",
            failure=failure,
            is_complete=True,
            path=path,
            anchors=() if failure else (self.root,),
            missing_issuer="",
        )
        return replace(trusted, **changes)

    def chain(self, **changes: Any) -> ChainAssessment:
        """A trusted chain of two certificates."""
        healthy = ChainAssessment(
            certificates=(self.leaf, self.intermediate),
            matches_host=True,
            is_ordered=True,
            includes_root=False,
            unrelated=(),
            trust=(self.verdict(),),
        )
        return replace(healthy, **changes)

    def gap(self) -> ChainAssessment:
        """Only the leaf is sent, which no store trusts."""
        verdict = self.verdict(
            TrustReason.INCOMPLETE_CHAIN, is_complete=False, path=(), missing_issuer="CN=Issuing CA"
        )
        return self.chain(certificates=(self.leaf,), trust=(verdict,))

    def scan(self, **support: Support) -> Scan:
        """A scan that found TLS 1.2 and 1.3 but for what is said of others by name."""
        found = {
            Protocol.TLS1_0: Support.NO,
            Protocol.TLS1_1: Support.NO,
            Protocol.TLS1_2: Support.YES,
            Protocol.TLS1_3: Support.YES,
        } | {Protocol[name]: answer for name, answer in support.items()}
        return Scan(
            taken_at=self.now - timedelta(minutes=30),
            protocols=tuple(found.items()),
            connections=14,
            is_complete=True,
            weak_ciphers=tuple((kind, Support.NO) for kind in CipherClass),
            forward_secrecy=Support.YES,
            groups=(
                ("X25519MLKEM768", Support.YES),
                ("secp256r1", Support.YES),
                ("x25519", Support.YES),
                ("x448", Support.NO),
                ("ffdhe2048", Support.UNKNOWN),
            ),
            preferred_group="X25519MLKEM768",
            dh_bits=2048,
            suites=(
                accepted(Protocol.TLS1_2, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
                accepted(Protocol.TLS1_3, "TLS_AES_128_GCM_SHA256"),
            ),
        )

    def endpoint(self, **changes: Any) -> EndpointEvidence:
        """An address where all is well."""
        healthy = EndpointEvidence(
            endpoint=Endpoint(address=ADDRESS, port=443, role=Role.RESOLVED),
            connection=Connection(duration=0.01),
            handshake=Handshake(
                protocol=Protocol.TLS1_3,
                cipher="TLS_AES_128_GCM_SHA256",
                group="X25519MLKEM768",
                alpn="h2",
                stapled_ocsp=b"",
            ),
            chain=self.chain(),
            scan=self.scan(),
            timings=((Phase.CONNECT, 0.010000000001), (Phase.HANDSHAKE, 0.025)),
        )
        return replace(healthy, **changes)

    def closed(self, address: str, reason: Reason = Reason.CONNECT_REFUSED) -> EndpointEvidence:
        """An origin that accepts no connection."""
        skipped = Skipped(needs="an open port")
        return self.endpoint(
            endpoint=Endpoint(address=address, port=443, role=Role.ORIGIN),
            connection=Failed(reason=reason, detail="it is said so"),
            handshake=skipped,
            chain=skipped,
            scan=skipped,
            timings=(),
        )

    def lookup(self, resolver: str, *addresses: str, ttl: int | None = 300) -> Lookup:
        """An answer with A records."""
        answer = (RecordSet(rrtype="A", addresses=addresses, ttl=ttl),)
        return Lookup(resolver=resolver, answer=answer, duration=0.004)

    def failed_lookup(self, resolver: str, reason: Reason = Reason.DNS_NXDOMAIN) -> Lookup:
        """A resolver that had no answer."""
        return Lookup(resolver=resolver, answer=Failed(reason=reason), duration=0.002)

    def evidence(self, *endpoints: EndpointEvidence, **changes: Any) -> Evidence:
        """What was seen of the endpoints, and of a name that the system resolves."""
        seen = Evidence(
            started_at=self.now - timedelta(seconds=1),
            duration=0.25,
            lookups=(self.lookup("system", ADDRESS), self.lookup("public", ADDRESS, ttl=None)),
            endpoints=endpoints,
        )
        return replace(seen, **changes)

    def ladder(self, *findings: Finding) -> tuple[StepVerdict, ...]:
        """Passed but for the findings; what the network does not show is not checked."""
        return tuple(self.rung(step, findings) for step in Step)

    def rung(self, step: Step, findings: tuple[Finding, ...]) -> StepVerdict:
        """One step with those findings that are its own."""
        own = tuple(finding for finding in findings if finding.kind.step is step)
        is_hidden = step in {Step.SERVER_CONFIG, Step.PRIVATE_KEY, Step.PERMISSIONS}
        status = Status.NOT_CHECKED if is_hidden else Status.PASSED
        if any(finding.kind.severity is Severity.ERROR for finding in own):
            status = Status.FAILING
        return StepVerdict(step=step, status=status, findings=own, summary=f"what {step} showed")

    def report(self, *endpoints: EndpointEvidence, **changes: Any) -> Report:
        """A report on the endpoints; `changes` are to its evidence."""
        evidence = self.evidence(*(endpoints or (self.endpoint(),)), **changes)
        clients = {
            seen.endpoint.address: self.clients
            for seen in evidence.endpoints
            if isinstance(seen.scan, Scan) and isinstance(seen.chain, ChainAssessment)
        }
        return Report(target=self.target, evidence=evidence, ladder=self.ladder(), clients=clients)

    def broken(self) -> Report:
        """Expired, misnamed and disordered, beside a closed origin and a stale resolver."""
        expired = replace(self.leaf, not_after=self.now - timedelta(days=3))
        chain = self.chain(
            certificates=(expired, self.root, self.intermediate),
            matches_host=False,
            is_ordered=False,
            includes_root=True,
            trust=(
                self.verdict(TrustReason.EXPIRED, path=(expired, self.intermediate, self.root)),
                self.verdict(TrustReason.UNTRUSTED_ROOT, store="corp", is_complete=False, path=()),
            ),
        )
        scan = self.scan(TLS1_0=Support.YES, TLS1_1=Support.UNKNOWN)
        report = self.report(
            self.endpoint(chain=chain, scan=scan),
            self.closed("2001:db8::7", Reason.CONNECT_TIMEOUT),
            lookups=(
                self.lookup("system", ADDRESS),
                self.lookup("stale", "198.51.100.1", "203.0.113.11"),
                self.failed_lookup("lame", Reason.DNS_SERVFAIL),
            ),
        )
        findings = (
            self.error.found("ended 3 days ago", address=ADDRESS),
            self.warning.found("sent as leaf > root > intermediate", address=ADDRESS),
        )
        return replace(report, ladder=self.ladder(*findings))

    def unresolved(self) -> Report:
        """A name that leads nowhere."""
        report = self.report(lookups=(self.failed_lookup("system"),), endpoints=())
        return replace(report, ladder=tuple(self.unchecked(step) for step in Step))

    def unchecked(self, step: Step) -> StepVerdict:
        """A step without evidence."""
        return StepVerdict(step=step, status=Status.NOT_CHECKED, findings=(), summary="needs more")


def accepted(protocol: Protocol, suite: str) -> SuiteAnswer:
    """A suite that the server chose."""
    return SuiteAnswer(protocol=protocol, suite=suite, is_accepted=True)
