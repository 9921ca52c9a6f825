"""What a probe saw of each place, and of certificates, as labelled lines of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from exporter.guide.clients.shut_out import by_obstacle
from exporter.guide.unknown import told
from exporter.model.attempt import Attempt
from exporter.model.certificate import Certificate, Malformed
from exporter.model.client import ClientVerdict
from exporter.model.dns import Answer, CaaSet, DeadEnd, Permits, ServerFailure, Zone
from exporter.model.evidence import Evidence, Fetched, Handshake, Sighting
from exporter.model.https_record import HttpsRecord, HttpsRecords
from exporter.model.outcome import Failed, Skipped
from exporter.model.place import Address, Document
from exporter.model.report import Report, Unknown
from exporter.model.scan import Scan
from exporter.model.server_config import ServerConfig
from exporter.model.server_file import Contents, Missing, Trail
from exporter.model.web import Trials, WebAnswer
from exporter.views.wording import DOCUMENT_TITLES, PHASE_TITLES, PLACE_TITLES, instant, time_left
from exporter.words.protocol import Support
from exporter.words.role import Role
from exporter.words.wording import counted, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line: what it is about, and what was seen."""

    label: str
    text: str
    items: tuple[str, ...] = ()
    """Those that the text is a list of, where it may be long."""


def probe_facts(evidence: Evidence) -> Iterator[Fact]:
    """When the probe was made, and where nothing was tried."""
    began, lasted = instant(evidence.started_at), f"{evidence.duration:.2f} s"
    yield Fact(label="Probed", text=f"{began}, took {lasted}")
    untried = (
        Unknown(place=sighting.place, needs=attempt.outcome.needs)
        for sighting in evidence.sightings
        for attempt in sighting.attempts[:1]
        if isinstance(attempt.outcome, Skipped)
    )
    if needs := told(tuple(untried)):
        yield Fact(label="Not checked", text=needs)


def places_seen(evidence: Evidence) -> Iterator[tuple[str, list[Sighting]]]:
    """What was tried, by the kind of place, each under its title."""
    for kind, title in PLACE_TITLES.items():
        at_kind = (seen for seen in evidence.sightings if type(seen.place) is kind)
        if tried := [sighting for sighting in at_kind if not is_untried(sighting)]:
            yield title, tried


def is_untried(sighting: Sighting) -> bool:
    """Whether nothing was tried at a place, so that there is nothing to tell of it."""
    return any(isinstance(attempt.outcome, Skipped) for attempt in sighting.attempts[:1])


def place_facts(report: Report, sighting: Sighting) -> Iterator[Fact]:
    """What was seen at a place and what is known of it besides, or why nothing is."""
    place = sighting.place
    if isinstance(place, Address):
        is_origin = place.role is Role.ORIGIN
        yield Fact(label="Address", text=f"{place} (origin)" if is_origin else str(place))
        if sighting.seen_at:
            since = f"at {instant(sighting.seen_at)}; the name leads to others by turns"
            yield Fact(label="Last seen", text=since)
    else:
        yield Fact(label=type(place).__name__, text=str(place))
        if sighting.seen_at:
            text = f"{instant(sighting.seen_at)}; for its time to live that holds"
            yield Fact(label="Last answer", text=text)
    yield from attempt_facts(sighting)
    if isinstance(place, Address):
        yield from chain_facts(report, place)
    if isinstance(place, Document):
        yield from useless_facts(report, place)
    timings = [
        f"{attempt.phase} {attempt.seconds * 1000:.0f} ms"
        for attempt in sighting.attempts
        if attempt.seconds is not None
    ]
    if timings:
        yield Fact(label="Timings", text=", ".join(timings))


def useless_facts(report: Report, place: Document) -> Iterator[Fact]:
    """Why what was fetched there says nothing of any chain."""
    told = (one.attestation for one in report.chains if one.attestation)
    faults = (
        one.fault
        for each in told
        for one in each.useless
        if one.document and one.document.place == place
    )
    yield from (Fact(label="Of no use", text=fault) for fault in dict.fromkeys(faults))


def attempt_facts(sighting: Sighting) -> Iterator[Fact]:
    """What each attempt came to; what was not tried because of another is not told."""
    is_explained = False
    for attempt in sighting.attempts:
        if not (is_explained and isinstance(attempt.outcome, Skipped)):
            yield from outcome_facts(attempt)
        is_explained |= isinstance(attempt.outcome, Failed | Skipped)


