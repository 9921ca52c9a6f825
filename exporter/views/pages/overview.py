"""The page of all targets: the gravest first, a part at a time, filtered and sorted as it is asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from math import ceil, inf
from typing import Any
from urllib.parse import urlencode

from exporter.model.report import Report
from exporter.views.language import reworded, say, say_number, speaking
from exporter.views.pages.environment import render_template
from exporter.views.pages.mark import MARKS, Mark, mark
from exporter.views.pages.query import Known, Term, terms
from exporter.views.paths import target_path
from exporter.views.summary import numbers, soonest_end, weakest_protocol, where_to_begin
from exporter.views.wording import STANDING_WORDS, STEP_TITLES, time_left, time_since
from exporter.words.standing import Standing

NEVER = datetime.max.replace(tzinfo=UTC)
STANDINGS = tuple(Standing)
MOST_PROBLEMS = 20
"""Of the exporter itself, that are told."""
ROWS = 150
"""Of one page."""


class Order(StrEnum):
    """By what the targets are sorted; the values are public."""

    GRAVITY = "gravity"
    NAME = "name"
    END = "end"
    PROTOCOL = "protocol"
    TURN = "turn"
    """Who came to stand otherwise last, first."""


COLUMNS = {
    Order.NAME: "Target",
    Order.GRAVITY: "Where to begin",
    Order.TURN: "Since",
    Order.END: "Certificate",
    Order.PROTOCOL: "Weakest protocol",
}
"""The columns by which they are sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What part of the targets is to be shown."""

    query: str = ""
    order: Order = Order.GRAVITY
    page: int = 1

    @property
    def path(self) -> str:
        """Where the page is."""
        said = {
            "q": self.query,
            "sort": "" if self.order is Order.GRAVITY else self.order,
            "page": "" if self.page == 1 else str(self.page),
        }
        query = urlencode({key: value for key, value in said.items() if value})
        return f"/?{query}" if query else "/"


EVERYTHING = Wish()


def gravity(report: Report) -> tuple[Any, ...]:
    """What nobody reaches comes before what nobody trusts; of two alike, what ends sooner."""
    step = report.first_failing_step if report.standing is Standing.FAILING else None
    return STANDINGS.index(report.standing), step.number if step else 0, end(report)


def end(report: Report) -> datetime:
    """When the first of its certificates ends; those of which none was seen come last."""
    return soonest_end(report) or NEVER


def strength(report: Report) -> float:
    """That of its weakest protocol; those of which none is known come last."""
    weakest = weakest_protocol(report)
    return weakest.strength if weakest else inf


def since_its_turn(report: Report) -> float:
    """The less, the later it came to stand otherwise."""
    return -report.history[-1].at.timestamp() if report.history else 0.0


KEYS: Mapping[Order, Callable[[Report], Any]] = {
    Order.GRAVITY: gravity,
    Order.NAME: lambda report: report.target.name.casefold(),
    Order.END: end,
    Order.PROTOCOL: strength,
    Order.TURN: since_its_turn,
}
"""What puts one target before others; names settle the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One target of the overview, in words."""

    name: str
    path: str
    host: str
    standing: Standing
    verdict: str
    since: str
    left: str
    weakest: str
    marks: tuple[Mark, ...]


class Overview:
    """Makes the page; keeps what a report is found by for as long as that is the target's last."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def page(
        self,
        reports: Sequence[Report],
        pending_names: Iterable[str] = (),
        *,
        now: datetime,
        wish: Wish = EVERYTHING,
        problems: Iterable[str] = (),
        language: str = "en",
    ) -> str:
        """Those that a wish asks for; `problems` says what is wrong with the exporter itself."""
        asked = terms(wish.query)
        found = self._found(reports, asked) if asked else list(reports)
        first_by = KEYS[wish.order]
        found.sort(key=lambda report: (first_by(report), report.target.name))
        pages = max(1, ceil(len(found) / ROWS))
        wish = replace(wish, page=min(wish.page, pages))
        first = (wish.page - 1) * ROWS
        pending = sorted(pending_names)
        waiting = [
            name
            for name in pending
            if all(not term.key and term.text in name.casefold() for term in asked)
        ]
        with speaking(language):
            return render_template(
                "overview.html",
                here=wish.path,
                total=len(reports) + len(pending),
                total_told=told_total(len(reports) + len(pending)),
                numbers=[
                    (number, STANDING_WORDS[standing], Wish(query=f"standing={standing}").path)
                    for standing, number in numbers(reports).items()
                ],
                waiting=len(pending),
                found=len(found) + len(waiting),
                problems=tuple(map(reworded, problems)),
                MOST_PROBLEMS=MOST_PROBLEMS,
                rows=[row(report, now) for report in found[first : first + ROWS]],
                first=first,
                of=len(found),
                wish=wish,
                pages=[replace(wish, page=page).path for page in range(1, pages + 1)],
                columns=headings(wish),
                pending=waiting,
                steps=STEP_TITLES,
                marks=MARKS,
                now=now,
            )

    def _found(self, reports: Iterable[Report], asked: Sequence[Term]) -> list[Report]:
        """Those that answer every term; what they are found by is made anew for those that are other than the last time."""
        known = {}
        for report in reports:
            name, last = report.target.name, self._known.get(report.target.name)
            known[name] = last if last and last.report is report else Known(report)
        self._known = known
        return [one.report for one in known.values() if all(map(one.answers, asked))]


def headings(wish: Wish) -> list[tuple[str, Order, str]]:
    """The columns by which the targets are sorted, each with the way to that."""
    return [
        (title, order, replace(wish, order=order, page=1).path) for order, title in COLUMNS.items()
    ]


def told_total(targets: int) -> str:
    """How many targets there are."""
    return say_number(targets, "target") if targets else say("no targets")


def row(report: Report, now: datetime) -> Row:
    """One line of the overview."""
    end = soonest_end(report)
    return Row(
        name=report.target.name,
        path=target_path(report.target.name),
        host=f"{report.target.host}:{report.target.port}",
        standing=report.standing,
        verdict=where_to_begin(report),
        since=time_since(report.history[-1].at, now) if len(report.history) > 1 else "",
        left=time_left(end, now) if end else "",
        weakest=weakest_protocol(report) or "",
        marks=tuple(mark(rung) for rung in report.ladder),
    )
