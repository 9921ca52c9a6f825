"""Phrases that the proofs of several kinds share."""

from collections.abc import Collection, Iterator

from exporter.guide.case import Case
from exporter.model.place import Address
from exporter.model.scan import Scan
from exporter.words.alert import AlertDescription
from exporter.words.phase import Phase
from exporter.words.reason import Reason


def when(scan: Scan) -> str:
    """When the scan was made, for a proof that rests on it: it is as old as that."""
    return f"(scan of {scan.taken_at:%Y-%m-%d %H:%M} UTC)"


def is_about_name(case: Case, place: Address) -> bool:
    """Whether a handshake was refused for the name that was asked for.

    Servers in Go (Caddy, Traefik) send internal_error where they have no certificate for it, in
    every version; where a version is on, it has another cause.
    """
    failure, scan = case.addresses[place].failure(Phase.HANDSHAKE), case.scans.get(place)
    if failure is None:
        return False
    is_vague = failure.reason is Reason.of_alert(AlertDescription.INTERNAL_ERROR)
    is_clear = failure.reason is Reason.of_alert(AlertDescription.UNRECOGNIZED_NAME)
    return is_clear or (is_vague and not (scan and scan.enabled))


def find_failure(
    case: Case, place: Address, *, phase: Phase, reasons: Collection[Reason]
) -> Iterator[str]:
    """How the attempt in a phase failed, if for one of the reasons."""
    failure = case.addresses[place].failure(phase)
    if failure and failure.reason in reasons:
        yield f"{place}: {failure.detail or failure.reason}"
