"""JSON documents are those of `json`, and written bit by bit."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.server.answers import json_document

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)


@given(st.lists(PLAIN) | st.dictionaries(st.text(), PLAIN))
def test_a_document_is_what_json_writes(value: dict[str, object] | list[object]) -> None:
    """To the byte."""
    assert json_document(value) == json.dumps(value).encode() + b"\n"


@pytest.mark.parametrize("as_list", [True, False])
def test_no_more_than_one_item_is_written_at_once(
    monkeypatch: pytest.MonkeyPatch, *, as_list: bool
) -> None:
    """Of ten thousand targets the whole would keep everything waiting for a tenth of a second."""
    written: list[int] = []
    dumps = json.dumps

    def watched(value: object) -> str:
        text = dumps(value)
        written.append(len(text))
        return text

    monkeypatch.setattr(json, "dumps", watched)
    targets = [{"name": "x" * 80}] * 1000
    document = json_document(targets if as_list else {"targets": targets, "problems": []})
    assert len(document) > 90_000
    assert max(written) <= 92
