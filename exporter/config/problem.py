"""What is wrong with a file: where it stands, under which key, and how to mend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from exporter.config.wording import shown

KeyPath: TypeAlias = tuple[str | int, ...]
Message: TypeAlias = str | Callable[[], str]
TellProblem: TypeAlias = Callable[[KeyPath, Message], None]
"""Adds what is wrong under a key."""
MOST = 100
"""Faults that are told; a file with more was hardly written by hand."""
ENOUGH = 5_000
"""Faults after which the rest of a configuration is not looked at."""


class Position(NamedTuple):
    """A line and a column of a file, both counted from 1; 0 where there is none."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong under a key; `place` is given only where the key path cannot tell it."""

    path: KeyPath = ()
    message: str
    place: Position | None = None


class EnoughError(Exception):
    """So much is wrong that nobody looks for more."""


class Faults:
    """The faults that were found so far: the first hundred, and how many more.

    Where any refuses the whole, an EnoughError ends the search for more than ENOUGH.
    """

    def __init__(self) -> None:
        self.refuse_all = False
        self.stop: Fault | None = None
        """Why what follows was not looked at, and from where."""
        self._told: list[Fault] = []
        self._untold: list[KeyPath] = []

    def __iter__(self) -> Iterator[Fault]:
        yield from self._told
        if self.stop:
            yield self.stop

    def __bool__(self) -> bool:
        return bool(self._told or self.stop)

    def add(self, path: KeyPath, message: Message, *, place: Position | None = None) -> None:
        """One more; a message that is dear to make is made only where it is told."""
        if len(self._told) == MOST:
            self._untold.append(path)
            if self.refuse_all and MOST + len(self._untold) >= ENOUGH:
                message = f"{ENOUGH:,} faults up to here, where reading stopped; mend these first"
                self.stop = self.stop or Fault(path=path, message=message)
                raise EnoughError
            return
        text = message if isinstance(message, str) else message()
        self._told.append(Fault(path=path, message=text, place=place))

    def cut(self, message: str, path: KeyPath, place: Position | None = None) -> None:
        """That only a part of the text was read, which is refused."""
        told = f"{message}, where reading stopped; write fewer"
        self.stop, self.refuse_all = Fault(path=path, message=told, place=place), True

    def within(self, *path: str | int) -> TellProblem:
        """How to add what is wrong with the part that stands there."""
        return lambda rest, message: self.add((*path, *rest), message)

    def is_within(self, *path: str | int) -> bool:
        """Whether any stands under this key."""
        return any(each[: len(path)] == path for each in self.paths())

    def paths(self) -> Iterator[KeyPath]:
        """Where each stands, those included that are not told."""
        yield from (fault.path for fault in self)
        yield from self._untold

    @property
    def more(self) -> int:
        """How many are not told, of those that were found."""
        return len(self._untold)


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


class RefusedError(ValueError):
    """A file or a text that is refused as a whole, for one fault."""

    def __init__(self, message: str, *, path: KeyPath = (), place: Position | None = None) -> None:
        self.fault = Fault(path=path, message=message, place=place)
        super().__init__(message)


class ConfigurationError(ValueError):
    """A file that is refused, with everything that is wrong with it in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def dotted(path: KeyPath) -> str:
    """A key path as people write it: `targets[3].port`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")
