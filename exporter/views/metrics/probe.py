"""The probe as a whole, and each of its phases."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from exporter.model.attempt import Attempt
from exporter.model.evidence import Evidence, Handshake, Sighting
from exporter.model.outcome import Failed, NoRoute
from exporter.model.place import Address
from exporter.model.report import Report
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.words.phase import Phase


def is_successful(evidence: Evidence) -> bool:
    """Whether there was an address, and every one to be probed answered with a handshake, and not by turns."""
    counted = [
        sighting
        for _, sighting in evidence.at_addresses()
        if not isinstance(sighting.outcome(Phase.CONNECT), NoRoute)
    ]
    return bool(counted) and all(map(answers, counted))


def answers(sighting: Sighting) -> bool:
    """Whether the address answers with a handshake, and does not fail by turns."""
    if sighting.found(Handshake) is None:
        return False
    failed = (one.phase for one in sighting.attempts if isinstance(one.outcome, Failed))
    return not any(phase in {Phase.CONNECT, Phase.HANDSHAKE} for phase in failed)


def attempts(evidence: Evidence) -> Iterator[tuple[str, Attempt[object]]]:
    """What was tried, with the address where it was at one, as far as it takes time and can fail."""
    for sighting in evidence.sightings:
        address = sighting.place.name if isinstance(sighting.place, Address) else ""
        for attempt in sighting.attempts:
            if attempt.phase is not Phase.CERTIFICATE:
                yield address, attempt


def phase_durations(report: Report) -> Iterator[Reading]:
    """Seconds of each phase at each address; elsewhere those of the slowest place."""
    spent: defaultdict[tuple[str, Phase], float] = defaultdict(float)
    for address, attempt in attempts(report.evidence):
        if attempt.seconds is not None:
            at, so_far = (address, attempt.phase), spent[address, attempt.phase]
            spent[at] = so_far + attempt.seconds if address else max(so_far, attempt.seconds)
    for served in report.chains:
        spent[served.address, Phase.VERIFY] += served.appraisal.seconds
    for labels, seconds in spent.items():
        yield labels, round(seconds, 6)


def failures(report: Report) -> Iterator[Reading]:
    """Each phase that failed, the judgement on a chain among them."""
    for address, attempt in attempts(report.evidence):
        if isinstance(attempt.outcome, Failed):
            yield (address, attempt.phase, attempt.outcome.reason), 1
    for served in report.chains:
        if isinstance(served.assessment, Failed):
            yield (served.address, Phase.VERIFY, served.assessment.reason), 1


def by_turns(report: Report) -> Iterator[Reading]:
    """How often each phase fails that does not always."""
    for one in report.fails_by_turns:
        yield (one.address, one.phase, one.reason), round(one.ratio, 2)


declared = partial(Fact, changes_with=ChangesWith.CLOCK)
PROBE = (
    declared(
        name="tls_probe_success",
        labels=(),
        read=lambda report: [((), is_successful(report.evidence))],
        help="1 if there was an address to probe and every one answered with a TLS handshake, 0 if "
        "one did not, be it by turns, was left out by max_addresses, got no turn, or met a trouble of the "
        "exporter's own; addresses to which this machine has no route are not counted.",
        changes_with=ChangesWith.PROBE,
    ),
    declared(
        name="tls_probe_duration_seconds",
        labels=(),
        read=lambda report: [((), round(report.evidence.duration, 6))],
        help="Seconds that the last probe of the target took.",
    ),
    declared(
        name="tls_probe_timestamp_seconds",
        labels=(),
        read=lambda report: [((), report.evidence.started_at.timestamp())],
        help="Unix time at which the last probe of the target began in which every address got its "
        "turn: what is told of it was seen then, or later.",
    ),
    declared(
        name="tls_probe_phase_duration_seconds",
        labels=("address", "phase"),
        read=phase_durations,
        help="Seconds spent in one phase of the last probe; for the phase dns, which has no "
        "address, until the slowest resolver had answered; for the phase verify when the chain "
        "was last judged, which is done again when it or a date changes.",
    ),
    declared(
        name="tls_probe_failure",
        labels=("address", "phase", "reason"),
        read=failures,
        help="1 for each phase of the last probe that failed, or fails by turns, with its reason; lookups, files and documents have no address.",
        changes_with=ChangesWith.PROBE,
    ),
    declared(
        name="tls_probe_failure_ratio",
        labels=("address", "phase", "reason"),
        read=by_turns,
        help="How often a phase fails for this reason where it does so by turns: the share of connections "
        "or handshakes of late.",
        changes_with=ChangesWith.PROBE,
    ),
)
