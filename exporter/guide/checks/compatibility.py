"""Step 8: the server accepts what today's clients speak, and nothing older than agreed."""

from collections.abc import Iterator
from functools import partial

from exporter.guide.case import Case, every_address, with_scan
from exporter.guide.check import Caused, Check, StepGuide, Survey
from exporter.guide.checks.ciphers import CIPHER_CHECKS
from exporter.guide.checks.odd_servers import ODD_SERVER_CHECK
from exporter.guide.clients.shut_out import (
    CERTIFICATE_REFUSED,
    CLIENT_SHUT_OUT,
    find_clients_shut_out,
    find_refused_certificates,
    is_lost,
    undecided,
)
from exporter.guide.lacking import A_TLS_ANSWER, lacking
from exporter.guide.message_size import is_beyond_openssl
from exporter.guide.own_errors import A_SOUND_JUDGEMENT
from exporter.guide.proof import find_failure, is_about_name, scanned, when
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import ChainAssessment
from exporter.model.outcome import NO_SCAN
from exporter.model.place import Address
from exporter.words.hello_form import PLAINER
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import ALERTS, Reason
from exporter.words.scan_answer import ScanAnswer
from exporter.words.step import Step

SSLV2_ENABLED = finding_kind("compatibility_sslv2_enabled")
SSLV3_ENABLED = finding_kind("compatibility_sslv3_enabled")
TLS1_0_ENABLED = finding_kind("compatibility_tls1_0_enabled")
TLS1_1_ENABLED = finding_kind("compatibility_tls1_1_enabled")
TLS1_2_ENABLED = finding_kind("compatibility_tls1_2_enabled")
NO_MODERN_PROTOCOL = finding_kind("compatibility_no_modern_protocol")
HANDSHAKE_REFUSED = finding_kind("compatibility_handshake_refused")
HELLO_REFUSED = finding_kind("compatibility_hello_refused")
LARGE_HELLO_DROPPED = finding_kind("compatibility_large_hello_dropped")
CLIENT_CERTIFICATE_WANTED = finding_kind("compatibility_client_certificate_wanted")
CLIENT_CERTIFICATE_REQUIRED = finding_kind("compatibility_client_certificate_required")
KIND_OF_PROTOCOL = {
    Protocol.SSLV2: SSLV2_ENABLED,
    Protocol.SSLV3: SSLV3_ENABLED,
    Protocol.TLS1_0: TLS1_0_ENABLED,
    Protocol.TLS1_1: TLS1_1_ENABLED,
    Protocol.TLS1_2: TLS1_2_ENABLED,
}
MODERN = (Protocol.TLS1_2, Protocol.TLS1_3)
REFUSALS = ALERTS | {Reason.TLS_PROTOCOL_ERROR}
"""The server answered, in TLS, with a no."""


def find_old_protocol(case: Case, place: Address, *, protocol: Protocol) -> Iterator[str | Caused]:
    """The version is accepted, though it is below the target's minimum."""
    minimum = case.target.policy.minimum_protocol
    if protocol.strength >= minimum.strength or protocol not in case.protocols[place]:
        return
    proof = f"{place} accepts {protocol}; the minimum is {minimum}"
    handshake, scan = case.handshakes.get(place), case.scans.get(place)
    is_on_now = handshake is not None and handshake.protocol is protocol
    yield scanned(proof, case, place, protocol) if scan and not is_on_now else proof


def find_no_modern_protocol(case: Case, place: Address) -> Iterator[str]:
    """What is accepted is nothing that browsers of today speak."""
    accepted, scan = case.protocols[place], case.scans[place]
    if not accepted or accepted[-1] in MODERN:
        return
    if {scan.support(protocol) for protocol in MODERN} == {Support.NO}:
        yield f"{place} accepts {', '.join(accepted)} only {when(scan)}"


def find_refused_handshake(case: Case, place: Address) -> Iterator[str | Caused]:
    """The server says no, and not about the name; it is not the server where OpenSSL takes no more."""
    is_ours = any(map(is_beyond_openssl, case.assessments.get(place, ())))
    if not is_ours and not is_about_name(case, place):
        yield from find_failure(case, place, phase=Phase.HANDSHAKE, reasons=REFUSALS)


