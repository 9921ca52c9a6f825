"""YAML becomes nodes that know their place; nothing in a text can harm the process."""

import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from exporter.config import yaml_reader
from exporter.config.node import place_of
from exporter.config.problem import Fault, KeyPath, Position, RefusedError
from exporter.config.scalar import unquoted
from exporter.config.yaml_reader import read_yaml

SAMPLE = """\
targets:
  - host: www.example.com
    labels:
      team: web
  -
    host: shop.example.com
limits: {concurrency: 10, rate: [1, 2.5, ~, true, "7"]}
"""
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**17), max_value=10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(categories=["L", "N", "P", "Zs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc_.", min_size=1), inner),
    max_leaves=20,
)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's parser in C where there is one, and that in Python."""
    parser = getattr(yaml, request.param, yaml.SafeLoader)
    monkeypatch.setattr(yaml_reader, "PARSER", parser)


@pytest.mark.usefixtures("_either_parser")
def test_a_document_becomes_plain_data() -> None:
    """Lists, mappings and scalars stand as written."""
    root, repeated = read_yaml(SAMPLE, unquoted)
    assert root.value == {
        "targets": [
            {"host": "www.example.com", "labels": {"team": "web"}},
            {"host": "shop.example.com"},
        ],
        "limits": {"concurrency": 10, "rate": [1, 2.5, None, True, "7"]},
    }
    assert not repeated


@pytest.mark.usefixtures("_either_parser")
@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("targets",), 1, 1),
        (("targets", 0), 2, 5),
        (("targets", 0, "labels", "team"), 4, 7),
        (("targets", 1, "host"), 6, 5),
        (("targets", 1, "port"), 6, 5),
        (("targets", 2), 1, 1),
        (("targets", "host"), 1, 1),
        (("limits", "concurrency"), 7, 10),
        (("limits", "concurrency", "deeper"), 7, 10),
        (("limits", "rate", 4), 7, 51),
        (("nowhere",), 1, 1),
    ],
)
def test_a_key_path_has_a_place(path: KeyPath, line: int, column: int) -> None:
    """A key is where it is written; one that is missing, where it is missing."""
    root, _ = read_yaml(SAMPLE, unquoted)
    assert place_of(root, path) == Position(line=line, column=column)


@pytest.mark.usefixtures("_either_parser")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\n", 2),
        ("a: b: c\n", 1),
        ("a:\n\t- b\n", 2),
        ("a: 1\nb: \x07\n", 2),
        (f"# {'ü' * 10}\na: \x07\nb: 1\nc: 1\n", 2),
        ("a: 1\n\ufeffb: 1\n", 2),
        ("a: 1\n---\nb: 2\n", 3),
        ("a: *nothing\n", 1),
        ("a:\n  b: &b\n    c: *b\n", 3),
        ("a: !!str 1\n", 1),
        ("!tagged a: 1\n", 1),
        ("{[a]: 1}\n", 1),
        ("a:\n- &b [1]\n- *b : 2\n", 3),
        ("\n" + "- " * 50, 2),
        ("// of ours\n[\n  {a: 1}\n]\n", 1),
        ('[\n  {"a": 1}, // of ours\n  {"b": 2}\n]\n', 2),
    ],
)
def test_what_is_refused_as_a_whole_has_a_line(text: str, line: int) -> None:
    """A fault that hides the rest is told with its place."""
    with pytest.raises(RefusedError) as caught:
        read_yaml(text, unquoted)
    place = caught.value.fault.place
    assert place
    assert place.line == line


def test_a_key_that_appears_twice_is_told_and_its_first_value_kept() -> None:
    """Nothing else of the document is hidden by it."""
    root, repeated = read_yaml("a:\n  b: 1\n  b: 2\nc: 3\n", unquoted)
    assert root.value == {"a": {"b": 1}, "c": 3}
    assert [(fault.path, fault.place, fault.message) for fault in repeated] == [
        (("a", "b"), Position(line=3, column=3), "appears again, first on line 2; keep one of them")
    ]


def test_merged_keys_yield_to_written_ones() -> None:
    """Of several merged mappings the first wins, and what is written beside them before all."""
    text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], c: 3}\n"
    root, _ = read_yaml(text, unquoted)
    assert root.value == {
        "x": {"a": 1, "b": 1},
        "y": {"b": 2, "c": 2},
        "z": {"a": 1, "b": 1, "c": 3},
    }


@pytest.mark.parametrize(
    ("text", "path"), [("a: {<<: 1}\n", ("a", "<<")), ("a: {<<: [{b: 1}, c]}\n", ("a", "<<", 1))]
)
def test_what_is_no_mapping_is_not_merged(text: str, path: KeyPath) -> None:
    """It is told where it stands, with what to write."""
    _, faults = read_yaml(text, unquoted)
    ((told, message),) = ((fault.path, fault.message) for fault in faults)
    assert told == path
    assert message.endswith("; write the alias of a mapping, `<<: *name`")


