"""The status pages as HTML: all targets with their ladders, and one target in full."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import chain, islice
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from exporter.model.report import Report, StepVerdict
from exporter.views.chain_file import completed_chains
from exporter.views.chain_tree import Presence, chain_tree
from exporter.views.facts import certificate_facts, place_facts, places_seen, probe_facts
from exporter.views.paths import chain_file_path, finding_path, guide_path, target_path
from exporter.views.summary import (
    by_kind,
    counts,
    proof,
    served_chains,
    soonest_end,
    untold,
    verdict,
    weakest_protocol,
    where_to_begin,
)
from exporter.views.wording import STANDING_WORDS, STEP_TITLES, instant, printable, time_left
from exporter.words.protocol import Support
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status

STANDINGS = tuple(Standing)
NEVER = datetime.max.replace(tzinfo=UTC)
STATIC_FILES = Path(__file__).parent / "static"
"""What the server offers under `/static/`; the pages need nothing else."""
CODE = re.compile("`([^`]+)`")
MOST_PROBLEMS = 20
MOST_ROWS = 500
"""Rows of one page; the gravest come first, and the filter finds the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A state of a step as a sign, with the words that say the same."""

    glyph: str
    words: str
    style: str


FAILING = Mark(glyph="✗", words="failing", style="failing")
NOT_CHECKED = Mark(glyph="–", words="not checked", style="unchecked")  # noqa: RUF001 the dash is meant
PARTLY_CHECKED = Mark(glyph="◐", words="partly checked", style="partial")
PASSED = Mark(glyph="✓", words="passed", style="passed")
PASSED_WITH_WARNING = Mark(glyph="!", words="passed, with a warning", style="warning")
MARK_OF_STATUS = {
    Status.FAILING: FAILING,
    Status.PARTLY_CHECKED: PARTLY_CHECKED,
    Status.NOT_CHECKED: NOT_CHECKED,
}
MARKS = (PASSED, PASSED_WITH_WARNING, FAILING, PARTLY_CHECKED, NOT_CHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One target of the overview, in words."""

    name: str
    path: str
    host: str
    standing: Standing
    verdict: str
    left: str
    weakest: str
    marks: tuple[Mark, ...]


def overview_page(
    reports: Iterable[Report],
    pending_names: Iterable[str] = (),
    *,
    now: datetime,
    query: str = "",
    clock_doubt: str = "",
    problems: Iterable[str] = (),
) -> str:
    """All targets, the failing first; with a `query` those that contain all of its words.

    `clock_doubt` says why this machine's clock is suspected, if it is; `problems` what cannot be used of
    the exporter's own files.
    """
    everything, pending = tuple(reports), sorted(pending_names)
    words = query.casefold().split()
    found = sorted((one for one in everything if contains(one, words)), key=gravity)
    return render_template(
        "overview.html",
        counts=counts(everything, pending=len(pending)),
        notices=[*filter(None, (clock_doubt,)), *islice(problems, MOST_PROBLEMS)],
        rows=[row(report, now) for report in found[:MOST_ROWS]],
        left_out=len(found) - MOST_ROWS,
        pending=[name for name in pending if all(word in name.casefold() for word in words)],
        query=query,
        steps=STEP_TITLES,
        marks=MARKS,
        now=now,
    )


def target_page(report: Report, *, now: datetime) -> str:
    """One target: its ladder with findings and repairs, chains, addresses, answers."""
    return render_template("target.html", report=report, verdict=verdict(report), now=now)


def pending_page(name: str, *, now: datetime) -> str:
    """A target that is known but has not been probed yet."""
    return render_template("pending.html", name=name, now=now)


def contains(report: Report, words: list[str]) -> bool:
    """Whether all the words stand in what is known of the target by name."""
    if not words:
        return True
    target, standing = report.target, report.standing
    addresses = (place.address for place, _ in report.evidence.at_addresses())
    codes = (finding.kind.code for finding in report.findings)
    labels = target.labels.values()
    clients = clients_shut_out(report)
    words_of_standing = (standing, STANDING_WORDS[standing])
    known = (target.name, target.host, *words_of_standing, *labels, *addresses, *codes, *clients)
    text = " ".join(known).casefold()
    return all(word in text for word in words)


def clients_shut_out(report: Report) -> frozenset[str]:
    """The clients that do not get through at one address or another."""
    verdicts = chain.from_iterable(report.clients.values())
    return frozenset(verdict.client for verdict in verdicts if verdict.support is Support.NO)


def gravity(report: Report) -> tuple[int, int, datetime, str]:
    """What sorts the targets, the gravest first: how they stand, then the first step that fails.

    What nobody reaches comes before what nobody trusts; of two alike, what ends sooner.
    """
    step = report.first_failing_step
    return (
        STANDINGS.index(report.standing),
        step.number if step else 0,
        soonest_end(report) or NEVER,
        report.target.name,
    )


def row(report: Report, now: datetime) -> Row:
    """One line of the overview."""
    end = soonest_end(report)
    return Row(
        name=report.target.name,
        path=target_path(report.target.name),
        host=f"{report.target.host}:{report.target.port}",
        standing=report.standing,
        verdict=where_to_begin(report),
        left=time_left(end, now) if end else "",
        weakest=weakest_protocol(report) or "",
        marks=tuple(mark(rung) for rung in report.ladder),
    )


def mark(rung: StepVerdict) -> Mark:
    """The sign of a rung."""
    if rung.status is not Status.PASSED:
        return MARK_OF_STATUS[rung.status]
    warned = any(finding.kind.severity is Severity.WARNING for finding in rung.findings)
    return PASSED_WITH_WARNING if warned else PASSED


def render_template(template: str, /, **values: object) -> str:
    """A page of the package's templates."""
    return environment().get_template(template).render(values)


@cache
def environment() -> Environment:
    """The templates with the words they may use; every value is escaped and made visible."""
    templates = Environment(
        loader=PackageLoader("exporter.views"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        instant=instant,
        mark=mark,
        proof=proof,
        by_kind=by_kind,
        untold=untold,
        with_code=with_code,
    )
    templates.globals.update(
        STEP_TITLES=STEP_TITLES,
        Presence=Presence,
        chain_file_path=chain_file_path,
        completed_chains=completed_chains,
        certificate_facts=certificate_facts,
        chain_tree=chain_tree,
        finding_path=finding_path,
        guide_path=guide_path,
        place_facts=place_facts,
        places_seen=places_seen,
        probe_facts=probe_facts,
        served_chains=served_chains,
        time_left=time_left,
    )
    return templates


def with_code(text: str) -> Markup:
    """The text of a remedy, with what stands between backticks as code."""
    escaped = str(escape(printable(text)))
    return Markup(CODE.sub(r"<code>\1</code>", escaped))  # noqa: S704 - escaped before


def visible(value: object) -> object:
    """A value as it may stand in a page: no control characters, no reversed text."""
    is_markup = hasattr(value, "__html__")
    return printable(value) if isinstance(value, str) and not is_markup else value