def outcome_facts(attempt: Attempt[object]) -> Iterator[Fact]:
    """What one attempt came to."""
    match attempt.outcome:
        case Failed() as failed:
            yield Fact(label="Failed", text=failure(failed))
        case Skipped(needs=needs):
            yield Fact(label=PHASE_TITLES[attempt.phase], text=f"not checked, needs {needs}")
        case Answer() | Zone() | ServerFailure() | DeadEnd() | Permits() | HttpsRecords() as said:
            yield from name_facts(said)
        case Handshake() as shake:
            agreed = (shake.protocol, shake.cipher, shake.group, shake.alpn)
            yield Fact(label="Handshake", text=", ".join(part for part in agreed if part))
            if shake.declined:
                text = f"{shake.declined}; answered {shake.form}"
                yield Fact(label="Ordinary hello", text=text)
        case Scan() as scan:
            yield from scan_facts(scan)
        case WebAnswer() as answer:
            yield from web_facts(answer)
        case Trials(results=results):
            text = "; ".join(f"{promise}: {came_of_it}" for promise, came_of_it in results)
            yield Fact(label="Promised", text=text)
        case seen:
            yield from file_facts(seen)


def web_facts(answer: WebAnswer) -> Iterator[Fact]:
    """What browsers remember of an answer by HTTP."""
    leads = f", leads to {answer.location}" if answer.location else ""
    yield Fact(label="HTTP", text=f"status {answer.status}{leads}")
    strict = answer.strict_transport
    yield Fact(label="HSTS", text=strict.text if strict else "not sent")
    if answer.alternatives:
        yield Fact(label="Alt-Svc", text=answer.alternatives)


def file_facts(seen: object) -> Iterator[Fact]:
    """What was seen of a file or document; nothing of what is neither."""
    match seen:
        case ServerConfig() as config:
            software, sites = config.software, counted(len(config.sites), "site")
            yield Fact(label="Configuration", text=f"of {software}, {sites}")
        case Trail() as trail:
            mode = f"mode {trail.file.mode:04o}, owner {trail.file.owner}, group {trail.file.group}"
            yield Fact(label="Permissions", text=f"{mode}; changed {instant(trail.modified)}")
        case Missing(detail=detail):
            yield Fact(label="Missing", text=detail)
        case Fetched(document=kind, body=body, fetched_at=when):
            text = f"{DOCUMENT_TITLES[kind]}, {len(body)} bytes, {instant(when)}"
            yield Fact(label="Fetched", text=text)
        case Contents() as contents:
            yield Fact(label="Holds", text=told_contents(contents))


def name_facts(
    said: Answer | Zone | ServerFailure | DeadEnd | Permits | HttpsRecords,
) -> Iterator[Fact]:
    """What was said of the host's name."""
    match said:
        case Answer() as answer:
            yield Fact(label="Answer", text=told_answer(answer))
        case Zone() as zone:
            yield from zone_facts(zone)
        case ServerFailure(unchecked=Answer() as answer):
            yield Fact(label="Unless it checks signatures", text=told_answer(answer))
        case DeadEnd(aliases=aliases):
            yield Fact(label="Alias of", text=" → ".join(aliases))
        case Permits(sets=sets):
            yield Fact(label="CAA", text="; ".join(map(told_set, filter(has_records, sets))))
        case HttpsRecords(records=records):
            yield Fact(label="HTTPS record", text="; ".join(map(told_record, records)))


def zone_facts(zone: Zone) -> Iterator[Fact]:
    """What each of a zone's own name servers said."""
    for server in zone.servers:
        said = server.outcome
        words = told_answer(said) if isinstance(said, Answer) else failure(said)
        number = "" if server.serial is None else f" (serial number {server.serial})"
        yield Fact(
            label=f"Zone {zone.name}", text=f"{server.server}, {server.address}{number}: {words}"
        )


def told_answer(answer: Answer) -> str:
    """The records that a resolver gave."""
    said = (
        f"{one.rrtype} {', '.join(one.addresses)}{'' if one.ttl is None else f', TTL {one.ttl} s'}"
        for one in answer.records
    )
    aliases = ("alias of " + ", ".join(answer.aliases),) if answer.aliases else ()
    silent = (f"{rrtype} unanswered" for rrtype in answer.unanswered)
    checked = ("signatures checked",) if answer.is_validated else ()
    remarks = (remark.text for remark in answer.remarks)
    software = f" ({answer.software})" if answer.software else ""
    who = (f"told by {answer.server}{software}",) if answer.server else ()
    return "; ".join((*aliases, *said, *silent, *checked, *remarks, *who))


