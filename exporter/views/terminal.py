"""A report for a terminal: the ladder with findings and repairs, then the facts.

Indentation and words carry everything, colour only repeats it: the text is the same in a pipe.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from exporter.model.finding import Finding, FindingKind
from exporter.model.place import Address
from exporter.model.report import Report, StepVerdict
from exporter.views.chain_tree import Branch, Presence, chain_tree
from exporter.views.facts import (
    Fact,
    certificate_facts,
    client_facts,
    place_facts,
    places_seen,
    probe_facts,
)
from exporter.views.language import reworded, say, title_of
from exporter.views.summary import (
    by_kind,
    heading_of,
    proof,
    remedies_of,
    served_chains,
    soonest_end,
    untold,
    where_to_begin,
)
from exporter.views.wording import STATUS_WORDS, STEP_TITLES, printable, time_left
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status

STATUS_STYLES = {
    Status.PASSED: "green",
    Status.FAILING: "bold red",
    Status.PARTLY_CHECKED: "magenta",
    Status.NOT_CHECKED: "dim",
}
SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
STANDING_STYLES = {
    Standing.FAILING: "bold red",
    Standing.PARTLY_UNKNOWN: "bold magenta",
    Standing.UNKNOWN: "bold yellow",
    Standing.WARNING: "yellow",
    Standing.HEALTHY: "bold green",
}
FACT_INDENT = 16
FINDING_INDENT = 17
LADDER_INDENT = 36
NARROW_INDENT = 4
NARROWEST = 20
WIDE = r"\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
"""Characters of two cells, of writing without blanks."""
LATE = "、。,.:;?!)」』】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
"""Signs and letters that begin no line (JIS X 4051)."""
UNBROKEN = re.compile(rf"[「『【]*(?:[「『【]*[^{WIDE}\s]+[{LATE}]*\s*|[{WIDE}][{LATE}]* *)|\s+")
"""What stays on one line: a word, or a character, with the signs that must not end or begin a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """A paragraph whose lines are indented, with a label in front, or above where it does not fit.

    A word that is longer than a line stays whole, to be copied: lists of cipher suites have no blanks.
    """

    label: Text
    body: Text
    indent: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        is_narrow = options.max_width - self.indent < NARROWEST
        indent = NARROW_INDENT if is_narrow else self.indent
        front = self.label.copy()
        if is_narrow or self.label.cell_len >= indent > 0:
            yield front
            front = Text()
        for line in self.body.divide(breaks(self.body.plain, options.max_width - indent)):
            front.pad_right(indent - front.cell_len)
            line.rstrip()
            whole = front + line
            whole.no_wrap, whole.overflow = True, "ignore"
            yield whole
            front = Text()


def breaks(text: str, width: int) -> Iterator[int]:
    """Where lines of so many cells begin, the first left out: behind blanks, and beside Japanese characters."""
    used = 0
    for found in UNBROKEN.finditer(text):
        piece = found.group()
        if used and used + cell_len(piece.rstrip()) > width:
            yield found.start()
            used = 0
        used += cell_len(piece)


def ladder(report: Report) -> RenderableType:
    """The nine rungs with what was found and how to repair it, then what was seen."""
    head = Hanging(label=Text(), body=heading(report), indent=0)
    return Group(head, Text(), *rungs(report), Text(), *facts(report))


def brief(report: Report, *, width: int) -> Text:
    """One line: the target's name in `width` columns, where to begin, when the certificate ends."""
    end = soonest_end(report)
    left = f"; {time_left(end, report.evidence.started_at)}" if end else ""
    told = Text(printable(f"{where_to_begin(report)}{left}"), STANDING_STYLES[report.standing])
    return Text(f"{padded(printable(report.target.name), width)}  ").append(told)


def heading(report: Report) -> Text:
    """What was checked, how it stands, and where to begin."""
    target = report.target
    place = f"[{target.host}]" if ":" in target.host else target.host
    title = Text(printable(f"{place}:{target.port}"), style="bold")
    if target.name not in {target.host, f"{target.host}:{target.port}", title.plain}:
        title.append(printable(f" ({target.name})"))
    told = Text(printable(where_to_begin(report)), STANDING_STYLES[report.standing])
    return title.append(": ").append(told)


