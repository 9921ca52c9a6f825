"""YAML text to a tree of nodes, with limits that keep hostile text from harming the process."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import yaml

from exporter.config.node import Parts, PlainScalar, YamlNode
from exporter.config.problem import Faults, KeyPath, Position, RefusedError
from exporter.config.wording import found, shown

DEEPEST = 20
"""Nested levels. Events are read, not composed nodes: composing in C overflows the stack."""
HEAVIEST = 250_000
"""Values, each as often as aliases repeat it."""
MOST_KEYS = 10_000
MOST_ENTRIES = 100_000
"""What one mapping, and one list, may hold: what follows is not read."""
PIECE = 16 * 1024
"""Characters, as libyaml takes bytes."""
MERGE = "<<"
# YAML 1.2, section 5.1; the byte order mark is allowed only in front, where it is gone by now.
CONTROL = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
C_COMMENT = re.compile(r"(?:^|[\[\]{},])[ \t]*(//|/\*)(?=\s)", re.MULTILINE)
PARSER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # C where built
CURES: Mapping[str, str] = MappingProxyType(
    {
        r"start any token": "a value begins with {character}; put quotes around it",
        r"scanning an a": "a value begins with * or &; put quotes around it",
        r"unknown escape": "\\ stands for something else in double quotes; take single ones",
        r"quoted scalar": "a quote is not closed; close that of {where}",
        r"flow (sequence|mapping)": "a comma or a bracket is missing; close that of {where}, or add it before this",
        r"values are not allowed": "a key where none can be; indent the keys of one mapping alike, and put quotes "
        "around a value that holds a colon",
        r"simple key": "a key without a colon; write `key: value`",
        r"block collection": "neither an entry nor a key of one; begin an entry with `- `, and indent its keys alike",
        r"block mapping": "no key; indent the keys of one mapping alike, and put quotes around a value that begins "
        "with a bracket or holds quotes",
    }
)
"""What is said of a text that is no YAML, by words of what the parsers say: the first that fits."""
TOO_DEEP = f"nested more than {DEEPEST} levels deep; flatten it"
TOO_HEAVY = (
    f"more than {HEAVIEST:,} values up to here; write fewer aliases (*name), or split the file"
)


class Cut(yaml.MappingEndEvent, yaml.SequenceEndEvent, yaml.StreamEndEvent):
    """The end of all that is open where reading stops."""


CUT = Cut()


def read_yaml(text: str, unquoted: Callable[[str], PlainScalar]) -> tuple[YamlNode, Faults]:
    """The tree of the document in `text`, keys that appear twice in it, and where reading stopped."""
    reader = TreeReader(PARSER(Pieces(text)), unquoted)
    try:
        return reader.document(), reader.faults
    except yaml.MarkedYAMLError as error:
        if comment := C_COMMENT.search(text):
            place = Position(line=text.count("\n", 0, comment.start(1)) + 1, column=1)
            message = f"not YAML: {comment[1]} begins no comment; write #, or remove it"
            raise RefusedError(message, place=place) from error
        place = place_at(error.problem_mark)
        raise RefusedError(syntax_fault(error, place, text), place=place) from error


class Pieces:
    """A text that the parser takes bit by bit: in between, other threads have their turn."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken = 0

    def read(self, size: int = PIECE, /) -> str:
        """The next so many characters; a RefusedError where one of them is none of YAML's."""
        begin = self._taken
        self._taken += size
        piece = self._text[begin : self._taken]
        if control := CONTROL.search(piece):
            line = self._text.count("\n", 0, begin + control.start()) + 1
            message = f"not YAML: the control character {control[0]!r}; remove it"
            raise RefusedError(message, place=Position(line=line, column=1))
        return piece


def syntax_fault(error: yaml.MarkedYAMLError, place: Position, text: str) -> str:
    """Why the parser stopped."""
    if character_at(place, text) == "\t":
        return "not YAML: a tab; indent with spaces"
    if "nesting depth" in str(error):  # a limit of PyYAML's own since 6.0.4, met before ours
        return TOO_DEEP
    why = ", ".join(part for part in (error.problem, error.context) if part)
    for words, told in CURES.items():
        if re.search(words, why):
            begun = place_at(error.context_mark).line
            where = "this line" if begun == place.line else f"line {begun}"
            return f"not YAML: {told.format(character=character_at(place, text), where=where)}"
    return f"not YAML: {why}; correct this line or the one above it"


def character_at(place: Position, text: str) -> str:
    """What stands at a place; nothing behind the end of the text."""
    line = "".join(text.split("\n")[place.line - 1 : place.line])
    return line[place.column - 1 : place.column]


def place_at(mark: object) -> Position:
    """A mark of the parser, which counts from 0, as a place."""
    return Position(line=getattr(mark, "line", -1) + 1, column=getattr(mark, "column", -1) + 1)


def refusal(event: yaml.Event, path: KeyPath, message: str) -> RefusedError:
    """The error for an event that cannot be accepted."""
    return RefusedError(message, path=path, place=place_at(event.start_mark))


