"""Step 2: the server on the port speaks TLS for this name; with its files, all of the step."""

from collections.abc import Iterator

from exporter.guide.case import Case, every_address
from exporter.guide.chain_check import framed
from exporter.guide.check import Caused, Check, StepGuide, Survey
from exporter.guide.checks import server_files
from exporter.guide.lacking import PROVES_NOTHING
from exporter.guide.no_files import no_files
from exporter.guide.proof import find_failure, is_about_name
from exporter.guide.runbook import finding_kind
from exporter.model.address import is_address
from exporter.model.place import Address
from exporter.webserver.answering import socket_at
from exporter.words.phase import Phase
from exporter.words.proxy_protocol import ProxyProtocol
from exporter.words.reason import ALERTS, Reason
from exporter.words.step import Step

NOT_TLS = finding_kind("server_config_not_tls")
NAME_REFUSED = finding_kind("server_config_name_refused")
NO_ANSWER = finding_kind("server_config_no_answer")
PROXIED = "proxy_protocol"
"""The cause: a header goes before each connection's first byte of TLS, and the target sends none."""
SILENCE = frozenset({Reason.TLS_TIMEOUT, Reason.TLS_CLOSED, Reason.TLS_RESET})


def find_refused_name(case: Case, place: Address) -> Iterator[str | Caused]:
    """The server has no site, or no certificate, for the name; or is sent none."""
    if is_about_name(case, place):
        unnamed = "; no name was sent, as the target is an address"
        more = unnamed if is_address(case.target.server_name) else ""
        for proof in find_failure(case, place, phase=Phase.HANDSHAKE, reasons=ALERTS):
            yield framed(proof, "", more)


def find_other_protocol(case: Case, place: Address) -> Iterator[str | Caused]:
    """The server answered something else than TLS."""
    return find_failure(case, place, phase=Phase.HANDSHAKE, reasons={Reason.TLS_NOT_TLS})


def find_no_answer(case: Case, place: Address) -> Iterator[str | Caused]:
    """How a handshake ended in silence, and that the files have a header expected there that is not sent."""
    sends = case.target.policy.proxy_protocol is not ProxyProtocol.NONE
    wanting = "" if sends else wants_header(case, place)
    for proof in find_failure(case, place, phase=Phase.HANDSHAKE, reasons=SILENCE):
        if wanting and isinstance(proof, str):
            yield Caused(
                f"{proof}; by {wanting} it waits for a header of the PROXY protocol", PROXIED
            )
        else:
            yield proof


def wants_header(case: Case, place: Address) -> str:
    """The configuration by which each connection to an address begins with a header; empty where none has it so."""
    for file, config in case.configs.items():
        socket = socket_at(config, place.address, place.port)
        if socket and socket.wants_proxy_header:
            return file.path
    return ""


def lacks(case: Case, place: Address) -> str:
    """What it would have taken not to lose a handshake ourselves, or to compare it with the files."""
    failure = case.addresses[place].failure(Phase.HANDSHAKE)
    lost = PROVES_NOTHING.get(failure.reason, "") if failure else ""
    return lost or (server_files.lacks(case, place) if case.target.server else "")


def seen(case: Case, places: tuple[Address, ...]) -> str:
    """That what is served is right, which only the files show."""
    return server_files.seen(case, places) if case.target.server else ""


SERVER_CONFIG = StepGuide(
    step=Step.SERVER_CONFIG,
    checks=(
        Check(kind=NOT_TLS, applies=every_address, find=find_other_protocol),
        Check(kind=NO_ANSWER, applies=every_address, find=find_no_answer),
        Check(kind=NAME_REFUSED, applies=every_address, find=find_refused_name),
        *server_files.FILE_CHECKS,
    ),
    survey=Survey(places=every_address, lacks=lacks, seen=seen),
    needs=no_files,
)
