"""What a probe saw of lookups, addresses and certificates, as labelled lines of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from exporter.guide.case import counted, where
from exporter.model.certificate import Certificate
from exporter.model.client import ClientVerdict
from exporter.model.evidence import OUTDATED, EndpointEvidence, Evidence, Handshake, Lookup
from exporter.model.outcome import Failed
from exporter.model.protocol import Support
from exporter.model.scan import Scan
from exporter.views.wording import instant, time_left


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line: what it is about, and what was seen."""

    label: str
    text: str


def probe_facts(evidence: Evidence) -> Iterator[Fact]:
    """When the probe was made, and whatever kept it from being whole."""
    began, lasted = instant(evidence.started_at), f"{evidence.duration:.2f} s"
    yield Fact(label="Probed", text=f"{began}, took {lasted}")
    if evidence.interrupted:
        yield Fact(label="Interrupted", text=failure(evidence.interrupted))
    if evidence.addresses_left_out:
        left_out = f"{evidence.addresses_left_out} addresses beyond max_addresses"
        yield Fact(label="Left out", text=left_out)


def lookup_fact(lookup: Lookup) -> Fact:
    """What one resolver said, and how long it took."""
    took = f"{lookup.duration * 1000:.0f} ms"
    if isinstance(lookup.answer, Failed):
        return Fact(label=lookup.resolver, text=f"{failure(lookup.answer)} ({took})")
    records = (
        f"{one.rrtype} {', '.join(one.addresses)}{'' if one.ttl is None else f', TTL {one.ttl} s'}"
        for one in lookup.answer
    )
    return Fact(label=lookup.resolver, text=f"{'; '.join(records)} ({took})")


def endpoint_facts(
    seen: EndpointEvidence, verdicts: tuple[ClientVerdict, ...] = ()
) -> Iterator[Fact]:
    """What was agreed with an address and what else it accepts, or why nothing was."""
    yield Fact(label="Address", text=f"{where(seen)} ({seen.endpoint.role})")
    for attempt in (seen.connection, seen.handshake, seen.chain, seen.scan):
        if isinstance(attempt, Failed):
            yield Fact(label="Failed", text=failure(attempt))
    if isinstance(seen.handshake, Handshake):
        shake = seen.handshake
        agreed = (shake.protocol, shake.cipher, shake.group, shake.alpn)
        yield Fact(label="Handshake", text=", ".join(part for part in agreed if part))
    if isinstance(seen.present_scan, Scan):
        yield from scan_facts(seen.present_scan)
    elif seen.scan_is_outdated:
        yield Fact(label="Scan", text=f"needs {OUTDATED.needs}")
    yield from client_facts(verdicts)
    if seen.timings:
        timings = (f"{phase} {duration * 1000:.0f} ms" for phase, duration in seen.timings)
        yield Fact(label="Timings", text=", ".join(timings))


def scan_facts(scan: Scan) -> Iterator[Fact]:
    """What an address accepts; what was not established is said to be unknown."""
    yield Fact(label="Protocols", text=three_states(scan.protocols, scan.enabled))
    if scan.weak_ciphers:
        weak = tuple(kind for kind, support in scan.weak_ciphers if support is Support.YES)
        yield Fact(label="Weak ciphers", text=three_states(scan.weak_ciphers, weak))
    if scan.groups:
        yield Fact(label="Groups", text=three_states(scan.groups, groups(scan)))
    if scan.dh_bits is not None:
        yield Fact(label="DH prime", text=f"{scan.dh_bits} bits")
    counted_connections = counted(scan.connections, "connection")
    cut = "" if scan.is_complete else ", cut short"
    yield Fact(label="Scan", text=f"{instant(scan.taken_at)}, {counted_connections}{cut}")


def groups(scan: Scan) -> tuple[str, ...]:
    """The groups accepted, the preferred one marked and first."""
    accepted = [name for name, support in scan.groups if support is Support.YES]
    accepted.sort(key=lambda name: name != scan.preferred_group)
    return tuple(
        f"{name} (preferred)" if name == scan.preferred_group else name for name in accepted
    )


def three_states(supports: tuple[tuple[str, Support], ...], accepted: tuple[str, ...]) -> str:
    """What is accepted, and that of which it is not known."""
    unknown = [name for name, support in supports if support is Support.UNKNOWN]
    said = f"accepts {', '.join(accepted) or 'none of those asked'}"
    if not unknown:
        return said
    more = f" and {len(unknown) - MOST_UNKNOWN} more" if len(unknown) > MOST_UNKNOWN else ""
    return f"{said}; unknown: {', '.join(unknown[:MOST_UNKNOWN])}{more}"


def client_facts(verdicts: tuple[ClientVerdict, ...]) -> Iterator[Fact]:
    """Which clients get through, and why the others do not."""
    for support, label in CLIENT_LABELS.items():
        clients: dict[str, list[str]] = {}
        for verdict in verdicts:
            if verdict.support is support:
                clients.setdefault(" and ".join(verdict.obstacles), []).append(verdict.client)
        told = (f"{', '.join(names)}{why and ': '}{why}" for why, names in clients.items())
        if text := "; ".join(told):
            yield Fact(label=label, text=text)


MOST_UNKNOWN = 4
CLIENT_LABELS = {
    Support.YES: "Clients",
    Support.NO: "Shut out",
    Support.UNKNOWN: "Not known",
}


def certificate_facts(certificate: Certificate, *, now: datetime) -> Iterator[Fact]:
    """What a certificate says of itself."""
    begin, end = instant(certificate.not_before), instant(certificate.not_after)
    left = time_left(certificate.not_after, now)
    names = ", ".join((*certificate.dns_names, *certificate.ip_addresses))
    yield Fact(label="Certificate", text=certificate.subject or "(no subject)")
    yield Fact(label="Names", text=names or "none")
    yield Fact(label="Issuer", text=certificate.issuer or "(no name)")
    yield Fact(label="Valid", text=f"{begin} to {end}, {left}")
    yield Fact(label="Key", text=f"{certificate.key}, signed with {certificate.signature}")
    yield Fact(label="SHA-256", text=certificate.fingerprint_sha256)
    for defect in certificate.defects:
        yield Fact(label="Defect", text=defect)


def failure(failed: Failed) -> str:
    """A failure with its public reason."""
    return f"{failed.reason}: {failed.detail}" if failed.detail else failed.reason
