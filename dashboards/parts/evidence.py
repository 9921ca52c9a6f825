"""Facts of the guide as data: how each looks in a table, and over time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashboards.parts.ladder import EVERY_TARGET
from dashboards.parts.links import PAGE_OF_ROW
from dashboards.parts.look import Look
from dashboards.parts.panel import Lane, Panel
from dashboards.parts.query import Query, of_targets
from dashboards.parts.table import Cell, Column, label, table
from dashboards.parts.words import GREEN, Words
from exporter.words.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What one family says: a state, a number, or labels beside the value 1."""

    name: str
    family: str
    where: tuple[tuple[str, str], ...]
    by: tuple[str, ...] | None
    """The labels that tell the series of a target apart, where not all of the table's rows do."""
    words: Words = ()
    look: Look = Look()
    headings: tuple[tuple[str, str], ...] = ()
    """Labels that are shown instead of the value, each with its heading."""
    formula: str = "%s"
    """What is made of the series, for which `%s` stands."""
    is_worst_when_low: bool = False
    """Of a number: that the lowest is the worse news."""
    cell: Cell = Cell.PLAIN
    width: int = 0

    def query(self, rows: Iterable[str]) -> str:
        """One series for each row, whichever exporters saw it."""
        told = (name for name, _ in self.headings)
        labels = ("target", *self.told_apart_by(rows), *told)
        series = of_targets(self.family, **dict(self.where))
        return f"{self.aggregation} by ({', '.join(labels)}) ({self.formula % series})"

    def told_apart_by(self, rows: Iterable[str]) -> tuple[str, ...]:
        """The labels that the table's rows and the fact have in common, or its own."""
        return tuple(rows) if self.by is None else self.by

    @property
    def aggregation(self) -> str:
        """Of two exporters that differ, the one with the worse news counts."""
        if self.headings:
            return "group"
        words = self.words or self.look.words
        is_good_when_high = any(word.color == GREEN for word in words if word.value > 0)
        return "min" if is_good_when_high or self.is_worst_when_low else "max"

    def columns(self, rows: Iterable[str]) -> Iterator[Column]:
        """The fact in a table."""
        for name, heading in self.headings:
            yield label(heading, name, width=self.width)
        if not self.headings:
            yield Column(
                name=self.name,
                expr=self.query(rows),
                look=Look(words=self.words) if self.words else self.look,
                cell=Cell.COLORED_TEXT if self.words else self.cell,
                width=self.width,
            )

    def lane(self, rows: Iterable[str]) -> Lane:
        """The fact over time."""
        apart = (f"{{{{{name}}}}}" for name in self.told_apart_by(rows))
        legend = " ".join(("{{target}}:", self.name, *apart))
        return Lane(query=Query(expr=self.query(rows), legend=legend), words=self.words)


def state(
    name: str,
    family: str,
    words: Words,
    *,
    by: tuple[str, ...] | None = None,
    formula: str = "%s",
    **where: str,
) -> Fact:
    """A fact whose values are words."""
    matchers = tuple(where.items())
    return Fact(name=name, family=family, words=words, by=by, formula=formula, where=matchers)


def number(
    name: str,
    family: str,
    look: Look,
    *,
    by: tuple[str, ...] | None = None,
    formula: str = "%s",
    cell: Cell = Cell.PLAIN,
    width: int = 0,
    is_worst_when_low: bool = False,
    **where: str,
) -> Fact:
    """A fact that is counted or measured."""
    return Fact(
        name=name,
        family=family,
        look=look,
        by=by,
        formula=formula,
        where=tuple(where.items()),
        cell=cell,
        width=width,
        is_worst_when_low=is_worst_when_low,
    )


def listed(name: str, family: str, words: Words, *, width: int = 0, **where: str) -> Fact:
    """A fact whose values are words, of so many things that their history would fill a screen."""
    return Fact(
        name=name,
        family=family,
        look=Look(words=words),
        by=None,
        where=tuple(where.items()),
        cell=Cell.COLORED_TEXT,
        width=width,
    )


def labels(
    family: str, headings: dict[str, str], *, by: tuple[str, ...] | None = None, **where: str
) -> Fact:
    """A fact that labels tell; their headings stand in the order of the columns."""
    told = tuple(headings.items())
    return Fact(name=family, family=family, headings=told, by=by, where=tuple(where.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTable:
    """Facts that share their rows."""

    title: str
    description: str
    rows: dict[str, str]
    """Headings by the labels that tell the rows of a target apart."""
    facts: tuple[Fact, ...]
    height: int = 4
    sort_by: str = ""
    is_descending: bool = False

    def panel(self) -> Panel:
        """The table."""
        return table(
            self.title,
            [
                label("Target", "target", PAGE_OF_ROW, width=170),
                *(label(heading, name, width=130) for name, heading in self.rows.items()),
                *(column for fact in self.facts for column in fact.columns(self.rows)),
            ],
            description=self.description,
            height=self.height,
            labels_from=[fact.query(self.rows) for fact in self.facts if fact.headings],
            rows_from=EVERY_TARGET,
            sort_by=self.sort_by,
            is_descending=self.is_descending,
        )

    def lanes(self) -> Iterator[Lane]:
        """The facts that are states, over time."""
        return (fact.lane(self.rows) for fact in self.facts if fact.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvidence:
    """What the dashboards know of one step."""

    step: Step
    question: str
    advice: str
    """What to do when it fails, in a few words; the runbook has the rest."""
    tables: tuple[EvidenceTable, ...] = ()
    """Empty where nothing is exported yet."""
    needs: str = ""
    """What it would take to check the step, where the network alone does not show it."""

    def lanes(self) -> tuple[Lane, ...]:
        """The states of all its tables, over time."""
        return tuple(lane for each in self.tables for lane in each.lanes())
