"""Values in messages are short, visible and called by their kind."""

import pytest

from exporter.config.wording import alternatives, found, shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("www", "www"),
        ("", "''"),
        (" www", "' www'"),
        ("a\nb", r"'a\nb'"),
        ("n" * 61, "n" * 59 + "…"),
    ],
)
def test_a_text_can_be_seen_in_a_message(text: str, message: str) -> None:
    """Blank, broken and long texts are made visible."""
    assert shown(text) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "nothing"),
        (True, "true"),
        (7, "the number 7"),
        (0.5, "the number 0.5"),
        ("x", "the text x"),
        ([], "a list"),
        ({}, "a mapping"),
    ],
)
def test_a_value_is_called_by_its_kind(value: object, message: str) -> None:
    """The kind is the one of YAML, not of Python."""
    assert found(value) == message


def test_alternatives_read_as_a_sentence() -> None:
    """The last of several words follows an "or"."""
    assert alternatives(("a", "b", "c")) == "a, b or c"
    assert alternatives(("a",)) == "a"
