"""What `check` prints: reports as they come, how many are waited for, what all come to."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.status import Status
from rich.text import Text

from exporter.guide.clock import clock_doubt
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.views.language import say, say_number
from exporter.views.summary import counts
from exporter.views.terminal import brief, heading, ladder


class Terminal(Console):
    """Rich's console, but for how it ends the program."""

    def on_broken_pipe(self) -> None:
        """Whoever read the output has left, which is for the command line to handle."""
        raise BrokenPipeError


class Printer(AbstractContextManager["Printer"]):
    """Prints each report, and on a terminal, while none comes, how many are still to come.

    The latter goes to standard error, and vanishes: no pipe ever gets it.
    """

    def __init__(self, show: Callable[[Report], RenderableType | None], *, awaited: int) -> None:
        self._show = show
        self._awaited = awaited
        self._console = Terminal(highlight=False)
        self._waiting = Status("", console=Console(stderr=True))
        self._wait()

    def __exit__(self, *_error: object) -> None:
        self._waiting.stop()

    def tell(self, report: Report) -> None:
        """The next report."""
        self._waiting.stop()
        if (shown := self._show(report)) is not None:
            self._print(shown, is_line=isinstance(shown, Text))
        self._awaited -= 1
        self._wait()

    def end(self, reports: Sequence[Report]) -> None:
        """What all of them come to, or again what one does, where the text is long: one sees the end first."""
        if doubt := clock_doubt(reports):
            self._print(Text(doubt))
        if len(reports) > 1:
            self._print(Text(counts(reports)))
        elif self._show is ladders:
            self._print(heading(reports[0]))

    def _print(self, shown: RenderableType, *, is_line: bool = False) -> None:
        """A pipe gets sentences that stand alone on one line; a terminal nothing cut off but what is to be a line."""
        if is_line and self._console.is_terminal:
            self._console.print(shown, no_wrap=True, overflow="ellipsis")
        else:
            self._console.print(shown, soft_wrap=not self._console.is_terminal, crop=False)

    def _wait(self) -> None:
        if self._awaited:
            self._waiting.update(
                say("Probing: {targets} to come …", targets=say_number(self._awaited, "target"))
            )
            self._waiting.start()


def nothing(_report: Report) -> None:
    """Nothing of each, as one document is to come."""


def ladders(report: Report) -> RenderableType:
    """All that is known of one, and an empty line."""
    return Group(ladder(report), Text())


def lines(targets: Sequence[Target]) -> Callable[[Report], RenderableType]:
    """One line for each of the targets, the verdicts below each other."""
    return partial(brief, width=max(cell_len(target.name) for target in targets))
