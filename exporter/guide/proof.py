"""Phrases that the proofs of several kinds share."""

from collections.abc import Collection, Iterator

from exporter.guide.case import Case
from exporter.guide.check import Caused
from exporter.model.memory import Tally
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.model.scan import Scan
from exporter.words.alert import AlertDescription
from exporter.words.phase import Phase
from exporter.words.protocol import Support
from exporter.words.reason import Reason

TRIES = {Phase.CONNECT: "connections", Phase.HANDSHAKE: "handshakes"}
"""What is counted of a phase."""
BY_TURNS = "turns"
"""The cause: of several servers behind an address, one fails."""


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
) -> Iterator[str | Caused]:
    """How an attempt in a phase failed, if for one of the reasons; how often, where others did not."""
    for failure in case.addresses[place].failures(phase):
        if failure.reason in reasons:
            proof = f"{place}: {failure.detail or failure.reason}"
            tally = tally_of(case, place, failure)
            yield Caused(f"{proof}, {share(tally, TRIES[phase])}", BY_TURNS) if tally else proof


def tally_of(case: Case, place: Address, outcome: Failed) -> Tally | None:
    """How often an attempt fails for this reason, where it comes by turns with another outcome."""
    for one in case.of_late.get(place.address, ()):
        is_it = (
            isinstance(one.attempt.outcome, Failed) and one.attempt.outcome.reason is outcome.reason
        )
        if is_it and one.is_by_turns:
            return one.tally
    return None


def share(tally: Tally, looks: str = "probes") -> str:
    """How often something was met that comes by turns with others."""
    last = f"{tally.last_seen:%Y-%m-%d %H:%M} UTC"
    return f"in {tally.seen} of the last {tally.looks} {looks}, the last time at {last}"


def scanned(
    proof: str, case: Case, place: Address, *things: str, answer: Support | int = Support.YES
) -> str | Caused:
    """What a scan proves of these by its answer, with when that was, or how often, where scans differ."""
    known = case.swinging.get(place.address, {})
    for thing in things:
        if thing in known and known[thing].is_by_turns:
            tally = known[thing].tallies[answer]
            return Caused(f"{proof}, {share(tally, 'scans')}", BY_TURNS)
    return f"{proof} {when(case.scans[place])}"