@pytest.mark.usefixtures("_either_parser")
@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a: @b\n", 1, "a value begins with @; put quotes around it"),
        ("a:\n- `b`\n", 2, "a value begins with `; put quotes around it"),
        ("a: {b: %c}\n", 1, "a value begins with %; put quotes around it"),
        ("host: *.a.example\n", 1, "a value begins with * or &; put quotes around it"),
        ('file: "C:\\certs\\ca.pem"\n', 1, "take single ones"),
        ("a: 'b\n\nc: d\n", None, "close that of line 1"),
        ("a: [{b: 1}\nc: {}\n", 2, "close that of line 1, or add it before this"),
        ("a: {b: c d: 1}\n", 1, "close that of this line, or add it before this"),
        ("name: web: main\n", 1, "put quotes around a value that holds a colon"),
        ("- host: a\n     port: 443\n", 2, "indent the keys of one mapping alike"),
        ("- host: a\nport: 443\n", 2, "begin an entry with `- `"),
        ("host: [2001:db8::1]:443\n", 1, "a value that begins with a bracket or holds quotes"),
        ("host: 'a'b\n", 1, "a value that begins with a bracket or holds quotes"),
        ("a: 1\nhost\nb: 1\n", None, "a key without a colon; write `key: value`"),
        ("a: {{ host }}\n", 1, "quotes around a value that begins with {"),
    ],
)
def test_slips_in_yaml_are_told_with_their_cure(text: str, line: int | None, told: str) -> None:
    """In the same words whichever parser stops; not all of them know the line."""
    with pytest.raises(RefusedError) as caught:
        read_yaml(text, unquoted)
    assert told in str(caught.value)
    if line is not None:
        assert caught.value.fault.place
        assert caught.value.fault.place.line == line


def test_aliases_that_multiply_are_refused_at_once() -> None:
    """A few lines cannot stand for a billion values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 100)]
    with pytest.raises(RefusedError, match="more than 250,000 values"):
        read_yaml("\n".join(lines), unquoted)


@pytest.mark.parametrize(
    "merges",
    ["l:\n" + "- {<<: *m}\n" * 10_000, "l: {<<: [" + "*m, " * 10_000 + "{}]}\n"],
    ids=["in a list", "in one mapping"],
)
def test_merges_that_multiply_are_refused_before_they_are_made(merges: str) -> None:
    """The weight is counted while the tree grows: of 100 million values, a quarter of a million at most."""
    text = "m: &m {" + ", ".join(f"k{number}: 1" for number in range(10_000)) + "}\n" + merges
    with pytest.raises(RefusedError, match="more than 250,000 values") as caught:
        read_yaml(text, unquoted)
    assert caught.value.fault.path[:2] in {("l", 23), ("l", "<<")}


@pytest.mark.usefixtures("_either_parser")
def test_a_long_value_is_taken_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between them other threads have their turn: ten megabytes at once keep them waiting for a fifth of a second."""
    pieces: list[int] = []

    class Watched:
        def search(self, piece: str) -> re.Match[str] | None:
            pieces.append(len(piece))
            return re.search("\x07", piece)

    monkeypatch.setattr(yaml_reader, "CONTROL", Watched())
    root, _ = read_yaml(f"a: '{'é' * 200_000}'\n", unquoted)
    assert root.value == {"a": "é" * 200_000}
    assert sum(pieces) == 200_006
    assert max(pieces) <= 16_384
    with pytest.raises(RefusedError, match=r"the control character '\\x07'; remove it") as raised:
        read_yaml(f"a: '{'x' * 200_000}\n\x07'\n", unquoted)
    assert raised.value.fault.place == Position(line=2, column=1)


def test_a_document_may_weigh_a_quarter_of_a_million_values_and_no_more() -> None:
    """The list itself is one of them; what an alias repeats counts again."""
    items = ", ".join(["x"] * 999)
    lines = [f"- &a [{items}]", *(["- *a"] * 248), "- [" + ", ".join(["x"] * 998) + "]"]
    root, _ = read_yaml("\n".join(lines), unquoted)
    assert len(root.parts) == 250
    with pytest.raises(RefusedError):
        read_yaml("\n".join([*lines, "- x"]), unquoted)


@given(PLAIN)
def test_what_json_writes_is_read_back(data: object) -> None:
    """JSON is YAML, and stands for the same data."""
    root, _ = read_yaml(json.dumps(data, ensure_ascii=False), unquoted)
    assert root.value == data


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_yaml_or_refused(text: str) -> None:
    """No text has another outcome than a tree or a fault with a line."""
    fault = refusal_of(text)
    assert fault is None or (fault.place and fault.place.line >= 1)


def refusal_of(text: str) -> Fault | None:
    """Why the text is refused; None where it is not."""
    try:
        read_yaml(text, unquoted)
    except RefusedError as error:
        return error.fault
    return None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("Null", None),
        ("TRUE", True),
        ("false", False),
        ("yes", "yes"),
        ("012", 12),
        ("-5", -5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        (".inf", ".inf"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
    ],
)
def test_an_unquoted_scalar_has_its_meaning_of_yaml_1_2(text: str, value: object) -> None:
    """Only null, true, false and decimal numbers are more than text."""
    result = unquoted(text)
    assert result == value
    assert type(result) is type(value)


def test_text_can_be_all_there_is() -> None:
    """The meaning of unquoted scalars is the caller's choice."""
    root, _ = read_yaml("[1, true, ~]", str)
    assert root.value == ["1", "true", "~"]
