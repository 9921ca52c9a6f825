"""Reports as JSON values: what the API and `check --json` print; the keys are public."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from exporter.guide.clients.verdict import required_clients
from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict
from exporter.model.client import ClientVerdict
from exporter.model.evidence import Connection, EndpointEvidence, Evidence, Handshake, Lookup
from exporter.model.finding import Finding
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.report import Report, StepVerdict
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.views.samples import is_successful
from exporter.views.summary import soonest_end, state, weakest_protocol
from exporter.words.protocol import Support

T = TypeVar("T")
Json = Mapping[str, object]


def overview_json(
    reports: Iterable[Report], pending_names: Iterable[str] = ()
) -> dict[str, object]:
    """Every target in short, and the names of those not probed yet."""
    return {
        "targets": [report_in_short(report) for report in reports],
        "pending": sorted(pending_names),
    }


def report_in_short(report: Report) -> Json:
    """One line of the overview."""
    end = soonest_end(report)
    return {
        "name": report.target.name,
        "host": report.target.host,
        "port": report.target.port,
        "state": state(report),
        "first_failing_step": report.first_failing_step,
        "steps": {rung.step: rung.status for rung in report.ladder},
        "findings": [finding.kind.code for finding in report.findings],
        "certificate_not_after": time_json(end) if end else None,
        "weakest_protocol": weakest_protocol(report),
        "probed_at": time_json(report.evidence.started_at),
    }


def report_json(report: Report) -> dict[str, object]:
    """Everything of one report, but for the certificates' DER form."""
    return {
        "target": target_json(report.target),
        "state": state(report),
        "first_failing_step": report.first_failing_step,
        "ladder": [rung_json(rung) for rung in report.ladder],
        **evidence_json(report.evidence, report.clients),
    }


def time_json(time: datetime) -> Json:
    """A time twice: in ISO 8601, UTC, and as Unix time."""
    return {"iso": f"{time:%Y-%m-%dT%H:%M:%SZ}", "unix": round(time.timestamp(), 3)}


def target_json(target: Target) -> Json:
    """What is watched, and what is expected of it."""
    policy = target.policy
    return {
        "name": target.name,
        "host": target.host,
        "port": target.port,
        "server_name": target.server_name,
        "addresses": target.addresses,
        "origins": target.origins,
        "expected_ips": [str(network) for network in target.expected_ips],
        "labels": dict(target.labels),
        "interval_seconds": policy.interval,
        "trust": policy.trust,
        "clients": required_clients(policy),
        "minimum_protocol": policy.minimum_protocol,
    }


def rung_json(rung: StepVerdict) -> Json:
    """One step of the ladder."""
    return {
        "number": rung.step.number,
        "step": rung.step,
        "status": rung.status,
        "summary": rung.summary,
        "findings": [finding_json(finding) for finding in rung.findings],
    }


def finding_json(finding: Finding) -> Json:
    """One finding, with its repair and where its runbook is served."""
    kind = finding.kind
    return {
        "code": kind.code,
        "severity": kind.severity,
        "address": finding.address,
        "title": kind.title,
        "evidence": finding.evidence,
        "remedy": kind.remedy,
        "reference": kind.reference,
        "runbook": f"/guide/finding/{kind.code}",
    }


def evidence_json(evidence: Evidence, clients: Mapping[str, tuple[ClientVerdict, ...]]) -> Json:
    """What the probe saw."""
    return {
        "probe": {
            "success": is_successful(evidence),
            "started_at": time_json(evidence.started_at),
            "duration_seconds": evidence.duration,
            "addresses_left_out": evidence.addresses_left_out,
            "interrupted": failure_json(evidence.interrupted) if evidence.interrupted else None,
        },
        "lookups": [lookup_json(lookup) for lookup in evidence.lookups],
        "endpoints": [
            endpoint_json(seen, clients.get(seen.endpoint.address, ()))
            for seen in evidence.endpoints
        ],
    }


def failure_json(failure: Failed) -> Json:
    """An attempt that failed."""
    return {"outcome": "failed", "reason": failure.reason, "detail": failure.detail}


def outcome_json(outcome: Outcome[T], fields: Callable[[T], Json]) -> Json:
    """The `fields` of a value, or why there is none; `outcome` says which."""
    match outcome:
        case Failed():
            return failure_json(outcome)
        case Skipped(needs=needs):
            return {"outcome": "skipped", "needs": needs}
        case value:
            return {"outcome": "known", **fields(value)}


