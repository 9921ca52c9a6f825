"""Reports for people to read: all is well, much is wrong, nothing is known, some is."""

from dataclasses import replace

from exporter.model.client import ClientVerdict
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Failed
from exporter.model.place import Place
from exporter.model.report import Report
from exporter.model.scan import SuiteAnswer
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.role import Role
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    ADDRESS,
    HEALTHY,
    SITE,
    Deployment,
    Site,
    asked,
    closed,
    left_out,
    looked_up,
    rung,
    unconnected,
)
from tests.unit.views import scenes

ERROR = FindingKind(
    code="certificate_expired",
    step=Step.CERTIFICATE,
    severity=Severity.ERROR,
    title="The certificate has expired",
    remedy="Renew it.",
    reference="RFC 5280, section 4.1.2.5",
)
WARNING = FindingKind(
    code="chain_out_of_order",
    step=Step.CHAIN,
    severity=Severity.WARNING,
    title="The certificates are sent in the wrong order",
    remedy="Sort them.",
)
CLIENTS = (
    ClientVerdict(client="Firefox", support=Support.YES),
    ClientVerdict(client="OpenSSL 3.5", support=Support.YES),
    ClientVerdict(
        client="Android 7.0",
        support=Support.NO,
        obstacles=("x448 only", "has no ISRG Root X1"),
    ),
    ClientVerdict(client="Java 8", support=Support.UNKNOWN, obstacles=("not all was asked",)),
)
SCAN = replace(
    scenes.SCAN,
    groups=(
        ("X25519MLKEM768", Support.YES),
        ("secp256r1", Support.YES),
        ("x25519", Support.YES),
        ("x448", Support.NO),
        ("ffdhe2048", Support.UNKNOWN),
    ),
    suites=(
        SuiteAnswer(protocol=Protocol.TLS1_2, suite="TLS_RSA_WITH_NULL_MD5", is_accepted=False),
        SuiteAnswer(protocol=Protocol.TLS1_3, suite="TLS_AES_128_GCM_SHA256", is_accepted=True),
    ),
)
SEEN = replace(scenes.SCANNED, scan=SCAN)
WELL = replace(scenes.WATCHED, sites=(SEEN,))


def finding(kind: FindingKind, evidence: str, place: Place | None = None) -> Finding:
    """One finding of the kind."""
    return Finding(kind=kind, place=place, evidence=evidence)


def told(*findings: Finding, deployment: Deployment = WELL) -> Report:
    """A report with these findings, which stands by the gravest."""
    severities = {one.kind.severity for one in findings}
    standing = Standing.WARNING if severities else Standing.HEALTHY
    return deployment.report(
        *findings,
        clients={ADDRESS: CLIENTS},
        standing=Standing.FAILING if Severity.ERROR in severities else standing,
    )


def broken() -> Report:
    """Expired, misnamed and disordered, beside a closed origin and a stale resolver."""
    weak = replace(SCAN, protocols=scenes.OLD_FASHIONED.protocols)
    origin = replace(SITE, address="2001:db8::7", role=Role.ORIGIN)
    deployment = replace(
        WELL,
        sites=(
            replace(SEEN, chain=scenes.DISORDERED, scan=weak),
            closed(Reason.CONNECT_TIMEOUT, detail="it is said so", site=origin),
        ),
        resolvers=(
            looked_up("system", ADDRESS),
            looked_up("stale", "198.51.100.1", "203.0.113.11"),
            asked("lame", Failed(reason=Reason.DNS_SERVFAIL)),
        ),
    )
    return told(
        finding(ERROR, "ended 3 days ago", SEEN.place),
        finding(WARNING, "sent as leaf > root > intermediate", SEEN.place),
        deployment=deployment,
    )


def unresolved() -> Report:
    """A name that leads nowhere, of which nothing was judged."""
    deployment = replace(
        WELL, sites=(), resolvers=(asked("system", Failed(reason=Reason.DNS_TIMEOUT)),)
    )
    unchecked = tuple(rung(step, status=Status.NOT_CHECKED) for step in Step)
    return deployment.report(ladder=unchecked, standing=Standing.UNKNOWN)


def beside(*sites: Site) -> Report:
    """What the guide makes of a healthy address beside others."""
    return replace(HEALTHY, sites=(SITE, *sites)).judged()


OTHER = replace(SITE, address="203.0.113.9")
LEFT_OUT = left_out(site=OTHER)
"""Beyond `max_addresses`."""
WITHOUT_FILES = unconnected(
    Failed(reason=Reason.INTERNAL_ERROR, detail="OSError: [Errno 24] Too many open files"),
    site=OTHER,
)
"""Lost to a limit of the exporter's own."""