def told_record(record: HttpsRecord) -> str:
    """One HTTPS record, and the name that browsers ask for in the clear where it has keys for ECH."""
    names = record.ech.public_names if record.ech else ()
    return f"{record.text} (public name {listed(names, MOST_NAMED)})" if names else record.text


def has_records(caa: CaaSet) -> bool:
    """Whether a name says anything to CAs, or may."""
    return caa.records != ()


def told_set(caa: CaaSet) -> str:
    """What one name says to CAs."""
    if caa.records is None:
        return f"{caa.name} not known"
    return f"{caa.name} {', '.join(f'{one.tag} “{one.value}”' for one in caa.records)}"


def told_contents(held: Contents) -> str:
    """What a file holds, and what is wrong with how it is written."""
    certificates = [counted(len(held.certificates), "certificate")] if held.certificates else []
    keys = [f"a private key, {key.kind or key.trouble} ({key.form})" for key in held.keys]
    return "; ".join((*certificates, *keys, *filter(None, (held.instead,)), *held.troubles))


def chain_facts(report: Report, place: Address) -> Iterator[Fact]:
    """Why nothing is told of the certificate that was presented, where so."""
    presented = (each.assessment for each in report.chains if each.address == place.address)
    for assessment in presented:
        match assessment:
            case Malformed(detail=detail):
                yield Fact(label="Certificate", text=f"cannot be read: {detail}")
            case Failed() as failed:
                yield Fact(label="Failed", text=failure(failed))


def scan_facts(scan: Scan) -> Iterator[Fact]:
    """What an address accepts; what was not established is said to be unknown."""
    yield Fact(label="Protocols", text=three_states(scan.protocols, "versions"))
    if scan.weak_ciphers:
        yield Fact(label="Weak ciphers", text=three_states(scan.weak_ciphers, "classes"))
    if scan.groups:
        text = three_states(marked_groups(scan), "groups asked for", most=MOST_NAMED)
        yield Fact(label="Groups", text=text)
    if scan.dh_bits is not None:
        yield Fact(label="DH prime", text=f"{scan.dh_bits} bits")
    connections = counted(scan.connections, "connection")
    yield Fact(label="Scan", text=f"{instant(scan.taken_at)}, {connections}{unsettled(scan)}")


def unsettled(scan: Scan) -> str:
    """What a scan left open; nothing where it settled everything."""
    if scan.is_complete:
        return ""
    if scan.is_complete is None:
        return ", and it goes on"
    asked = (*scan.protocols, *scan.weak_ciphers, *scan.groups)
    names = [name for name, support in asked if support is Support.UNKNOWN]
    left_open = f": {listed(names, MOST_NAMED)}" if names else ""
    return f", not everything was settled{left_open}"


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


def client_facts(verdicts: tuple[ClientVerdict, ...]) -> Iterator[Fact]:
    """Which clients get through, and why the others do not."""
    for support, label in CLIENT_LABELS.items():
        chosen = [verdict for verdict in verdicts if verdict.support is support]
        if chosen:
            yield Fact(label=label, text=by_obstacle(chosen, among=verdicts))


MOST_NAMED = 4
"""Of groups that are refused or unknown, as there are dozens; versions and classes are all named."""
CLIENT_LABELS = {
    Support.YES: "Clients",
    Support.NO: "Shut out",
    Support.UNKNOWN: "Not known",
}


def certificate_facts(certificate: Certificate, *, now: datetime) -> Iterator[Fact]:
    """What a certificate says of itself."""
    begin, end = instant(certificate.not_before), instant(certificate.not_after)
    left = time_left(certificate.not_after, now)
    names = (*certificate.dns_names, *certificate.ip_addresses)
    yield Fact(label="Certificate", text=certificate.subject or "(no subject)")
    yield Fact(label="Names", text=", ".join(names) or "none", items=names)
    yield Fact(label="Issuer", text=certificate.issuer or "(no name)")
    yield Fact(label="Valid", text=f"{begin} to {end}, {left}")
    yield Fact(label="Key", text=f"{certificate.key}, signed with {certificate.signature}")
    yield Fact(label="SHA-256", text=certificate.fingerprint_sha256)
    for defect in certificate.defects:
        yield Fact(label="Defect", text=defect)


def failure(failed: Failed) -> str:
    """A failure with its public reason."""
    return f"{failed.reason}: {failed.detail}" if failed.detail else failed.reason