class TreeReader:
    """Builds nodes from the events of a parser."""

    def __init__(self, parser: yaml.SafeLoader, unquoted: Callable[[str], PlainScalar]) -> None:
        self.faults = Faults()
        self._event: Callable[[], yaml.Event] = parser.get_event
        self._unquoted = unquoted
        self._anchors: dict[str, tuple[YamlNode, int]] = {}
        """What is marked, and its weight: the number of values that it stands for."""
        self._weight = 0

    def document(self) -> YamlNode:
        """The first document of the text, which should be the one; an empty text is an empty value."""
        root = None
        while not isinstance(event := self._event(), yaml.StreamEndEvent):
            if not isinstance(event, yaml.NodeEvent):
                continue
            if root:
                second = refusal(event, (), "a second document begins; keep one, without ---")
                if not isinstance(root.value, list):
                    raise second
                self.faults.add((len(root.value),), second.fault.message, place=second.fault.place)
                break
            root = self.node(event, (), event.start_mark)
        return root or YamlNode(1, 1, None)

    def part(self, event: Any, path: KeyPath, step: str | int, mark: Any) -> YamlNode:
        """The node at a mark that is a step below `path`: most are scalars, which need no path."""
        is_plain = isinstance(event, yaml.ScalarEvent) and not (event.tag or event.anchor)
        if is_plain and self._weight < HEAVIEST:
            self._weight += 1
            return YamlNode(mark.line + 1, mark.column + 1, self.scalar(event))
        return self.node(event, (*path, step), mark)

    def node(self, event: Any, path: KeyPath, mark: Any) -> YamlNode:
        """The node at a mark that begins with `event`."""
        if isinstance(event, yaml.AliasEvent):
            return self.repeated(event, path, mark)
        if event.tag:
            tag = f"the tag {shown(event.tag)} is not supported"
            raise refusal(event, path, f"{tag}; write the value without it")
        before = self._weight
        self.weigh(1, event, path)
        if isinstance(event, yaml.ScalarEvent):
            node = YamlNode(mark.line + 1, mark.column + 1, self.scalar(event))
        elif len(path) > DEEPEST:
            raise refusal(event, (), TOO_DEEP)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(path, mark)
        else:
            node = self.mapping(path, mark)
        if event.anchor:
            self._anchors[event.anchor] = node, self._weight - before
        return node

    def weigh(self, weight: int, event: yaml.Event, path: KeyPath) -> None:
        """Counts values before they are made, so that a short text cannot fill the memory."""
        self._weight += weight
        if self._weight > HEAVIEST:
            raise refusal(event, path, TOO_HEAVY)

    def repeated(self, alias: yaml.AliasEvent, path: KeyPath, mark: Any) -> YamlNode:
        """The node that an alias repeats; an anchor that is still open has none yet."""
        if alias.anchor not in self._anchors:
            message = f"nothing complete above is marked &{alias.anchor}; correct the alias"
            raise refusal(alias, path, message)
        node, weight = self._anchors[alias.anchor]
        self.weigh(weight, alias, path)
        return YamlNode(mark.line + 1, mark.column + 1, node.value, node.parts)

    def cut(self, event: yaml.Event, path: KeyPath, message: str) -> None:
        """Reads nothing from here on."""
        self.faults.cut(message, path, place_at(event.start_mark))
        self._event = lambda: CUT

    def scalar(self, event: yaml.ScalarEvent) -> PlainScalar:
        """Its value; only an unquoted one can be more than text."""
        is_unquoted, _ = event.implicit
        return self._unquoted(event.value) if is_unquoted else event.value

    def sequence(self, path: KeyPath, mark: Any) -> YamlNode:
        """A list, read to its end."""
        items: list[YamlNode] = []
        while not isinstance(event := self._event(), yaml.SequenceEndEvent):
            if len(items) == MOST_ENTRIES:
                self.cut(event, path, f"more than {MOST_ENTRIES:,} entries in one list")
                break
            items.append(self.part(event, path, len(items), event.start_mark))
        return YamlNode(
            mark.line + 1, mark.column + 1, [item.value for item in items], dict(enumerate(items))
        )

    def mapping(self, path: KeyPath, mark: Any) -> YamlNode:
        """Keys and values, read to the end; what << merges yields to what is written here."""
        written: Parts = {}
        merged: Parts = {}
        repeated = 0
        while not isinstance(event := self._event(), yaml.MappingEndEvent):
            if len(written) + repeated == MOST_KEYS:
                self.cut(event, path, f"more than {MOST_KEYS:,} keys in one mapping")
                break
            key = self.key(event, path)
            node = self.part(self._event(), path, key, event.start_mark)
            if key == MERGE:
                merged |= self.merged(node, (*path, key))
            elif key in written:
                self.faults.add((*path, key), again(written[key].place), place=node.place)
                repeated += 1
            else:
                written[key] = node
        parts = merged | written if merged else written
        return YamlNode(
            mark.line + 1, mark.column + 1, {key: node.value for key, node in parts.items()}, parts
        )

    def key(self, event: yaml.Event, path: KeyPath) -> str:
        """A key of a mapping, always text."""
        if isinstance(event, yaml.ScalarEvent) and not event.tag:
            return event.value
        begins = "and quotes around a value that begins with {"
        raise refusal(event, path, f"a key must be plain text; write `key: value`, {begins}")

    def merged(self, node: YamlNode, path: KeyPath) -> Mapping[str | int, YamlNode]:
        """What << brings in: the entries of a mapping, or of a list of them, the first first."""
        merged: Parts = {}
        if isinstance(node.value, dict):
            return node.parts
        if not isinstance(node.value, list):
            message = f"found {found(node.value)}; write the alias of a mapping, `<<: *name`"
            self.faults.add(path, message, place=node.place)
            return merged
        for index, item in reversed(tuple(node.parts.items())):
            merged |= self.merged(item, (*path, index))
        return merged


def again(first: Position) -> str:
    """What is said of a key that was there before."""
    return f"appears again, first on line {first.line}; keep one of them"
