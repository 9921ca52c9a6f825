"""The series of one report: each fact that is known, by itself, and nothing else."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from exporter.guide.dns import disagreements, strangers_in
from exporter.model.certificate import ChainAssessment, TrustVerdict
from exporter.model.evidence import Connection, EndpointEvidence, Evidence, Handshake, Lookup
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.target import Network, Target
from exporter.views import catalogue
from exporter.views.catalogue import Family
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.status import Status

Sample: TypeAlias = tuple[Family, tuple[str, ...], float]
"""A family, the values of its labels in the catalogue's order, and the value."""

STATE_OF_REASON = {
    Reason.CONNECT_REFUSED: "refused",
    Reason.CONNECT_TIMEOUT: "timeout",
    Reason.CONNECT_UNREACHABLE: "unreachable",
    Reason.CONNECT_RESET: "reset",
}
SCAN_FAMILIES = frozenset(
    {
        catalogue.WEAK_CIPHER_ENABLED,
        catalogue.FORWARD_SECRECY,
        catalogue.KEY_EXCHANGE_GROUP_ENABLED,
        catalogue.KEY_EXCHANGE_GROUP_PREFERRED,
        catalogue.DH_GROUP_SIZE,
        catalogue.CLIENT_SUPPORTED,
        catalogue.SCAN_TIMESTAMP,
        catalogue.SCAN_CONNECTIONS,
    }
)
"""The families of `scan_samples`."""
LONGEST_LABEL = 1024
"""Characters of a label that a certificate fills: whoever made it chose their number."""


def samples(report: Report) -> Iterator[Sample]:
    """What the last probe saw and the guide made of it, scans and the time of the scrape aside."""
    evidence = report.evidence
    yield from target_samples(report.target)
    yield from probe_samples(evidence)
    yield from ladder_samples(report)
    for lookup in evidence.lookups:
        yield from lookup_samples(lookup, report.target.expected_ips)
    yield from agreement_samples(evidence)
    for endpoint in evidence.endpoints:
        yield from endpoint_samples(endpoint)


def scan_samples(report: Report) -> Iterator[Sample]:
    """What the scans established, in families of its own: it is the same until the next scan."""
    for seen in report.evidence.endpoints:
        if isinstance(seen.present_scan, Scan):
            yield from accepted_samples(seen.endpoint.address, seen.present_scan)
    for address, verdicts in report.clients.items():
        supports = ((verdict.client, verdict.support) for verdict in verdicts)
        yield from three_state(catalogue.CLIENT_SUPPORTED, address, supports)


def is_successful(evidence: Evidence) -> bool:
    """Whether at least one endpoint was probed and all of those gave a handshake."""
    probed = [seen for seen in evidence.endpoints if not isinstance(seen.connection, Skipped)]
    handshakes = (isinstance(seen.handshake, Handshake) for seen in probed)
    return bool(probed) and all(handshakes) and evidence.interrupted is None


def target_samples(target: Target) -> Iterator[Sample]:
    """What the configuration says."""
    info = (target.host, str(target.port), target.server_name, "")
    yield catalogue.TARGET_INFO, info, 1
    yield catalogue.TARGET_INTERVAL, (), target.policy.interval


def probe_samples(evidence: Evidence) -> Iterator[Sample]:
    """The probe as a whole."""
    yield catalogue.PROBE_SUCCESS, (), int(is_successful(evidence))
    yield catalogue.PROBE_DURATION, (), round(evidence.duration, 6)
    yield catalogue.PROBE_TIMESTAMP, (), evidence.started_at.timestamp()
    if evidence.lookups:
        slowest = max(lookup.duration for lookup in evidence.lookups)
        yield catalogue.PROBE_PHASE_DURATION, ("", Phase.DNS), round(slowest, 6)
    if evidence.interrupted:
        yield catalogue.PROBE_FAILURE, ("", "", evidence.interrupted.reason), 1


