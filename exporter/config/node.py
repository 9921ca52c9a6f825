"""A YAML document as nodes that know their place, and as plain data."""

from dataclasses import dataclass
from typing import TypeAlias

from exporter.config.problem import KeyPath, Place

PlainScalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One value."""

    place: Place
    value: PlainScalar
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list; `weight` counts the values that it stands for, those of aliases included."""

    place: Place
    items: tuple["Node", ...]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Keys with their values; the place of an entry is that of its key."""

    place: Place
    entries: "Entries"
    weight: int


Node: TypeAlias = Scalar | Sequence | Mapping
Entries: TypeAlias = dict[str, tuple[Place, Node]]


def plain(node: Node) -> object:
    """The node as lists, dictionaries and scalars."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def place_of(node: Node, path: KeyPath) -> Place:
    """Where `path` begins, or the deepest part of it that is there."""
    place = node.place
    for step in path:
        match node, step:
            case Mapping(entries=entries), str() if step in entries:
                place, node = entries[step]
            case Sequence(items=items), int() if step < len(items):
                node = items[step]
                place = node.place
            case _:
                break
    return place