def find_refused_hello(case: Case, place: Address) -> Iterator[str]:
    """Only a plainer hello than today's was answered, time and again."""
    shake = case.handshakes.get(place)
    if shake and shake.declined and shake.form in PLAINER:
        yield f"{place}, to an ordinary hello: {shake.declined}; it answers one {shake.form}"


def find_dropped_large_hello(case: Case, place: Address) -> Iterator[str | Caused]:
    """A hello of more than 1,500 bytes was not answered, as often as its shorter twin was."""
    if case.scans[place].large_hellos is Support.NO:
        proof = (
            f"{place} leaves a hello of more than 1,500 bytes without an answer, and answers it "
            "without the key share for ML-KEM"
        )
        yield scanned(proof, case, place, ScanAnswer.LARGE_HELLOS, answer=Support.NO)


def find_wanted_certificate(case: Case, place: Address) -> Iterator[str]:
    """The server asked for a certificate, and goes on without."""
    shake = case.handshakes.get(place)
    if shake and shake.asks_for_certificate:
        yield f"{place} asks for a client certificate, and completes the handshake without one"


def to_be_scanned(case: Case) -> Iterator[Address]:
    """Every address, unless the owner wants no scans."""
    if case.target.policy.scan_interval:
        yield from every_address(case)


def lacks(case: Case, place: Address) -> str:
    """Nothing where no version, no weak class and no client that the target names was left open."""
    scan = case.scans.get(place)
    if scan is None:
        return lacking(case.addresses[place], Phase.SCAN)
    if has_readable_chains(case, place) and is_lost(case.clients.get(place.address)):
        return A_SOUND_JUDGEMENT
    answers = (*scan.protocols, *scan.weak_ciphers)
    unknown = [name for name, support in answers if support is Support.UNKNOWN]
    clients = undecided(case, place) if case.target.at(place).policy.clients else ""
    needs = (
        f"an answer about {', '.join(unknown)}" if unknown else "",
        f"what decides on clients: {clients}" if clients else "",
    )
    return "; ".join(filter(None, needs))


def has_readable_chains(case: Case, place: Address) -> bool:
    """Whether every certificate there was judged, so that there is a verdict on each client."""
    judgements = case.judgements.get(place, ())
    return bool(judgements) and all(isinstance(one, ChainAssessment) for one in judgements)


def seen(case: Case, places: tuple[Address, ...]) -> str:
    """Which versions are accepted, and of which clients it is not known whether they get through."""
    accepted = {protocol for place in places for protocol in case.protocols[place]}
    versions = f"accepts {', '.join(sorted(accepted)) or 'no version'}"
    clients = dict.fromkeys(filter(None, (undecided(case, place) for place in places)))
    return "; not known of clients: ".join(filter(None, (versions, "; ".join(clients))))


def needs(case: Case) -> str:
    """What is missing where nothing is to be scanned."""
    return A_TLS_ANSWER if case.target.policy.scan_interval else NO_SCAN.needs


COMPATIBILITY = StepGuide(
    step=Step.COMPATIBILITY,
    # Who does not get in comes before what is accepted: of findings of one severity, the first is the headline.
    checks=(
        Check(
            kind=HANDSHAKE_REFUSED,
            applies=every_address,
            find=find_refused_handshake,
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
        Check(kind=NO_MODERN_PROTOCOL, applies=with_scan, find=find_no_modern_protocol),
        Check(kind=CLIENT_SHUT_OUT, applies=with_scan, find=find_clients_shut_out),
        Check(kind=HELLO_REFUSED, applies=every_address, find=find_refused_hello),
        Check(kind=CERTIFICATE_REFUSED, applies=with_scan, find=find_refused_certificates),
        Check(kind=LARGE_HELLO_DROPPED, applies=with_scan, find=find_dropped_large_hello),
        *(
            Check(kind=kind, applies=every_address, find=partial(find_old_protocol, protocol=old))
            for old, kind in KIND_OF_PROTOCOL.items()
        ),
        ODD_SERVER_CHECK,
        *CIPHER_CHECKS,
        Check(kind=CLIENT_CERTIFICATE_WANTED, applies=every_address, find=find_wanted_certificate),
    ),
    survey=Survey(places=to_be_scanned, lacks=lacks, seen=seen),
    needs=needs,
)