def ladder_samples(report: Report) -> Iterator[Sample]:
    """What the guide made of it."""
    for rung in report.ladder:
        if rung.status is not Status.NOT_CHECKED:
            yield catalogue.STEP_STATUS, (rung.step,), int(rung.status is Status.PASSED)
    first = report.first_failing_step
    yield catalogue.FIRST_FAILING_STEP, (), first.number if first else 0
    for finding in report.findings:
        kind = finding.kind
        yield catalogue.FINDING, (finding.address, kind.step, kind.code, kind.severity), 1


def lookup_samples(lookup: Lookup, expected: tuple[Network, ...]) -> Iterator[Sample]:
    """One resolver's answer."""
    if is_known(lookup.answer):
        answered = not isinstance(lookup.answer, Failed)
        yield catalogue.DNS_LOOKUP_SUCCESS, (lookup.resolver,), int(answered)
    if isinstance(lookup.answer, Failed):
        yield catalogue.PROBE_FAILURE, ("", Phase.DNS, lookup.answer.reason), 1
        return
    if expected:
        matches = not strangers_in(lookup.answer, expected)
        yield catalogue.DNS_MATCHES_EXPECTED, (lookup.resolver,), int(matches)
    for records in lookup.answer:
        labels = (lookup.resolver, records.rrtype)
        yield catalogue.DNS_ADDRESSES, labels, len(records.addresses)
        if records.ttl is not None:
            yield catalogue.DNS_TTL, labels, records.ttl


def agreement_samples(evidence: Evidence) -> Iterator[Sample]:
    """Whether the resolvers that answered agree; a partial overlap is rotation."""
    answered = [one for one in evidence.lookups if not isinstance(one.answer, Failed)]
    if len(answered) > 1:
        agree = not any(disagreements(evidence.lookups))
        yield catalogue.DNS_RESOLVERS_AGREE, (), int(agree)


def endpoint_samples(seen: EndpointEvidence) -> Iterator[Sample]:
    """Everything known of one address."""
    address = seen.endpoint.address
    yield from port_samples(seen)
    yield from failure_samples(seen)
    for phase, duration in seen.timings:
        yield catalogue.PROBE_PHASE_DURATION, (address, phase), round(duration, 6)
    if is_known(seen.handshake):
        succeeded = isinstance(seen.handshake, Handshake)
        yield catalogue.HANDSHAKE_SUCCESS, (address,), int(succeeded)
    if isinstance(seen.chain, ChainAssessment):
        yield from certificate_samples(address, seen.chain)
        yield from chain_samples(address, seen.chain)
    yield from protocol_samples(seen)


def is_known(outcome: Outcome[object]) -> bool:
    """Whether an attempt tells of the target: it was made, and did not fail by a defect of ours."""
    match outcome:
        case Failed(reason=reason):
            return reason is not Reason.INTERNAL_ERROR
        case Skipped():
            return False
    return True


def port_samples(seen: EndpointEvidence) -> Iterator[Sample]:
    """The state of the port, where the attempt to connect showed one."""
    match seen.connection:
        case Connection():
            state = "open"
        case Failed(reason=reason) if reason in STATE_OF_REASON:
            state = STATE_OF_REASON[reason]
        case _:
            return
    endpoint = (seen.endpoint.address, seen.endpoint.role)
    yield catalogue.PORT_OPEN, endpoint, int(state == "open")
    yield catalogue.PORT_STATE, (*endpoint, state), 1


def failure_samples(seen: EndpointEvidence) -> Iterator[Sample]:
    """Each phase that failed."""
    attempts: tuple[tuple[Phase, Outcome[object]], ...] = (
        (Phase.CONNECT, seen.connection),
        (Phase.HANDSHAKE, seen.handshake),
        (Phase.VERIFY, seen.chain),
        (Phase.SCAN, seen.scan),
    )
    for phase, outcome in attempts:
        if isinstance(outcome, Failed):
            yield catalogue.PROBE_FAILURE, (seen.endpoint.address, phase, outcome.reason), 1


