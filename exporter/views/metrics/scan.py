"""Step 8: what an address accepts, by its last scan and its last handshake."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from exporter.model.evidence import Handshake
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.views.metrics.fact import ChangesWith, Fact, Read, Reading
from exporter.words.protocol import Support
from exporter.words.series_group import SeriesGroup
from exporter.words.step import Step

T = TypeVar("T")


def of_each(kind: type[T], readings: Callable[[str, T], Iterable[Reading]]) -> Read:
    """What is read of a scan or a handshake, at each address where there is one."""

    def read(report: Report) -> Iterator[Reading]:
        for place, sighting in report.evidence.at_addresses():
            if (found := sighting.found(kind)) is not None:
                yield from readings(place.address, found)

    return read


def scanned(report: Report) -> bool:
    """Whether a scan is told of at any address."""
    return any(sighting.found(Scan) for _, sighting in report.evidence.at_addresses())


def of_scan(value: Callable[[Scan], float | None]) -> Read:
    """One value of each scan, where it has that."""

    def readings(address: str, scan: Scan) -> Iterator[Reading]:
        if (found := value(scan)) is not None:
            yield (address,), found

    return of_each(Scan, readings)


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


def weakest(address: str, scan: Scan) -> Iterator[Reading]:
    """The weakest version, as a number."""
    if protocol := scan.weakest:
        yield (address, protocol), protocol.strength


def preferred_group(address: str, scan: Scan) -> Iterator[Reading]:
    """The group that the address insists on, if any."""
    if scan.preferred_group:
        yield (address, scan.preferred_group), 1


declared = partial(Fact, changes_with=ChangesWith.SCAN, step=Step.COMPATIBILITY)
of_a_scan = partial(declared, applies=scanned)
SCAN = (
    declared(
        name="tls_protocol_enabled",
        labels=("address", "protocol"),
        read=protocols,
        help="1 if the endpoint accepts the protocol version, 0 if it is known to refuse it; from "
        "the last scan and the last handshake.",
        changes_with=ChangesWith.PROBE,
        group=SeriesGroup.PROTOCOLS,
    ),
    of_a_scan(
        name="tls_weakest_protocol",
        worst=min,
        labels=("address", "protocol"),
        read=of_each(Scan, weakest),
        help="The weakest protocol version that the last scan found accepted, as a number that "
        "orders them: 0.2 and 0.3 for SSL, 1.0 to 1.3 for TLS.",
    ),
    of_a_scan(
        name="tls_weak_cipher_enabled",
        labels=("address", "cipher_class"),
        read=of_each(Scan, lambda address, scan: three_state(address, scan.weak_ciphers)),
        help="1 if a cipher suite of the class was accepted at any protocol version, 0 if all that "
        "the scan knows (none with pre-shared keys, Kerberos or static DH) were refused at every "
        "version that is enabled.",
        group=SeriesGroup.CIPHERS,
    ),
    of_a_scan(
        name="tls_forward_secrecy",
        worst=min,
        labels=("address",),
        read=of_scan(lambda scan: known(scan.forward_secrecy)),
        help="1 if TLS 1.3 or a suite with an ephemeral key exchange was accepted, 0 if none is.",
    ),
    of_a_scan(
        name="tls_key_exchange_group_enabled",
        worst=min,
        labels=("address", "group"),
        read=of_each(Scan, lambda address, scan: three_state(address, scan.groups)),
        help="1 if the key exchange group was accepted, 0 if it was refused at the strongest "
        "protocol version that is enabled.",
        group=SeriesGroup.GROUPS,
    ),
    of_a_scan(
        name="tls_key_exchange_group_preferred",
        labels=("address", "group"),
        read=of_each(Scan, preferred_group),
        help="1 for the key exchange group that the endpoint chooses whatever the client's order "
        "and key share; no series if it goes by those.",
        group=SeriesGroup.GROUPS,
    ),
    of_a_scan(
        name="tls_dh_group_size",
        worst=min,
        labels=("address",),
        read=of_scan(lambda scan: scan.dh_bits),
        help="Size in bits of the smallest finite-field Diffie-Hellman prime that the last scan "
        "saw the endpoint use below TLS 1.3.",
    ),
    of_a_scan(
        name="tls_scan_timestamp_seconds",
        worst=min,
        labels=("address",),
        read=of_scan(lambda scan: scan.taken_at.timestamp()),
        changes_with=ChangesWith.SCANNING,
        help="Unix time of the last scan, which is made less often than the probe.",
    ),
    of_a_scan(
        name="tls_scan_connections",
        labels=("address",),
        read=of_scan(lambda scan: scan.connections),
        changes_with=ChangesWith.SCANNING,
        help="Connections that the last scan opened, 64 at most.",
    ),
    of_a_scan(
        name="tls_scan_complete",
        worst=min,
        labels=("address",),
        read=of_scan(lambda scan: scan.is_complete),
        help="1 if the last scan settled everything it asked for, 0 if it was cut short; nothing while the "
        "first one goes on.",
    ),
    declared(
        name="tls_negotiated_info",
        labels=("address", "protocol", "cipher", "group", "alpn"),
        read=of_each(
            Handshake,
            lambda address, shake: [
                ((address, shake.protocol, shake.cipher, shake.group, shake.alpn), 1)
            ],
        ),
        help="What the handshake of the last probe settled on; always 1.",
        changes_with=ChangesWith.PROBE,
    ),
    declared(
        name="tls_client_certificate_requested",
        labels=("address",),
        read=of_each(Handshake, lambda address, shake: [((address,), shake.asks_for_certificate)]),
        help="1 if the server asks for a client certificate in the handshake, and goes on without one.",
        changes_with=ChangesWith.PROBE,
    ),
)
