"""YAML text to a tree of nodes, with limits that keep hostile text from harming the process."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import yaml

from exporter.config.node import Entries, Mapping, Node, PlainScalar, Scalar, Sequence
from exporter.config.problem import Fault, KeyPath, Place
from exporter.config.wording import shown

DEEPEST = 20
"""Nested levels. Events are read, not composed nodes: composing in C overflows the stack."""
HEAVIEST = 1_000_000
"""Values, each as often as aliases repeat it."""
MERGE = "<<"
# YAML 1.2, section 5.1; the byte order mark is allowed only in front, where it is gone by now.
CONTROL = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
PARSER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # C where built
Content: TypeAlias = yaml.AliasEvent | yaml.ScalarEvent | yaml.CollectionStartEvent
TOO_DEEP = f"nested more than {DEEPEST} levels deep; flatten it"


class MalformedYamlError(ValueError):
    """A text that is refused as a whole, for one fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def read_yaml(text: str, unquoted: Callable[[str], PlainScalar]) -> tuple[Node, list[Fault]]:
    """The tree of the document in `text`, and the keys that appear twice in it."""
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        message = f"not YAML: the control character {control[0]!r}; remove it"
        raise MalformedYamlError(Fault(place=Place(line=line, column=1), message=message))
    reader = TreeReader(yaml.parse(text, Loader=PARSER), unquoted)
    try:
        return reader.document(), reader.faults
    except yaml.MarkedYAMLError as error:
        raise MalformedYamlError(syntax_fault(error, text)) from error


def syntax_fault(error: yaml.MarkedYAMLError, text: str) -> Fault:
    """Where and why the parser stopped."""
    place = place_at(error.problem_mark)
    if character_at(place, text) == "\t":
        return Fault(place=place, message="not YAML: a tab; indent with spaces")
    if "nesting depth" in str(error):  # a limit of PyYAML's own since 6.0.4, met before ours
        return Fault(place=place, message=TOO_DEEP)
    why = ", ".join(part for part in (error.problem, error.context) if part)
    return Fault(place=place, message=f"not YAML: {why}; correct this line or the one above it")


def character_at(place: Place, text: str) -> str:
    """What stands at a place; nothing behind the end of the text."""
    line = "".join(text.split("\n")[place.line - 1 : place.line])
    return line[place.column - 1 : place.column]


def place_at(mark: object) -> Place:
    """A mark of the parser, which counts from 0, as a place."""
    return Place(line=getattr(mark, "line", -1) + 1, column=getattr(mark, "column", -1) + 1)


def refusal(event: yaml.Event, path: KeyPath, message: str) -> MalformedYamlError:
    """The error for an event that cannot be accepted."""
    return MalformedYamlError(Fault(path=path, message=message, place=place_at(event.start_mark)))


class TreeReader:
    """Builds nodes from the events of a parser."""

    def __init__(
        self, events: Iterator[yaml.Event], unquoted: Callable[[str], PlainScalar]
    ) -> None:
        self.faults: list[Fault] = []
        self._events = events
        self._unquoted = unquoted
        self._anchors: dict[str, Node] = {}

    def document(self) -> Node:
        """The one document of the text; an empty text is an empty value."""
        root: Node = Scalar(place=Place(line=1, column=1), value=None)
        for count, event in enumerate(self.contents(yaml.StreamEndEvent)):
            if count:
                raise refusal(event, (), "a second document begins; keep one, without ---")
            root = self.node(event, ())
        return root

    def contents(self, end: type[yaml.Event]) -> Iterator[Content]:
        """The first event of each node up to the `end` of what holds them."""
        for event in self._events:
            if isinstance(event, end):
                return
            if isinstance(event, Content):
                yield event

    def node(self, event: Content, path: KeyPath) -> Node:
        """The node that begins with `event`."""
        if len(path) > DEEPEST:
            raise refusal(event, (), TOO_DEEP)
        if isinstance(event, yaml.AliasEvent):
            return self.anchored(event, path)
        if event.tag:
            tag = f"the tag {shown(event.tag)} is not supported"
            raise refusal(event, path, f"{tag}; write the value without it")
        node = self.untagged(event, path)
        if node.weight > HEAVIEST:
            amount = f"stands for more than {HEAVIEST:,} values"
            raise refusal(event, path, f"{amount}; write fewer aliases (*name) of aliases")
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def anchored(self, alias: yaml.AliasEvent, path: KeyPath) -> Node:
        """The node that an alias repeats; an anchor that is still open has none yet."""
        if alias.anchor not in self._anchors:
            message = f"nothing complete above is marked &{alias.anchor}; correct the alias"
            raise refusal(alias, path, message)
        return self._anchors[alias.anchor]

    def untagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, path: KeyPath) -> Node:
        """The node whatever its kind."""
        match event:
            case yaml.ScalarEvent():
                return self.scalar(event)
            case yaml.SequenceStartEvent():
                return self.sequence(event, path)
            case _:
                return self.mapping(event, path)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        """One value; only an unquoted one can be more than text."""
        is_unquoted, _ = event.implicit
        value = self._unquoted(event.value) if is_unquoted else event.value
        return Scalar(place=place_at(event.start_mark), value=value)

    def sequence(self, start: yaml.Event, path: KeyPath) -> Sequence:
        """A list, read to its end."""
        contents = enumerate(self.contents(yaml.SequenceEndEvent))
        items = tuple(self.node(event, (*path, index)) for index, event in contents)
        weight = 1 + sum(item.weight for item in items)
        return Sequence(place=place_at(start.start_mark), items=items, weight=weight)

    def mapping(self, start: yaml.Event, path: KeyPath) -> Mapping:
        """Keys and values, read to the end; what << merges yields to what is written here."""
        entries: Entries = {}
        merged: Entries = {}
        contents = self.contents(yaml.MappingEndEvent)
        for event in contents:
            key, place = self.key(event, path), place_at(event.start_mark)
            value = self.node(next(contents), (*path, key))
            if key == MERGE:
                merged |= merged_entries(place, value)
            elif key in entries:
                self.faults.append(repeated((*path, key), place, entries[key][0]))
            else:
                entries[key] = place, value
        entries = merged | entries
        weight = 1 + sum(value.weight for _, value in entries.values())
        return Mapping(place=place_at(start.start_mark), entries=entries, weight=weight)

    def key(self, event: Content, path: KeyPath) -> str:
        """A key of a mapping, always text."""
        if isinstance(event, yaml.ScalarEvent) and not event.tag:
            return event.value
        raise refusal(event, path, "a key must be plain text; write `key: value`")


def merged_entries(place: Place, value: Node) -> Entries:
    """What << brings in: the entries of a mapping, or of a list of them, the first first."""
    match value:
        case Mapping(entries=entries):
            return entries
        case Sequence(items=items):
            merged: Entries = {}
            for item in reversed(items):
                merged |= merged_entries(place, item)
            return merged
    return {MERGE: (place, value)}


def repeated(path: KeyPath, place: Place, first: Place) -> Fault:
    """The fault of a key that was there before."""
    message = f"appears again, first on line {first.line}; keep one of them"
    return Fault(path=path, place=place, message=message)
