"""What the guide made of it: how the target stands, each step, each finding."""

from collections.abc import Iterator
from functools import partial
from typing import get_args

from exporter.model.finding import Finding
from exporter.model.place import Place
from exporter.model.report import Report
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.words.standing import Standing
from exporter.words.status import Status


def steps(report: Report) -> Iterator[Reading]:
    """The steps that are known to be passed or failing everywhere."""
    for rung in report.ladder:
        if rung.status in {Status.PASSED, Status.FAILING}:
            yield (rung.step,), rung.status is Status.PASSED


def first_failing_step(report: Report) -> Iterator[Reading]:
    """Its number, or 0."""
    step = report.first_failing_step
    yield (), step.number if step else 0


def findings(report: Report) -> Iterator[Reading]:
    """Each finding, with the place that it is about."""
    for finding in report.findings:
        kind = finding.kind
        yield (*whereabouts(finding), kind.step, kind.code, kind.severity), 1


def whereabouts(finding: Finding) -> Iterator[str]:
    """The name of its place under the label of that kind of place; nothing under the others."""
    place = finding.place
    for kind in KINDS_OF_PLACE:
        yield place.name if place and type(place) is kind else ""


KINDS_OF_PLACE = tuple(sorted(get_args(Place), key=lambda kind: kind.__name__))
PLACE_LABELS = tuple(kind.__name__.lower() for kind in KINDS_OF_PLACE)
declared = partial(Fact, changes_with=ChangesWith.PROBE)
LADDER = (
    declared(
        name="tls_standing",
        labels=("standing",),
        read=lambda report: [((report.standing,), 1)],
        help=f"1 for how the target stands: {', '.join(list(Standing)[:-1])} or "
        f"{list(Standing)[-1]}; the page, the JSON and the exit code of check say the same.",
    ),
    declared(
        name="tls_step_status",
        labels=("step",),
        read=steps,
        help="1 if the step of the guide is passed, 0 if it is failing; no series if it is not "
        "checked, or not everywhere.",
    ),
    declared(
        name="tls_first_failing_step",
        labels=(),
        read=first_failing_step,
        help="Number of the first failing step of the guide, 1 to 9, where a person should begin; "
        "0 if none fails.",
    ),
    declared(
        name="tls_finding",
        labels=(*PLACE_LABELS, "step", "code", "severity"),
        read=findings,
        help=f"1 for each present finding, with the {', '.join(PLACE_LABELS[:-1])} or {PLACE_LABELS[-1]} "
        "that it is about; one about the target as a whole has none of these labels.",
    ),
)