def certificate_samples(address: str, chain: ChainAssessment) -> Iterator[Sample]:
    """The leaf, and how each trust store sees it."""
    leaf, at = chain.leaf, (address,)
    yield catalogue.CERTIFICATE_NOT_BEFORE, at, int(leaf.not_before.timestamp())
    yield catalogue.CERTIFICATE_NOT_AFTER, at, int(leaf.not_after.timestamp())
    yield catalogue.CERTIFICATE_MATCHES_HOST, at, int(chain.matches_host)
    yield catalogue.CERTIFICATE_SELF_SIGNED, at, int(leaf.is_self_signed)
    yield catalogue.CERTIFICATE_SCTS, at, leaf.scts
    said = (leaf.serial, leaf.subject, leaf.issuer, leaf.key, leaf.signature)
    info = (address, leaf.fingerprint_sha256, *(text[:LONGEST_LABEL] for text in said))
    yield catalogue.CERTIFICATE_INFO, info, 1
    for verdict in chain.trust:
        yield from trust_samples(address, verdict)


def trust_samples(address: str, verdict: TrustVerdict) -> Iterator[Sample]:
    """What one trust store says of the chain."""
    labels = (address, verdict.store)
    yield catalogue.CERTIFICATE_TRUSTED, labels, int(verdict.is_trusted)
    yield catalogue.CHAIN_COMPLETE, labels, int(verdict.is_complete)
    if verdict.failure:
        yield catalogue.CERTIFICATE_TRUST_FAILURE, (*labels, verdict.failure.reason), 1


def chain_samples(address: str, chain: ChainAssessment) -> Iterator[Sample]:
    """The shape of the chain as sent, and when the path it forms ends."""
    at = (address,)
    yield catalogue.CHAIN_LENGTH, at, len(chain.certificates)
    yield catalogue.CHAIN_ORDERED, at, int(chain.is_ordered)
    yield catalogue.CHAIN_INCLUDES_ROOT, at, int(chain.includes_root)
    yield catalogue.CHAIN_UNRELATED, at, len(chain.unrelated)
    path = next((verdict.path for verdict in chain.trust if verdict.is_trusted), ())
    if path:
        ends = min(certificate.not_after for certificate in path)
        yield catalogue.CHAIN_NOT_AFTER, at, int(ends.timestamp())


def protocol_samples(seen: EndpointEvidence) -> Iterator[Sample]:
    """Which versions are accepted; a handshake proves one whatever the scan says."""
    address = seen.endpoint.address
    support: dict[Protocol, Support] = {}
    scan = seen.present_scan
    if isinstance(scan, Scan):
        support.update(scan.protocols)
        if weakest := scan.weakest:
            yield catalogue.WEAKEST_PROTOCOL, (address, weakest), weakest.strength
    if isinstance(seen.handshake, Handshake):
        shake = seen.handshake
        support[shake.protocol] = Support.YES
        info = (address, shake.protocol, shake.cipher, shake.group, shake.alpn)
        yield catalogue.NEGOTIATED_INFO, info, 1
    yield from three_state(catalogue.PROTOCOL_ENABLED, address, support.items())


def accepted_samples(address: str, scan: Scan) -> Iterator[Sample]:
    """What an address accepts, protocol versions aside, which a handshake may tell better."""
    at = (address,)
    yield catalogue.SCAN_TIMESTAMP, at, scan.taken_at.timestamp()
    yield catalogue.SCAN_CONNECTIONS, at, scan.connections
    yield from three_state(catalogue.WEAK_CIPHER_ENABLED, address, scan.weak_ciphers)
    yield from three_state(catalogue.KEY_EXCHANGE_GROUP_ENABLED, address, scan.groups)
    if scan.forward_secrecy is not Support.UNKNOWN:
        yield catalogue.FORWARD_SECRECY, at, int(scan.forward_secrecy is Support.YES)
    if scan.preferred_group:
        yield catalogue.KEY_EXCHANGE_GROUP_PREFERRED, (address, scan.preferred_group), 1
    if scan.dh_bits is not None:
        yield catalogue.DH_GROUP_SIZE, at, scan.dh_bits


def three_state(
    family: Family, address: str, supports: Iterable[tuple[str, Support]]
) -> Iterator[Sample]:
    """A series for each answer that is known."""
    for name, support in supports:
        if support is not Support.UNKNOWN:
            yield family, (address, name), int(support is Support.YES)