def lookup_json(lookup: Lookup) -> Json:
    """One resolver's answer."""
    answer = lookup.answer
    outcome = failure_json(answer) if isinstance(answer, Failed) else {"outcome": "known"}
    records = () if isinstance(answer, Failed) else answer
    return {
        "resolver": lookup.resolver,
        "duration_seconds": lookup.duration,
        **outcome,
        "records": [
            {"rrtype": one.rrtype, "addresses": one.addresses, "ttl_seconds": one.ttl}
            for one in records
        ],
    }


def endpoint_json(seen: EndpointEvidence, verdicts: tuple[ClientVerdict, ...]) -> Json:
    """Everything seen of one address."""
    return {
        "address": seen.endpoint.address,
        "port": seen.endpoint.port,
        "role": seen.endpoint.role,
        "connection": outcome_json(seen.connection, connection_json),
        "handshake": outcome_json(seen.handshake, handshake_json),
        "chain": outcome_json(seen.chain, chain_json),
        "scan": outcome_json(seen.present_scan, scan_json),
        "clients": [client_json(verdict) for verdict in verdicts],
        "timings_seconds": dict(seen.timings),
    }


def connection_json(connection: Connection) -> Json:
    """An accepted connection."""
    return {"duration_seconds": connection.duration}


def handshake_json(handshake: Handshake) -> Json:
    """What the handshake settled on."""
    return {
        "protocol": handshake.protocol,
        "cipher": handshake.cipher,
        "group": handshake.group,
        "alpn": handshake.alpn,
        "ocsp_stapled": bool(handshake.stapled_ocsp),
    }


def scan_json(scan: Scan) -> Json:
    """What the endpoint accepts: yes, no or unknown for each that was asked."""
    return {
        "taken_at": time_json(scan.taken_at),
        "connections": scan.connections,
        "is_complete": scan.is_complete,
        "protocols": supports_json(scan.protocols),
        "weakest": scan.weakest,
        "weak_ciphers": supports_json(scan.weak_ciphers),
        "forward_secrecy": scan.forward_secrecy.value,
        "groups": supports_json(scan.groups),
        "preferred_group": scan.preferred_group or None,
        "dh_bits": scan.dh_bits,
        "accepted_suites": [
            {"protocol": answer.protocol, "suite": answer.suite} for answer in scan.accepted_suites
        ],
    }


def client_json(verdict: ClientVerdict) -> Json:
    """Whether one client would connect and trust: yes, no or unknown, and why."""
    return {
        "client": verdict.client,
        "supported": verdict.support.value,
        "obstacles": verdict.obstacles,
    }


def supports_json(supports: tuple[tuple[str, Support], ...]) -> Json:
    """Three-state answers by what they are about."""
    return {name: support.value for name, support in supports}


def chain_json(chain: ChainAssessment) -> Json:
    """The certificates as sent, and how they stand together."""
    return {
        "certificates": [certificate_json(certificate) for certificate in chain.certificates],
        "matches_host": chain.matches_host,
        "is_ordered": chain.is_ordered,
        "includes_root": chain.includes_root,
        "unrelated": [certificate.fingerprint_sha256 for certificate in chain.unrelated],
        "trust": [trust_json(verdict) for verdict in chain.trust],
    }


def trust_json(verdict: TrustVerdict) -> Json:
    """How one trust store sees the chain."""
    failure = verdict.failure
    return {
        "store": verdict.store,
        "is_trusted": verdict.is_trusted,
        "reason": failure.reason if failure else None,
        "detail": failure.detail if failure else "",
        "is_complete": verdict.is_complete,
        "missing_issuer": verdict.missing_issuer,
        "path": [certificate_json(certificate) for certificate in verdict.path],
    }


def certificate_json(certificate: Certificate) -> Json:
    """The facts of one certificate."""
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "fingerprint_sha256": certificate.fingerprint_sha256,
        "dns_names": certificate.dns_names,
        "ip_addresses": certificate.ip_addresses,
        "not_before": time_json(certificate.not_before),
        "not_after": time_json(certificate.not_after),
        "key": certificate.key,
        "signature": certificate.signature,
        "is_self_signed": certificate.is_self_signed,
        "is_ca": certificate.is_ca,
        "scts": certificate.scts,
        "ca_issuers": certificate.ca_issuers,
        "defects": certificate.defects,
    }
