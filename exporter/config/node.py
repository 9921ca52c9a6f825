"""A value of a YAML document with its place."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from exporter.config.problem import KeyPath, Position

PlainScalar: TypeAlias = str | int | float | bool | None
Parts: TypeAlias = dict[str | int, "YamlNode"]
NOTHING: Mapping[str | int, "YamlNode"] = MappingProxyType({})


class YamlNode(NamedTuple):
    """A value; one that has a key stands where its key does."""

    line: int
    column: int
    value: object
    """Lists, dictionaries and scalars."""
    parts: Mapping[str | int, "YamlNode"] = NOTHING
    """The nodes of what the value holds, by key or index."""

    @property
    def place(self) -> Position:
        """Where it stands."""
        return Position(line=self.line, column=self.column)


def place_of(node: YamlNode, path: KeyPath) -> Position:
    """Where `path` begins, or the deepest part of it that is there."""
    for step in path:
        if step not in node.parts:
            break
        node = node.parts[step]
    return node.place
