"""Evidence to judge, healthy unless a test says otherwise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exporter.guide.diagnose import judged
from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict, Untrusted
from exporter.model.evidence import (
    Connection,
    Endpoint,
    EndpointEvidence,
    Evidence,
    Handshake,
    Lookup,
    RecordSet,
)
from exporter.model.outcome import Failed, Skipped
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason, TrustReason
from exporter.words.role import Role

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ADDRESS = "203.0.113.10"


class Deployment:
    """A healthy deployment whose parts a test replaces."""

    def __init__(self) -> None:
        self.now = NOW
        self.target = Target(name="www", host="www.example.com", server_name="www.example.com")
        self.leaf = self.certificate("CN=www.example.com")
        self.intermediate = self.certificate("CN=Issuing CA", days=1000)
        self.root = self.certificate("CN=Root CA", days=3000)
        self.chain = ChainAssessment(
            certificates=(self.leaf, self.intermediate),
            matches_host=True,
            is_ordered=True,
            includes_root=False,
            unrelated=(),
            trust=(self.verdict(),),
        )
        self.endpoint = EndpointEvidence(
            endpoint=Endpoint(address=ADDRESS, port=443, role=Role.RESOLVED),
            connection=Connection(duration=0.01),
            handshake=Handshake(
                protocol=Protocol.TLS1_3,
                cipher="TLS_AES_128_GCM_SHA256",
                group="x25519",
                alpn="h2",
                stapled_ocsp=b"",
            ),
            chain=self.chain,
            scan=self.scan(Protocol.TLS1_2, Protocol.TLS1_3),
        )
        self.evidence = Evidence(
            started_at=NOW,
            duration=0.1,
            lookups=(self.lookup("system", ADDRESS),),
            endpoints=(self.endpoint,),
        )

    def certificate(self, subject: str, *, days: float = 60, age: float = 30) -> Certificate:
        """A certificate that ends in `days` and is `age` days old."""
        return Certificate(
            fingerprint_sha256=subject.encode().hex().ljust(64, "0")[:64],
            serial="01",
            subject=subject,
            issuer="CN=Issuing CA",
            dns_names=("www.example.com",),
            ip_addresses=(),
            not_before=NOW - timedelta(days=age),
            not_after=NOW + timedelta(days=days),
            key="ECDSA P-256",
            signature="ecdsa-with-SHA256",
            is_self_signed=False,
            is_ca=False,
            scts=0,
            ca_issuers=(),
            der=b"",
        )

    def verdict(self, reason: TrustReason | None = None, **changes: Any) -> TrustVerdict:
        """How the store sees the chain: trusted, or not for `reason`."""
        failure = Untrusted(reason=reason, detail="what was seen") if reason else None
        trusted = TrustVerdict(
            store="mozilla",
            failure=failure,
            is_complete=True,
            path=(self.leaf, self.intermediate, self.root),
            anchors=() if failure else (self.root,),
            missing_issuer="",
        )
        return replace(trusted, **changes)

    def scan(self, *enabled: Protocol) -> Scan:
        """A finished scan that found exactly these versions."""
        asked = (Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3)
        found = tuple((p, Support.YES if p in enabled else Support.NO) for p in asked)
        return Scan(taken_at=NOW, protocols=found, connections=6, is_complete=True)

    def lookup(self, resolver: str, *addresses: str) -> Lookup:
        """An answer with A records."""
        answer = (RecordSet(rrtype="A", addresses=addresses, ttl=300),)
        return Lookup(resolver=resolver, answer=answer, duration=0.01)

    def with_chain(self, **changes: Any) -> "Deployment":
        """The chain assessed otherwise."""
        self.chain = replace(self.chain, **changes)
        return self.with_endpoint(chain=self.chain)

    def with_leaf(self, leaf: Certificate) -> "Deployment":
        """Another leaf in the same chain."""
        self.leaf = leaf
        return self.with_chain(certificates=(leaf, self.intermediate))

    def with_endpoint(self, **changes: Any) -> "Deployment":
        """The endpoint seen otherwise."""
        self.endpoint = replace(self.endpoint, **changes)
        return self.with_evidence(endpoints=(self.endpoint,))

    def with_evidence(self, **changes: Any) -> "Deployment":
        """Other evidence."""
        self.evidence = replace(self.evidence, **changes)
        return self

    def unreachable(self, reason: Reason) -> "Deployment":
        """Nothing but a failed connection."""
        skipped = Skipped(needs="an open port")
        return self.with_endpoint(
            connection=Failed(reason=reason), handshake=skipped, chain=skipped, scan=skipped
        )

    def refusing(self, reason: Reason) -> "Deployment":
        """A connection, but no handshake and no certificate."""
        skipped = Skipped(needs="a TLS answer")
        return self.with_endpoint(handshake=Failed(reason=reason), chain=skipped, scan=skipped)

    def report(self) -> Report:
        """The deployment judged."""
        return judged(self.target, self.evidence, self.now)

    def codes(self) -> list[str]:
        """The codes of what was found, in order."""
        return [finding.kind.code for finding in self.report().findings]


@pytest.fixture
def deployment() -> Deployment:
    """A healthy deployment."""
    return Deployment()


@pytest.fixture
def new_deployment() -> Callable[[], Deployment]:
    """A maker of healthy deployments, for tests that need several."""
    return Deployment
