"""Since when a target stands as it does, and how it stood before."""

from dataclasses import replace
from datetime import timedelta

from exporter.inspection.judging.history import history
from exporter.model.report import Report, Turn
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from exporter.words.step import Step
from tests.deployments import HEALTHY, NOW, closed

REFUSING = replace(HEALTHY, sites=(closed(Reason.CONNECT_REFUSED),))
LOST = replace(HEALTHY, sites=(closed(Reason.CONNECT_TIMEOUT),))


def after(before: Report | None, report: Report, minutes: int = 0) -> Report:
    """The report with the history that it has so long after the first one."""
    now = NOW + timedelta(minutes=minutes)
    return replace(report, history=history(before, report.standing, report.ladder, now))


def test_what_stands_as_before_has_stood_since_then() -> None:
    """The moment is that of the first report, or of the first that differs."""
    first = after(None, HEALTHY.judged())
    assert first.history == (Turn(at=NOW, standing=Standing.HEALTHY, step=None, errors=()),)
    assert after(first, HEALTHY.judged(), 5).history is first.history
    down = after(first, REFUSING.judged(), 10)
    assert down.history[1:] == (
        Turn(
            at=NOW + timedelta(minutes=10),
            standing=Standing.FAILING,
            step=Step.PORT,
            errors=("port_refused",),
        ),
    )


def test_another_error_is_a_turn_as_well() -> None:
    """Both fail at the first step, and neither is the other's cause."""
    first = after(None, REFUSING.judged())
    assert [one.errors for one in after(first, LOST.judged(), 5).history] == [
        ("port_refused",),
        ("port_timeout",),
    ]


def test_what_swings_does_not_grow_without_end() -> None:
    """The latest turns are kept."""
    report = None
    for minute in range(50):
        report = after(report, (HEALTHY if minute % 2 else REFUSING).judged(), minute)
    assert report
    assert len(report.history) == 20
    assert report.history[-1].at == NOW + timedelta(minutes=49)
