"""Three reports for the exposition: one healthy, one broken in many ways, one of a name without address."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from types import MappingProxyType

from exporter.guide.checks.certificate import EXPIRED
from exporter.guide.checks.chain import OUT_OF_ORDER
from exporter.guide.checks.dns import RESOLVERS_DISAGREE, UNEXPECTED_ADDRESS
from exporter.model.client import ClientVerdict
from exporter.model.finding import Finding
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.model.report import Report
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason, TrustReason
from exporter.words.role import Role
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    ADDRESS,
    HANDSHAKE,
    INTERMEDIATE,
    LEAF,
    NOW,
    ROOT,
    SITE,
    TARGET,
    Deployment,
    asked,
    assessment,
    closed,
    looked_up,
    rung,
    scan,
    trust,
)

CLIENTS = (
    ClientVerdict(client="Firefox", support=Support.YES),
    ClientVerdict(client="Android 7.0", support=Support.NO, obstacles=("has no ISRG Root X1",)),
    ClientVerdict(client="Java 8", support=Support.UNKNOWN, obstacles=("not all was asked",)),
)
SCAN = replace(
    scan(),
    taken_at=NOW - timedelta(minutes=30),
    groups=(("X25519MLKEM768", Support.YES), ("x448", Support.NO), ("ffdhe2048", Support.UNKNOWN)),
    preferred_group="X25519MLKEM768",
    dh_bits=2048,
)
SCANNED = replace(SITE, handshake=replace(HANDSHAKE, group="X25519MLKEM768"), scan=SCAN)
WATCHED = Deployment(
    target=replace(
        TARGET,
        expected_ips=(ip_network("203.0.113.0/24"),),
        labels=MappingProxyType({"team": "web", "env": 'the "old" one\\new'}),
    ),
    sites=(SCANNED,),
    resolvers=(looked_up("system", ADDRESS), looked_up("public", ADDRESS, ttl=None)),
)
EXPIRED_LEAF = replace(LEAF, not_after=NOW - timedelta(days=3))
DISORDERED = assessment(
    EXPIRED_LEAF,
    ROOT,
    INTERMEDIATE,
    matches_host=False,
    is_ordered=False,
    includes_root=True,
    trusts=(
        trust(TrustReason.EXPIRED, path=(EXPIRED_LEAF, INTERMEDIATE, ROOT)),
        trust(TrustReason.UNTRUSTED_ROOT, store="corp", path=()),
    ),
)
OLD_FASHIONED = replace(
    scan(Protocol.TLS1_0, Protocol.TLS1_2, Protocol.TLS1_3, unknown=(Protocol.TLS1_1,)),
    is_complete=False,
)


def healthy() -> Report:
    """Everything is known of it, and well; its certificate was renewed an hour ago."""
    report = WATCHED.report(
        clients=MappingProxyType({ADDRESS: CLIENTS}),
        changed=MappingProxyType({ADDRESS: NOW - timedelta(hours=1)}),
    )
    return replace(report, seen=MappingProxyType({ADDRESS: NOW}))


def broken() -> Report:
    """Expired, misnamed and disordered, beside a closed origin and a stale resolver."""
    origin = replace(SITE, address="2001:db8::7", role=Role.ORIGIN)
    deployment = replace(
        WATCHED,
        sites=(
            replace(SCANNED, chain=DISORDERED, scan=OLD_FASHIONED),
            closed(Reason.CONNECT_TIMEOUT, site=origin),
        ),
        resolvers=(
            looked_up("system", ADDRESS),
            looked_up("stale", "198.51.100.1"),
            asked("lame", Failed(reason=Reason.DNS_SERVFAIL)),
        ),
    )
    return deployment.report(
        Finding(kind=EXPIRED, place=SITE.place, evidence="ended 3 days ago"),
        Finding(kind=OUT_OF_ORDER, place=SITE.place, evidence="sent as leaf > root"),
        Finding(kind=UNEXPECTED_ADDRESS, place=Resolver(name="stale"), evidence="198.51.100.1"),
        Finding(kind=RESOLVERS_DISAGREE, place=None, evidence="system: 203.0.113.10; stale: …"),
        standing=Standing.FAILING,
        clients=MappingProxyType({ADDRESS: (replace(CLIENTS[1], is_shut_out=True),)}),
    )


def unresolved() -> Report:
    """A name that leads nowhere."""
    lost = replace(
        WATCHED, sites=(), resolvers=(asked("system", Failed(reason=Reason.DNS_NXDOMAIN)),)
    )
    unchecked = tuple(rung(step, status=Status.NOT_CHECKED) for step in Step)
    return lost.report(ladder=unchecked, standing=Standing.UNKNOWN)
