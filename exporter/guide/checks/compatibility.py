"""Step 8: the server accepts what today's clients speak, and nothing older than agreed."""

from collections.abc import Iterator
from functools import partial

from exporter.guide.case import Case, every_address, with_scan
from exporter.guide.check import Check, StepGuide, Survey
from exporter.guide.checks.ciphers import CIPHER_CHECKS
from exporter.guide.clients.shut_out import CLIENT_SHUT_OUT, find_clients_shut_out
from exporter.guide.lacking import A_TLS_ANSWER, lacking
from exporter.guide.proof import find_failure, when
from exporter.model.finding import FindingKind
from exporter.model.place import Address
from exporter.words.alert import AlertDescription
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import ALERTS, Reason
from exporter.words.severity import Severity
from exporter.words.step import Step

DISABLE = (
    "Allow only TLS 1.2 and 1.3: `ssl_protocols TLSv1.2 TLSv1.3;` in nginx, `SSLProtocol -all "
    "+TLSv1.2 +TLSv1.3` in Apache; in nginx before 1.29.2 the listener's default server decides. "
    "Then reload."
)
SSLV2_ENABLED = FindingKind(
    code="compatibility_sslv2_enabled",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="SSLv2 is accepted",
    remedy="Turn SSLv2 off on every service that uses this key: one of them endangers all (DROWN). "
    f"{DISABLE}",
    reference="RFC 6176, section 3",
)
SSLV3_ENABLED = FindingKind(
    code="compatibility_sslv3_enabled",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="SSLv3 is accepted",
    remedy=DISABLE,
    reference="RFC 7568, section 3",
)
TLS1_0_ENABLED = FindingKind(
    code="compatibility_tls1_0_enabled",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="TLS 1.0 is accepted",
    remedy=DISABLE,
    reference="RFC 8996, section 4",
)
TLS1_1_ENABLED = FindingKind(
    code="compatibility_tls1_1_enabled",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="TLS 1.1 is accepted",
    remedy=DISABLE,
    reference="RFC 8996, section 5",
)
TLS1_2_ENABLED = FindingKind(
    code="compatibility_tls1_2_enabled",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="TLS 1.2 is accepted, though TLS 1.3 is demanded",
    remedy="Allow only TLS 1.3 (`ssl_protocols TLSv1.3;`, `SSLProtocol -all +TLSv1.3`), or lower "
    "the target's minimum_protocol if TLS 1.2 is meant to stay.",
    reference="RFC 8446, appendix D",
)
NO_MODERN_PROTOCOL = FindingKind(
    code="compatibility_no_modern_protocol",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="Neither TLS 1.2 nor TLS 1.3 is accepted",
    remedy="Turn both on: `ssl_protocols TLSv1.2 TLSv1.3;` in nginx, `SSLProtocol -all +TLSv1.2 "
    "+TLSv1.3` in Apache. If the server is too old to know them, update it, or put a proxy that "
    "does before it.",
    reference="RFC 9325, section 3.1.1",
)
HANDSHAKE_REFUSED = FindingKind(
    code="compatibility_handshake_refused",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="The server refuses the handshake",
    remedy="See the server's error log for its reason: often no certificate is loaded, or its "
    "protocols and ciphers leave nothing that today's clients offer.",
    reference="RFC 8446, section 6.2",
)
CLIENT_CERTIFICATE_REQUIRED = FindingKind(
    code="compatibility_client_certificate_required",
    step=Step.COMPATIBILITY,
    severity=Severity.INFO,
    title="The server demands a client certificate",
    remedy="Nothing is broken: its certificate was seen and checked, what lies behind the "
    "handshake was not.",
    reference="RFC 8446, section 4.3.2",
)
KIND_OF_PROTOCOL = {
    Protocol.SSLV2: SSLV2_ENABLED,
    Protocol.SSLV3: SSLV3_ENABLED,
    Protocol.TLS1_0: TLS1_0_ENABLED,
    Protocol.TLS1_1: TLS1_1_ENABLED,
    Protocol.TLS1_2: TLS1_2_ENABLED,
}
MODERN = (Protocol.TLS1_2, Protocol.TLS1_3)
REFUSALS = (ALERTS - {Reason.of_alert(AlertDescription.UNRECOGNIZED_NAME)}) | {
    Reason.TLS_PROTOCOL_ERROR
}
"""The server answered, in TLS, with a no that is not about the name."""


def find_old_protocol(case: Case, place: Address, *, protocol: Protocol) -> Iterator[str]:
    """The version is accepted, though it is below the target's minimum."""
    minimum = case.target.policy.minimum_protocol
    if protocol.strength >= minimum.strength or protocol not in case.protocols[place]:
        return
    proof = f"{place} accepts {protocol}; the minimum is {minimum}"
    handshake, scan = case.handshakes.get(place), case.scans.get(place)
    is_on_now = handshake is not None and handshake.protocol is protocol
    yield f"{proof} {when(scan)}" if scan and not is_on_now else proof


def find_no_modern_protocol(case: Case, place: Address) -> Iterator[str]:
    """What is accepted is nothing that browsers of today speak."""
    accepted, scan = case.protocols[place], case.scans[place]
    if not accepted or accepted[-1] in MODERN:
        return
    if {scan.support(protocol) for protocol in MODERN} == {Support.NO}:
        yield f"{place} accepts {', '.join(accepted)} only {when(scan)}"


def to_be_scanned(case: Case) -> Iterator[Address]:
    """Every address, unless the owner wants no scans."""
    if case.target.policy.scan_interval:
        yield from every_address(case)


def lacks(case: Case, place: Address) -> str:
    """Nothing where a scan left no version and no weak class open; groups may stay unknown."""
    scan = case.scans.get(place)
    if scan is None:
        return lacking(case.addresses[place], Phase.SCAN)
    answers = (*scan.protocols, *scan.weak_ciphers)
    unknown = [name for name, support in answers if support is Support.UNKNOWN]
    return f"an answer about {', '.join(unknown)}" if unknown else ""


def seen(case: Case, places: tuple[Address, ...]) -> str:
    """Which versions are accepted."""
    accepted = {protocol for place in places for protocol in case.protocols[place]}
    return f"accepts {', '.join(sorted(accepted)) or 'no version'}"


def needs(case: Case) -> str:
    """What is missing where nothing is to be scanned."""
    return A_TLS_ANSWER if case.target.policy.scan_interval else "scan_interval above 0"


COMPATIBILITY = StepGuide(
    step=Step.COMPATIBILITY,
    checks=(
        *(
            Check(kind=kind, applies=every_address, find=partial(find_old_protocol, protocol=old))
            for old, kind in KIND_OF_PROTOCOL.items()
        ),
        Check(kind=NO_MODERN_PROTOCOL, applies=with_scan, find=find_no_modern_protocol),
        *CIPHER_CHECKS,
        Check(kind=CLIENT_SHUT_OUT, applies=with_scan, find=find_clients_shut_out),
        Check(
            kind=HANDSHAKE_REFUSED,
            applies=every_address,
            find=partial(find_failure, phase=Phase.HANDSHAKE, reasons=REFUSALS),
        ),
        Check(
            kind=CLIENT_CERTIFICATE_REQUIRED,
            applies=every_address,
            find=partial(
                find_failure,
                phase=Phase.HANDSHAKE,
                reasons=frozenset({Reason.CLIENT_CERTIFICATE_REQUIRED}),
            ),
        ),
    ),
    survey=Survey(places=to_be_scanned, lacks=lacks, seen=seen),
    needs=needs,
)
