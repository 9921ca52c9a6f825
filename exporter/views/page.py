"""The status pages as HTML: all targets with their ladders, and one target in full."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain, islice
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from exporter.guide.case import counted
from exporter.model.report import Report, StepVerdict
from exporter.views.chain_tree import Presence, chain_tree
from exporter.views.facts import certificate_facts, endpoint_facts, lookup_fact, probe_facts
from exporter.views.summary import (
    State,
    by_kind,
    proof,
    served_chains,
    soonest_end,
    state,
    verdict,
    weakest_protocol,
)
from exporter.views.wording import STEP_TITLES, instant, printable, time_left
from exporter.words.protocol import Support
from exporter.words.severity import Severity
from exporter.words.status import Status

STATIC_FILES = Path(__file__).parent / "static"
"""What the server offers under `/static/`; the pages need nothing else."""
CODE = re.compile("`([^`]+)`")
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
PASSED = Mark(glyph="✓", words="passed", style="passed")
PASSED_WITH_WARNING = Mark(glyph="!", words="passed, with a warning", style="warning")
MARKS = (PASSED, PASSED_WITH_WARNING, FAILING, NOT_CHECKED)
STATE_WORDS = {
    State.FAILING: "failing",
    State.UNKNOWN: "not known",
    State.WARNING: "with warnings",
    State.HEALTHY: "healthy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One target of the overview, in words."""

    name: str
    path: str
    host: str
    state: State
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
) -> str:
    """All targets, the failing first; with a `query` those that contain all of its words."""
    everything, pending = tuple(reports), sorted(pending_names)
    words = query.casefold().split()
    found = sorted((one for one in everything if contains(one, words)), key=gravity)
    return render_template(
        "overview.html",
        counts=counts(everything, pending),
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
    return render_template(
        "target.html", report=report, state=state(report), verdict=verdict(report), now=now
    )


def pending_page(name: str, *, now: datetime) -> str:
    """A target that is known but has not been probed yet."""
    return render_template("pending.html", name=name, now=now)


def target_path(name: str) -> str:
    """Where the page of a target is."""
    return f"/targets/{quote(name, safe='')}"


def counts(reports: tuple[Report, ...], pending: list[str]) -> str:
    """How many targets there are, and how they stand."""
    states = [state(report) for report in reports]
    numbers = [f"{states.count(one)} {STATE_WORDS[one]}" for one in State if one in states]
    waiting = [f"{len(pending)} not probed yet"] if pending else []
    total = counted(len(reports) + len(pending), "target")
    return f"{total}: {', '.join(numbers + waiting)}" if numbers + waiting else "no targets"


def contains(report: Report, words: list[str]) -> bool:
    """Whether all the words stand in what is known of the target by name."""
    if not words:
        return True
    target, addresses = report.target, (s.endpoint.address for s in report.evidence.endpoints)
    codes = (finding.kind.code for finding in report.findings)
    labels = target.labels.values()
    clients = clients_shut_out(report)
    parts = (target.name, target.host, state(report), *labels, *addresses, *codes, *clients)
    text = " ".join(parts).casefold()
    return all(word in text for word in words)


def clients_shut_out(report: Report) -> frozenset[str]:
    """The clients that do not get through at one address or another."""
    verdicts = chain.from_iterable(report.clients.values())
    return frozenset(verdict.client for verdict in verdicts if verdict.support is Support.NO)


def gravity(report: Report) -> tuple[int, str]:
    """What sorts the targets: how they stand, then their name."""
    return tuple(State).index(state(report)), report.target.name


def row(report: Report, now: datetime) -> Row:
    """One line of the overview."""
    end = soonest_end(report)
    return Row(
        name=report.target.name,
        path=target_path(report.target.name),
        host=f"{report.target.host}:{report.target.port}",
        state=state(report),
        verdict=where_to_begin(report),
        left=time_left(end, now) if end else "",
        weakest=weakest_protocol(report) or "",
        marks=tuple(mark(rung) for rung in report.ladder),
    )


def where_to_begin(report: Report) -> str:
    """The verdict, with what is wrong at the first failing step."""
    failing = (rung.summary for rung in report.ladder if rung.status is Status.FAILING)
    return ": ".join((verdict(report), *islice(failing, 1)))


def mark(rung: StepVerdict) -> Mark:
    """The sign of a rung."""
    if rung.status is Status.FAILING:
        return FAILING
    if rung.status is Status.NOT_CHECKED:
        return NOT_CHECKED
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
        instant=instant, mark=mark, proof=proof, by_kind=by_kind, with_code=with_code
    )
    templates.globals.update(
        STEP_TITLES=STEP_TITLES,
        Presence=Presence,
        certificate_facts=certificate_facts,
        chain_tree=chain_tree,
        endpoint_facts=endpoint_facts,
        lookup_fact=lookup_fact,
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