def rungs(report: Report) -> Iterator[RenderableType]:
    """Each step, with its findings below it."""
    for rung in report.ladder:
        yield Hanging(
            label=rung_label(rung), body=Text(printable(heading_of(rung))), indent=LADDER_INDENT
        )
        if unknown := untold(rung):
            yield labelled("unknown", unknown, style=STATUS_STYLES[Status.PARTLY_CHECKED])
        for kind, findings in by_kind(rung.findings):
            yield from finding_lines(kind, findings, told=heading_of(rung))


def rung_label(rung: StepVerdict) -> Text:
    """The step's number, state and title in columns."""
    return Text.assemble(
        f" {rung.step.number}  ",
        (padded(say(STATUS_WORDS[rung.status]), 14), STATUS_STYLES[rung.status]),
        f"  {say(STEP_TITLES[rung.step])}",
    )


def padded(text: str, cells: int) -> str:
    """A text with blanks behind it, as wide as so many cells of a terminal."""
    return f"{text}{' ' * (cells - cell_len(text))}"


def finding_lines(
    kind: FindingKind, findings: tuple[Finding, ...], *, told: str
) -> Iterator[RenderableType]:
    """One fault: its code, what it is unless told, the proof for each address, the repair."""
    yield labelled(kind.severity, kind.code, style=SEVERITY_STYLES[kind.severity])
    if title_of(kind) != told:
        yield labelled("what", title_of(kind))
    for finding in findings:
        yield labelled("seen", proof(finding))
    reference = f" ({kind.reference})" if kind.reference else ""
    yield labelled("repair", f"{remedies_of(findings)}{reference}")


def labelled(label: str, text: str, *, style: str = "") -> Hanging:
    """One line of a finding."""
    front = Text.assemble(" " * 8, (padded(say(label), 7), style))
    return Hanging(label=front, body=Text(printable(text), style=style), indent=FINDING_INDENT)


def facts(report: Report) -> Iterator[RenderableType]:
    """What was seen at each place, then of each chain that is served."""
    for fact in probe_facts(report.evidence):
        yield fact_line(fact.label, fact.text)
    for _, sightings in places_seen(report.evidence):
        for sighting in sightings:
            place = sighting.place
            clients = report.clients.get(place.address, ()) if isinstance(place, Address) else ()
            yield from paragraph((*place_facts(report, sighting), *client_facts(clients)))
    for chain, addresses in served_chains(report):
        yield from paragraph(certificate_facts(chain.leaf, now=report.evidence.started_at))
        yield from tree_lines(chain_tree(chain))
        yield fact_line("Served by", ", ".join(addresses))


def paragraph(told: Iterable[Fact]) -> Iterator[RenderableType]:
    """Facts below an empty line, the first in bold, failures in red."""
    yield Text()
    for number, fact in enumerate(told):
        style = "bold red" if fact.label == "Failed" else "" if number else "bold"
        yield fact_line(fact.label, fact.text, style=style)


def tree_lines(tree: tuple[Branch, ...]) -> Iterator[RenderableType]:
    """The chain, each certificate below and to the right of its issuer."""
    for number, (depth, branch) in enumerate(walk(tree)):
        presence = "" if branch.presence is Presence.SENT else f" ({say(branch.presence.value)})"
        text = f"{branch.subject or say('(no subject)')}{presence}"
        yield fact_line("" if number else "Chain", text, depth=depth)


def walk(tree: tuple[Branch, ...], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every branch with its depth, top down."""
    for branch in tree:
        yield depth, branch
        yield from walk(branch.issued, depth + 1)


def fact_line(label: str, text: str, *, style: str = "", depth: int = 0) -> Hanging:
    """One line of facts."""
    body = Text(printable(reworded(text)), style=style)
    return Hanging(
        label=Text(f"  {say(label)}" if label else ""), body=body, indent=FACT_INDENT + 2 * depth
    )
