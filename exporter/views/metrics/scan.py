"""Step 8: what an address accepts, by its last scan and its last handshake."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from exporter.model.evidence import Handshake
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.views.metrics.fact import ChangesWith, Read, Reading, fact
from exporter.words.protocol import Support
from exporter.words.step import Step


def scans(report: Report) -> Iterator[tuple[str, Scan]]:
    """The scan that is true at present of each address."""
    for place, sighting in report.evidence.at_addresses():
        if scan := sighting.found(Scan):
            yield place.address, scan


def of_scan(value: Callable[[Scan], float | None]) -> Read:
    """One value of each scan, where it has that."""

    def read(report: Report) -> Iterator[Reading]:
        for address, scan in scans(report):
            if (found := value(scan)) is not None:
                yield (address,), found

    return read


def answers_of_scan(answers: Callable[[Scan], Iterable[tuple[str, Support]]]) -> Read:
    """A value for each question that a scan answers."""

    def read(report: Report) -> Iterator[Reading]:
        for address, scan in scans(report):
            yield from three_state(address, answers(scan))

    return read


def three_state(address: str, answers: Iterable[tuple[str, Support]]) -> Iterator[Reading]:
    """A reading for each answer that is known."""
    for name, support in answers:
        if support is not Support.UNKNOWN:
            yield (address, name), support is Support.YES


def known(support: Support) -> bool | None:
    """None where it is not known."""
    return None if support is Support.UNKNOWN else support is Support.YES


def protocols(report: Report) -> Iterator[Reading]:
    """Which versions are accepted; a handshake proves one whatever the scan left open."""
    for place, sighting in report.evidence.at_addresses():
        scan, handshake = sighting.found(Scan), sighting.found(Handshake)
        support = dict(scan.protocols) if scan else {}
        if handshake:
            support[handshake.protocol] = Support.YES
        yield from three_state(place.address, support.items())


def weakest(report: Report) -> Iterator[Reading]:
    """The weakest version of each address, as a number."""
    for address, scan in scans(report):
        if protocol := scan.weakest:
            yield (address, protocol), protocol.strength


def preferred_groups(report: Report) -> Iterator[Reading]:
    """The group that each address insists on, if any."""
    for address, scan in scans(report):
        if scan.preferred_group:
            yield (address, scan.preferred_group), 1


def negotiated(report: Report) -> Iterator[Reading]:
    """What each handshake settled on."""
    for place, sighting in report.evidence.at_addresses():
        if shake := sighting.found(Handshake):
            yield (place.address, shake.protocol, shake.cipher, shake.group, shake.alpn), 1


def client_certificates_wanted(report: Report) -> Iterator[Reading]:
    """Whether each server that completes a handshake asks for a client certificate."""
    for place, sighting in report.evidence.at_addresses():
        if shake := sighting.found(Handshake):
            yield (place.address,), shake.asks_for_certificate


declared = partial(fact, changes_with=ChangesWith.SCAN, step=Step.COMPATIBILITY)
SCAN = (
    declared(
        "tls_protocol_enabled",
        ("address", "protocol"),
        protocols,
        "1 if the endpoint accepts the protocol version, 0 if it is known to refuse it; from "
        "the last scan and the last handshake.",
        changes_with=ChangesWith.PROBE,
    ),
    declared(
        "tls_weakest_protocol",
        ("address", "protocol"),
        weakest,
        "The weakest protocol version that the last scan found accepted, as a number that "
        "orders them: 0.2 and 0.3 for SSL, 1.0 to 1.3 for TLS.",
    ),
    declared(
        "tls_weak_cipher_enabled",
        ("address", "cipher_class"),
        answers_of_scan(lambda scan: scan.weak_ciphers),
        "1 if a cipher suite of the class was accepted at any protocol version, 0 if all that "
        "the scan knows (none with pre-shared keys, Kerberos or static DH) were refused at every "
        "version that is enabled.",
    ),
    declared(
        "tls_forward_secrecy",
        ("address",),
        of_scan(lambda scan: known(scan.forward_secrecy)),
        "1 if TLS 1.3 or a suite with an ephemeral key exchange was accepted, 0 if none is.",
    ),
    declared(
        "tls_key_exchange_group_enabled",
        ("address", "group"),
        answers_of_scan(lambda scan: scan.groups),
        "1 if the key exchange group was accepted, 0 if it was refused at the strongest "
        "protocol version that is enabled.",
    ),
    declared(
        "tls_key_exchange_group_preferred",
        ("address", "group"),
        preferred_groups,
        "1 for the key exchange group that the endpoint chooses whatever the client's order "
        "and key share; no series if it goes by those.",
    ),
    declared(
        "tls_dh_group_size",
        ("address",),
        of_scan(lambda scan: scan.dh_bits),
        "Size in bits of the smallest finite-field Diffie-Hellman prime that the last scan "
        "saw the endpoint use below TLS 1.3.",
    ),
    declared(
        "tls_scan_timestamp_seconds",
        ("address",),
        of_scan(lambda scan: scan.taken_at.timestamp()),
        "Unix time of the last scan, which is made less often than the probe.",
    ),
    declared(
        "tls_scan_connections",
        ("address",),
        of_scan(lambda scan: scan.connections),
        "Connections that the last scan opened, 48 at most.",
    ),
    declared(
        "tls_scan_complete",
        ("address",),
        of_scan(lambda scan: scan.is_complete),
        "1 if the last scan settled everything it asked for, 0 if it was cut short; nothing while the "
        "first one goes on.",
    ),
    declared(
        "tls_negotiated_info",
        ("address", "protocol", "cipher", "group", "alpn"),
        negotiated,
        "What the handshake of the last probe settled on; always 1.",
        changes_with=ChangesWith.PROBE,
    ),
    declared(
        "tls_client_certificate_requested",
        ("address",),
        client_certificates_wanted,
        "1 if the server asks for a client certificate in the handshake, and goes on without one.",
        changes_with=ChangesWith.PROBE,
    ),
)
