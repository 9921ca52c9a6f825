"""A YAML file: its values, and the file and line of every fault found in them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from exporter.config.file import read_text
from exporter.config.node import PlainScalar, YamlNode, place_of
from exporter.config.problem import (
    MOST,
    ConfigurationError,
    EnoughError,
    Fault,
    Faults,
    KeyPath,
    Position,
    Problem,
    RefusedError,
    dotted,
)
from exporter.config.scalar import unquoted
from exporter.config.yaml_reader import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """The content of a file."""

    file: str
    root: YamlNode
    faults: Faults
    """What is wrong with it: from the start, keys that appear twice."""

    def refuse_if_faulty(self) -> None:
        """Raises a ConfigurationError with all faults."""
        if self.faults:
            raise ConfigurationError(self.problems())

    @contextmanager
    def refused_in_part(self) -> Iterator[None]:
        """Raises a ConfigurationError with all faults where only a part was read, or looked at."""
        with suppress(EnoughError):
            yield
        if self.faults.stop:
            raise ConfigurationError(self.problems())

    def problems(self) -> tuple[Problem, ...]:
        """The faults with their lines, in file order, each once."""
        placed = dict.fromkeys((self.place(fault), fault) for fault in self.faults)
        in_order = sorted(placed, key=lambda pair: pair[0])
        told = (problem(self.file, fault, place) for place, fault in in_order)
        return (*told, *rest(self.file, self.faults.more, is_all=not self.faults.stop))

    def place(self, fault: Fault) -> Position:
        """Where the fault is."""
        return fault.place or place_of(self.root, fault.path)

    def line(self, path: KeyPath) -> int:
        """Where the key is, or would be."""
        return place_of(self.root, path).line


def read_document(path: Path) -> YamlFile:
    """The document in a file, its scalars as in YAML 1.2."""
    return parsed(str(path), text_of(path), scalars=unquoted)


def text_of(path: Path) -> str:
    """The text of a file."""
    with refusals_of(str(path)):
        return read_text(path)


def parsed(file: str, text: str, *, scalars: Callable[[str], PlainScalar]) -> YamlFile:
    """The document in `text`; `scalars` gives the meaning of those without quotes."""
    with refusals_of(file):
        root, faults = read_yaml(text, scalars)
    return YamlFile(file=file, root=root, faults=faults)


@contextmanager
def refusals_of(file: str) -> Iterator[None]:
    """Says which file is refused for the one fault that hides everything else."""
    try:
        yield
    except RefusedError as error:
        place = error.fault.place or Position()
        raise ConfigurationError([problem(file, error.fault, place)]) from error


def problem(file: str, fault: Fault, place: Position) -> Problem:
    """The fault as a person reads it."""
    return Problem(file=file, line=place.line, key=dotted(fault.path), message=fault.message)


def first_problems(file: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first hundred, and how many more there are."""
    return (*problems[:MOST], *rest(file, len(problems) - MOST))


def rest(file: str, more: int, *, is_all: bool = True) -> list[Problem]:
    """What is said of the faults that are not told."""
    number = f"{more:,}" if is_all else f"at least {more:,}"
    return [Problem(file=file, message=f"{number} more; mend these first")] if more > 0 else []
