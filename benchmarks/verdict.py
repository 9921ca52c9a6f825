"""Numbers beside their limits, as benchmarks print them."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A number beside its limit."""

    name: str
    seen: str
    limit: str = ""
    passed: bool = True


def table(rows: Iterable[Verdict], *, title: str) -> Table:
    """The verdicts as they are printed."""
    view = Table("", "seen", "limit", "", title=title)
    for verdict in rows:
        view.add_row(verdict.name, verdict.seen, verdict.limit, "ok" if verdict.passed else "FAIL")
    return view
