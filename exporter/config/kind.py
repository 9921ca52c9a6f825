"""The shapes of what a configuration holds: how each is read and described."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from exporter.config.problem import Faults, KeyPath
from exporter.config.wording import misplaced, shown

T = TypeVar("T")
JsonSchema: TypeAlias = Mapping[str, Any]
ENTRIES = ", each entry with `- ` in front"
Values: TypeAlias = dict[str, Any]
"""What keys hold; None for what is wrong, as nothing right is read as None."""


class Kind(Protocol):
    """A shape: one value, a list, a mapping by name, or a section of declared keys."""

    def read(self, value: object, path: KeyPath, faults: Faults) -> Any:
        """What plain data stands for; None where it is wrong, which is then among the faults."""

    def write(self, value: Any, /) -> object:
        """What is read as this value."""

    def schema(self) -> JsonSchema:
        """The JSON Schema of the plain data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Generic[T]):
    """One value; `parse` raises a ValueError that names the cure."""

    parse: Callable[[object], T]
    described: JsonSchema
    write: Callable[[T], object]
    """The value as plain data again."""

    def read(self, value: object, path: KeyPath, faults: Faults) -> T | None:
        """The value parsed."""
        try:
            return self.parse(value)
        except ValueError as error:
            faults.add(path, partial(str, error))
            return None

    def schema(self) -> JsonSchema:
        """As it was given."""
        return self.described


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list of one kind."""

    item: Kind
    least: int = 0
    is_set: bool = False
    """Whether an item may be there once only."""

    def read(self, value: object, path: KeyPath, faults: Faults) -> tuple[Any, ...] | None:
        """Each item on its own."""
        if not isinstance(value, list):
            text = f": [{shown(value)}]" if isinstance(value, str) else ENTRIES
            faults.add(path, misplaced(value, f"a list{text}{or_nothing(value, path)}"))
            return None
        if len(value) < self.least:
            faults.add(path, "the list is empty; add an entry")
        read = self.item.read
        items = tuple(read(item, (*path, index), faults) for index, item in enumerate(value))
        if self.is_set:
            seen: set[Any] = {None}
            for index, item in enumerate(items):
                if item in seen and item is not None:
                    faults.add((*path, index), f"{item} is there already; remove it")
                seen.add(item)
        return items

    def write(self, value: Any, /) -> object:
        """Each item on its own."""
        return [self.item.write(item) for item in value]

    def schema(self) -> JsonSchema:
        """An array."""
        least = {"minItems": self.least} if self.least else {}
        once = {"uniqueItems": True} if self.is_set else {}
        return {"type": "array", "items": self.item.schema(), **least, **once}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOrMany:
    """One of a kind, or a list of them."""

    item: Kind

    def read(self, value: object, path: KeyPath, faults: Faults) -> tuple[Any, ...] | None:
        """All of them; one alone is a list of one."""
        if isinstance(value, list):
            return Many(item=self.item, least=1).read(value, path, faults)
        one = self.item.read(value, path, faults)
        return None if one is None else (one,)

    def write(self, value: Any, /) -> object:
        """One alone as it is."""
        written = [self.item.write(item) for item in value]
        return written[0] if len(written) == 1 else written

    def schema(self) -> JsonSchema:
        """Either."""
        return {"anyOf": [self.item.schema(), Many(item=self.item, least=1).schema()]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """A value alone, or the keys of a section one of which holds it."""

    value: Value[Any]
    section: Kind
    key: str

    def read(self, value: object, path: KeyPath, faults: Faults) -> Values | None:
        """The keys, of which a value alone is one; None where that is wrong."""
        if isinstance(value, dict):
            return self.section.read(value, path, faults)  # type: ignore[no-any-return]  # a section's
        alone = self.value.read(value, path, faults)
        return None if alone is None else {self.key: alone}

    def write(self, value: Any, /) -> object:
        """The value alone where nothing else is said."""
        written: Any = self.section.write(value)
        return written[self.key] if len(written) == 1 else written

    def schema(self) -> JsonSchema:
        """Either of both."""
        return {"anyOf": [self.value.schema(), self.section.schema()]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Values of one kind under names that the operator chooses."""

    name: Value[str]
    value: Kind
    example: str

    def read(self, value: object, path: KeyPath, faults: Faults) -> Values | None:
        """Each name and each value on its own; what has a wrong name is kept, as others name it."""
        if not isinstance(value, dict):
            wanted = f"keys with their values, such as `{self.example}`{or_nothing(value, path)}"
            faults.add(path, misplaced(value, wanted))
            return None
        for name in value:
            self.name.read(name, (*path, name), faults)
        read = self.value.read
        return {name: read(inner, (*path, name), faults) for name, inner in value.items()}

    def write(self, value: Any, /) -> object:
        """Each value under its name."""
        return {name: self.value.write(inner) for name, inner in value.items()}

    def schema(self) -> JsonSchema:
        """An object whose keys are not declared."""
        names, values = self.name.schema(), self.value.schema()
        return {"type": "object", "propertyNames": names, "additionalProperties": values}


def or_nothing(value: object, path: KeyPath) -> str:
    """What else helps where a key, or an entry of a list, has no value."""
    if not path or value is not None:
        return ""
    return ", or remove the entry" if isinstance(path[-1], int) else ", or remove the key"
