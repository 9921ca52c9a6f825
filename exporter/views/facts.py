"""What a probe saw of lookups, addresses and certificates, as labelled lines of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from exporter.guide.case import counted, where
from exporter.guide.clients.shut_out import by_obstacle
from exporter.model.certificate import Certificate
from exporter.model.client import ClientVerdict
from exporter.model.evidence import OUTDATED, EndpointEvidence, Evidence, Handshake, Lookup
from exporter.model.outcome import Failed
from exporter.model.scan import Scan
from exporter.tls.scan.plan import MOST_CONNECTIONS
from exporter.views.wording import instant, time_left
from exporter.words.protocol import Support


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
    yield Fact(label="Protocols", text=three_states(scan.protocols, "versions"))
    if scan.weak_ciphers:
        yield Fact(label="Weak ciphers", text=three_states(scan.weak_ciphers, "classes"))
    if scan.groups:
        text = three_states(marked_groups(scan), "groups asked for", most=MOST_GROUPS)
        yield Fact(label="Groups", text=text)
    if scan.dh_bits is not None:
        yield Fact(label="DH prime", text=f"{scan.dh_bits} bits")
    counted_connections = counted(scan.connections, "connection")
    text = f"{instant(scan.taken_at)}, {counted_connections}{ending(scan)}"
    yield Fact(label="Scan", text=text)


def ending(scan: Scan) -> str:
    """Why not everything was asked; nothing where it was."""
    if scan.is_complete:
        return ""
    at_the_bound = scan.connections >= MOST_CONNECTIONS
    return ", the most that a scan opens" if at_the_bound else ", cut short"


def marked_groups(scan: Scan) -> tuple[tuple[str, Support], ...]:
    """The groups, the preferred one marked and first."""
    preferred = scan.preferred_group
    return tuple(
        (f"{name} (preferred)" if name == preferred else name, support)
        for name, support in sorted(scan.groups, key=lambda group: group[0] != preferred)
    )


def three_states(
    supports: tuple[tuple[str, Support], ...], plural: str, *, most: int | None = None
) -> str:
    """What is accepted, else what is refused, and that of which it is not known."""
    named: dict[Support, list[str]] = {support: [] for support in Support}
    for name, support in supports:
        named[support].append(name)
    accepted, refused, unknown = named[Support.YES], named[Support.NO], named[Support.UNKNOWN]
    if not accepted and not refused:
        return "not known"
    if not accepted and not unknown:
        return f"refuses all {len(refused)} {plural}"
    said = f"accepts {', '.join(accepted)}" if accepted else f"refuses {listed(refused, most)}"
    return f"{said}; unknown: {listed(unknown, most)}" if unknown else said


def listed(names: list[str], most: int | None) -> str:
    """The names, or so many of them and how many there are beside."""
    left_out = 0 if most is None else len(names) - most
    return ", ".join(names[:most]) + (f" and {left_out} more" if left_out > 0 else "")


def client_facts(verdicts: tuple[ClientVerdict, ...]) -> Iterator[Fact]:
    """Which clients get through, and why the others do not."""
    for support, label in CLIENT_LABELS.items():
        chosen = [verdict for verdict in verdicts if verdict.support is support]
        if chosen:
            yield Fact(label=label, text=by_obstacle(chosen, among=verdicts))


MOST_GROUPS = 4
"""Of those refused or unknown, as there are dozens; versions and classes are all named."""
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
