"""What is wrong with a file: where it stands, under which key, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from exporter.config.wording import shown

KeyPath: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column of a file, both counted from 1; 0 where there is none."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong under a key; `place` is given only where the key path cannot tell it."""

    path: KeyPath = ()
    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fault with its file and line: what a person reads."""

    file: str
    line: int = 0
    key: str = ""
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.key, self.message) if part)


class ConfigurationError(ValueError):
    """A file that is refused, with everything that is wrong with it in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def dotted(path: KeyPath) -> str:
    """A key path as people write it: `targets[3].port`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")
