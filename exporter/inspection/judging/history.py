"""How a target came to stand as it does: the moments at which that changed."""

from datetime import datetime

from exporter.model.report import Report, StepVerdict, Turn
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status

MOST = 20
"""Turns that are remembered of a target."""


def history(
    before: Report | None, standing: Standing, rungs: tuple[StepVerdict, ...], now: datetime
) -> tuple[Turn, ...]:
    """The turns of the last report, and one more at `now` where the target stands otherwise.

    What it was said to be in the course of the same look, before documents came, is none.
    """
    known = before.history if before else ()
    if known and known[-1].at == now:
        known = known[:-1]
    present = turn(standing, rungs, now)
    is_as_before = known and (known[-1].standing, known[-1].errors) == (standing, present.errors)
    return known if is_as_before else (*known, present)[-MOST:]


def turn(standing: Standing, rungs: tuple[StepVerdict, ...], now: datetime) -> Turn:
    """How the target stands from now on."""
    failing = (rung.step for rung in rungs if rung.status is Status.FAILING)
    kinds = (finding.kind for rung in rungs for finding in rung.findings)
    errors = (kind.code for kind in kinds if kind.severity is Severity.ERROR)
    return Turn(
        at=now,
        standing=standing,
        step=next(failing, None),
        errors=tuple(dict.fromkeys(errors)),
    )
