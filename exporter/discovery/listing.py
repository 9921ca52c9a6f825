"""What a source of targets lists, and what is wrong with the rest of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from exporter.config.problem import Problem
from exporter.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A target and where it is written."""

    target: Target
    file: str = ""
    line: int = 0
    key: str = ""
    """The path of its host in a file with keys, as people write it."""
    hidden_by: Counter[str] = field(default_factory=Counter)
    """Where it is listed no more: what is wrong since then, and may be what has become of it."""

    @property
    def place(self) -> str:
        """Where it is written, as told of another of its name."""
        return f"that on line {self.line} of {self.file}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The targets of a file, or of the files of a server."""

    file: str = ""
    """Of what is said of it as a whole."""
    found: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()
    wrong: Counter[str] = field(default_factory=Counter)
    """What was wrong, wherever it stands, when it could be read last, and how often."""
    remarks: tuple[Problem, ...] = ()
    """What is right and stands for no target, which may be meant."""
    yields: bool = False
    """Whether targets of the configuration may have its names: they are watched as that says."""

    def after(self, before: "Listing") -> "Listing":
        """With those listed before that may be what is wrong: what was wrong beside them is another."""
        named = {found.target.name for found in self.found}
        new = self.wrong - before.wrong
        missing = (
            replace(found, hidden_by=(found.hidden_by & self.wrong) | new)
            for found in before.found
            if found.target.name not in named
        )
        return replace(self, found=(*self.found, *(one for one in missing if one.hidden_by)))


class TargetSource(Protocol):
    """Where targets come from beside the configuration."""

    name: str
    """The label `source`."""

    def refresh(self) -> Iterator[Listing]:
        """What it lists now; blocks while changed files are read."""
        ...
