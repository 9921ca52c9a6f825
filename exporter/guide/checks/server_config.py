"""Step 2: the server on the port speaks TLS for this name; with its files, all of the step."""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from exporter.guide.case import Case, every_address
from exporter.guide.chain_check import framed
from exporter.guide.check import Caused, Check, StepGuide, Survey
from exporter.guide.checks import server_files
from exporter.guide.lacking import PROVES_NOTHING
from exporter.guide.no_files import no_files
from exporter.guide.proof import find_failure, is_about_name
from exporter.guide.runbook import finding_kind
from exporter.model.address import is_address
from exporter.model.finding import FindingKind
from exporter.model.place import Address
from exporter.words.phase import Phase
from exporter.words.reason import ALERTS, Reason
from exporter.words.step import Step

NOT_TLS = finding_kind("server_config_not_tls")
NAME_REFUSED = finding_kind("server_config_name_refused")
NO_ANSWER = finding_kind("server_config_no_answer")
REASONS: Mapping[FindingKind, frozenset[Reason]] = MappingProxyType(
    {
        NOT_TLS: frozenset({Reason.TLS_NOT_TLS}),
        NO_ANSWER: frozenset({Reason.TLS_TIMEOUT, Reason.TLS_CLOSED, Reason.TLS_RESET}),
    }
)


def find_refused_name(case: Case, place: Address) -> Iterator[str | Caused]:
    """The server has no site, or no certificate, for the name; or is sent none."""
    if is_about_name(case, place):
        unnamed = "; no name was sent, as the target is an address"
        more = unnamed if is_address(case.target.server_name) else ""
        for proof in find_failure(case, place, phase=Phase.HANDSHAKE, reasons=ALERTS):
            yield framed(proof, "", more)


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
        *(
            Check(
                kind=kind,
                applies=every_address,
                find=partial(find_failure, phase=Phase.HANDSHAKE, reasons=reasons),
            )
            for kind, reasons in REASONS.items()
        ),
        Check(kind=NAME_REFUSED, applies=every_address, find=find_refused_name),
        *server_files.FILE_CHECKS,
    ),
    survey=Survey(places=every_address, lacks=lacks, seen=seen),
    needs=no_files,
)
