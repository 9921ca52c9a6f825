"""What a source of targets lists, and what is wrong with the rest of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    remarks: tuple[Problem, ...] = ()
    """What is right and stands for no target, which may be meant."""
    yields: bool = False
    """Whether targets of the configuration may have its names: they are watched as that says."""

    def after(self, before: "Listing") -> "Listing":
        """With what was listed before, while anything is wrong: that may be what is wrong."""
        if not self.problems:
            return self
        named = {found.target.name for found in self.found}
        missing = (found for found in before.found if found.target.name not in named)
        return replace(self, found=(*self.found, *missing))


class TargetSource(Protocol):
    """Where targets come from beside the configuration."""

    name: str
    """The label `source`."""

    def refresh(self) -> Iterator[Listing]:
        """What it lists now; blocks while changed files are read."""
        ...
