"""A YAML file: its data, and the file and line of every fault found in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from exporter.config.file import UnreadableFileError, read_text
from exporter.config.node import Node, PlainScalar, place_of, plain
from exporter.config.problem import ConfigurationError, Fault, KeyPath, Place, Problem, dotted
from exporter.config.scalar import unquoted
from exporter.config.yaml_reader import MalformedYamlError, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The content of a file, and what is wrong with its YAML in places."""

    file: str
    root: Node
    data: object
    """The content as lists, dictionaries and scalars."""
    faults: tuple[Fault, ...]

    def problems(self, faults: Iterable[Fault]) -> tuple[Problem, ...]:
        """These faults with their lines, in file order, each once."""
        placed = dict.fromkeys((fault.place or self.place(fault.path), fault) for fault in faults)
        in_order = sorted(placed, key=lambda pair: pair[0])
        return tuple(problem(self.file, fault, place) for place, fault in in_order)

    def place(self, path: KeyPath) -> Place:
        """Where the key is, or would be."""
        return place_of(self.root, path)


def read_document(path: Path) -> Document:
    """The document in a file, its scalars as in YAML 1.2."""
    return parsed(str(path), text_of(path), scalars=unquoted)


def text_of(path: Path) -> str:
    """The text of a file."""
    try:
        return read_text(path)
    except UnreadableFileError as error:
        raise refused(str(path), error.fault) from error


def parsed(file: str, text: str, *, scalars: Callable[[str], PlainScalar]) -> Document:
    """The document in `text`; `scalars` gives the meaning of those without quotes."""
    try:
        root, faults = read_yaml(text, scalars)
    except MalformedYamlError as error:
        raise refused(file, error.fault) from error
    return Document(file=file, root=root, data=plain(root), faults=tuple(faults))


def refused(file: str, fault: Fault) -> ConfigurationError:
    """The error for a file with one fault that hides everything else."""
    return ConfigurationError([problem(file, fault, fault.place or Place())])


def problem(file: str, fault: Fault, place: Place) -> Problem:
    """The fault as a person reads it."""
    return Problem(file=file, line=place.line, key=dotted(fault.path), message=fault.message)
