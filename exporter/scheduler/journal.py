"""What is counted and logged of the probes: each change of a target's state, not each probe."""

import logging
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from traceback import extract_tb

from exporter.model.place import Place
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.scheduler.ways import Ways
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.words.address_label import AddressLabel
from exporter.words.reason import Reason
from exporter.words.severity import Severity

LOGGER = logging.getLogger(__name__)


class Defects:
    """Logs a defect in full when its place in the code is new, and in a line from then on."""

    def __init__(self) -> None:
        self._known: set[tuple[str, str, int | None]] = set()

    def met(self, target: str, error: Exception, *, what: str = "probe met a defect") -> None:
        """An exception that nobody expected came of a probe of the target of that name."""
        place = extract_tb(error.__traceback__)[-1]
        defect = (type(error).__name__, place.filename, place.lineno)
        LOGGER.error(
            what,
            extra={"target": target, "error": repr(error)},
            exc_info=None if defect in self._known else error,
        )
        self._known.add(defect)


class Journal:
    """Is told by the runner of everything that happens to a probe."""

    def __init__(self, metrics: ExporterMetrics, defects: Defects) -> None:
        self._metrics = metrics
        self._defects = defects
        self._short: set[str] = set()
        """Names of targets whose last probe lacked what this machine has too little of."""
        self._ways = Ways()
        self._families = self._ways.by_family
        """Whether this machine has a way to them."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What this machine lacks for all targets."""
        return tuple(
            f"this machine has no route to {family.in_words} addresses, which are not checked"
            for family, has_way in self._families.items()
            if not has_way
        )

    def planned(self, targets: AbstractSet[str]) -> None:
        """The targets of these names are watched from now on."""
        self._metrics.targets_changed(len(targets))
        self._short &= targets
        self._ways.keep_only(targets)
        self._note_families()

    def started(self, *, delay: float) -> None:
        """A probe begins, `delay` seconds after it was due."""
        self._metrics.probe_started(delay)

    def skipped(self, target: Target) -> None:
        """A probe was due while the previous one of its target was not over."""
        self._metrics.probe_skipped()
        LOGGER.debug("probe skipped: the previous one is not over", extra={"target": target.name})

    def called_off(self) -> None:
        """A running probe was cancelled, as its target was changed or removed."""
        self._metrics.probe_called_off()

    def ended(self, report: Report | None) -> None:
        """A probe came to its end; without a report when it met a defect."""
        self._metrics.probe_ended(report)

    def published(self, report: Report, previous: Report | None) -> None:
        """A report took the place of the previous one."""
        if LOGGER.isEnabledFor(logging.DEBUG):
            LOGGER.debug("probed", extra=probe_fields(report))
        if previous and stands_as_it_did(report, previous):
            return
        self._note_shortage(report)
        self._ways.met(report)
        self._note_families()
        defects = defects_in(report)
        known = defects_in(previous) if previous and defects else ()
        for place, error in defects:
            self._metrics.internal_error()
            if (place, error) not in known:
                fields = {"target": report.target.name, "place": place, "error": error}
                LOGGER.error("probe met a defect", extra=fields)
        if is_now_by_family(report, previous):
            LOGGER.info(
                "many addresses: series carry their family", extra={"target": report.target.name}
            )
        before = previous.first_failing_step if previous else None
        if report.first_failing_step is not before:
            change = {"target": report.target.name, "was": before or "none", **state_fields(report)}
            LOGGER.info("first failing step changed", extra=change)

    def _note_shortage(self, report: Report) -> None:
        """A line when the first target is short of something, and one when none is any more."""
        lacking = next(failures_in(report, Reason.EXHAUSTED), None)
        name, was_short = report.target.name, bool(self._short)
        if lacking:
            self._short.add(name)
            if not was_short:
                LOGGER.error("probes lack files, memory or ports", extra={"error": lacking[1]})
            return
        self._short.discard(name)
        if was_short and not self._short:
            LOGGER.info("probes have files, memory and ports again")

    def _note_families(self) -> None:
        """A line when the last way to addresses of a family is lost, and one when there is one again."""
        before, self._families = self._families, self._ways.by_family
        if self._families == before:
            return
        self._metrics.families_met(self._families)
        for family, has_way in self._families.items():
            if has_way is not before.get(family, True):
                level = logging.INFO if has_way else logging.WARNING
                LOGGER.log(level, "routes changed", extra={"family": family, "has_way": has_way})

    def met_defect(self, target: Target, error: Exception) -> None:
        """A probe, or judging its evidence again, gave no report."""
        self._metrics.internal_error()
        what = "probe ended by a defect; there is no new report"
        self._defects.met(target.name, error, what=what)


def stands_as_it_did(report: Report, previous: Report) -> bool:
    """Whether nothing failed, and what was judged of the previous report is told of this one."""
    is_same = report.ladder is previous.ladder and report.address_label is previous.address_label
    return is_same and not report.defects and not any(report.failures())


def is_now_by_family(report: Report, previous: Report | None) -> bool:
    """Whether series carry no address any more, which nobody chose."""
    is_open = report.target.policy.address_label is AddressLabel.AUTO
    is_news = previous is None or previous.address_label is AddressLabel.ADDRESS
    return is_open and is_news and report.address_label is AddressLabel.FAMILY


def probe_fields(report: Report) -> Mapping[str, object]:
    """What is logged of one probe."""
    return {
        "target": report.target.name,
        "duration": round(report.evidence.duration, 3),
        "step": report.first_failing_step or "none",
    }


def defects_in(report: Report) -> tuple[tuple[str, str], ...]:
    """What this exporter itself failed at: the place, and the error."""
    judging = ((name_of(defect.place), defect.detail) for defect in report.defects)
    return (*failures_in(report, Reason.INTERNAL_ERROR), *judging)


def failures_in(report: Report, reason: Reason) -> Iterator[tuple[str, str]]:
    """What failed for this reason: the place, and the detail."""
    return ((place, one.detail) for place, one in report.failures() if one.reason is reason)


def name_of(place: Place | None) -> str:
    """What a log line calls a place; nothing for the target as a whole."""
    return place.name if place else ""


def state_fields(report: Report) -> Mapping[str, object]:
    """Where a target stands, and its first failing step with the finding that makes it fail.

    A step that fails no more may have got out of sight, as where this machine was too slow to look.
    """
    step, standing = report.first_failing_step, report.standing
    if step is None:
        return {"standing": standing, "step": "none"}
    finding = next(
        found
        for found in report.findings
        if found.kind.step is step and found.kind.severity is Severity.ERROR
    )
    return {
        "standing": standing,
        "step": step,
        "finding": finding.kind.code,
        "place": name_of(finding.place),
        "evidence": finding.evidence,
    }
