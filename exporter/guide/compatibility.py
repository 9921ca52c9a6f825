"""Step 8: the server accepts what today's clients speak, and nothing older than agreed."""

from collections.abc import Iterator

from exporter.guide.case import Case, StepGuide, when, where
from exporter.guide.ciphers import CIPHER_KINDS, find_weak_cryptography
from exporter.guide.clients.shut_out import CLIENT_SHUT_OUT, find_clients_shut_out
from exporter.model.evidence import EndpointEvidence, Handshake
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Failed, Skipped
from exporter.model.scan import Scan
from exporter.words.alert import AlertDescription
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
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


def find_incompatibilities(case: Case) -> Iterator[Finding]:
    """What an address accepts and should not, or refuses to clients that must get through."""
    for endpoint in case.evidence.endpoints:
        yield from find_old_protocols(endpoint, case.target.policy.minimum_protocol)
        scan = endpoint.present_scan
        if isinstance(scan, Scan):
            yield from find_missing_protocols(endpoint, scan)
            yield from find_weak_cryptography(endpoint, scan)
            verdicts = case.clients.get(endpoint.endpoint.address, ())
            yield from find_clients_shut_out(endpoint, scan, verdicts)
        yield from find_refusal(endpoint)


def find_old_protocols(endpoint: EndpointEvidence, minimum: Protocol) -> Iterator[Finding]:
    """A finding for each version accepted below the target's minimum."""
    for protocol in accepted_protocols(endpoint):
        if protocol.strength < minimum.strength:
            proof = f"{where(endpoint)} accepts {protocol}; the minimum is {minimum}"
            if not is_negotiated(protocol, endpoint) and isinstance(endpoint.scan, Scan):
                proof = f"{proof} {when(endpoint.scan)}"
            yield KIND_OF_PROTOCOL[protocol].found(proof, address=endpoint.endpoint.address)


def find_missing_protocols(endpoint: EndpointEvidence, scan: Scan) -> Iterator[Finding]:
    """A finding when what is accepted is nothing that browsers of today speak."""
    accepted = accepted_protocols(endpoint)
    if not accepted or accepted[-1] in MODERN:
        return
    if {scan.support(protocol) for protocol in MODERN} == {Support.NO}:
        proof = f"{where(endpoint)} accepts {', '.join(accepted)} only {when(scan)}"
        yield NO_MODERN_PROTOCOL.found(proof, address=endpoint.endpoint.address)


def find_refusal(endpoint: EndpointEvidence) -> Iterator[Finding]:
    """A finding when the server answered in TLS and said no."""
    if not isinstance(endpoint.handshake, Failed):
        return
    reason, address = endpoint.handshake.reason, endpoint.endpoint.address
    proof = f"{where(endpoint)}: {endpoint.handshake.detail or reason}"
    if reason is Reason.CLIENT_CERTIFICATE_REQUIRED:
        yield CLIENT_CERTIFICATE_REQUIRED.found(proof, address=address)
    elif is_refusal(reason):
        yield HANDSHAKE_REFUSED.found(proof, address=address)


def is_refusal(reason: Reason) -> bool:
    """Whether the server answered, in TLS, with a no that is not about the name."""
    about_name = reason is Reason.of_alert(AlertDescription.UNRECOGNIZED_NAME)
    return reason is Reason.TLS_PROTOCOL_ERROR or (
        reason.startswith("tls_alert_") and not about_name
    )


def accepted_protocols(endpoint: EndpointEvidence) -> tuple[Protocol, ...]:
    """The versions known to be accepted, by the scan or by the ordinary handshake, weakest first."""
    scan = endpoint.present_scan
    scanned = scan.enabled if isinstance(scan, Scan) else ()
    return tuple(
        protocol
        for protocol in Protocol
        if protocol in scanned or is_negotiated(protocol, endpoint)
    )


def is_negotiated(protocol: Protocol, endpoint: EndpointEvidence) -> bool:
    """Whether the ordinary handshake agreed on that version, so that it is on now."""
    return isinstance(endpoint.handshake, Handshake) and endpoint.handshake.protocol is protocol


def seen_protocols(case: Case) -> str | Skipped:
    """Which versions are accepted."""
    accepted = {
        protocol
        for endpoint in case.evidence.endpoints
        for protocol in accepted_protocols(endpoint)
    }
    if not accepted:
        return Skipped(needs="a TLS answer")
    scanned = any(isinstance(endpoint.present_scan, Scan) for endpoint in case.evidence.endpoints)
    verb = "accepts" if scanned else "negotiates"
    return f"{verb} {', '.join(sorted(accepted))}"


COMPATIBILITY = StepGuide(
    step=Step.COMPATIBILITY,
    kinds=(
        SSLV2_ENABLED,
        SSLV3_ENABLED,
        TLS1_0_ENABLED,
        TLS1_1_ENABLED,
        TLS1_2_ENABLED,
        NO_MODERN_PROTOCOL,
        *CIPHER_KINDS,
        CLIENT_SHUT_OUT,
        HANDSHAKE_REFUSED,
        CLIENT_CERTIFICATE_REQUIRED,
    ),
    find=find_incompatibilities,
    seen=seen_protocols,
)
