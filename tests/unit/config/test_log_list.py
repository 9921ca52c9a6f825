"""Google's list of transparency logs is read, and what is wrong with one is told with its place."""

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from exporter.config.log_list import read_log_list
from exporter.model.transparency import LogState

KEY = b"a key"
IDENTIFIER = sha256(KEY).digest()


def encoded(content: bytes) -> str:
    """As JSON has it."""
    return base64.b64encode(content).decode()


def log(**other: object) -> dict[str, Any]:
    """One log, as Google describes it."""
    return {
        "description": "Example 2026h1",
        "log_id": encoded(IDENTIFIER),
        "key": encoded(KEY),
        "url": "https://ct.example/2026h1/",
        "mmd": 86400,
        "state": {"usable": {"timestamp": "2025-01-01T00:00:00Z"}},
        "temporal_interval": {
            "start_inclusive": "2026-01-01T00:00:00Z",
            "end_exclusive": "2026-07-01T00:00:00Z",
        },
        **other,
    }


def written(folder: Path, **operator: object) -> Path:
    """A list with one operator."""
    listed = {
        "is_all_logs": False,
        "version": "91.3",
        "log_list_timestamp": "2026-05-30T12:00:00Z",
        "operators": [{"name": "Example", "email": ["ct@example.com"], **operator}],
    }
    path = folder / "log_list.json"
    path.write_text(json.dumps(listed, indent=2))
    return path


def test_logs_are_known_by_their_identifiers(tmp_path: Path) -> None:
    """With state, key and operator, and whose they were before."""
    former = {"name": "Another", "end_time": "2025-06-01T00:00:00Z"}
    listed = read_log_list(written(tmp_path, logs=[log(previous_operators=[former])]))
    found = listed.logs[IDENTIFIER]
    assert (found.operator, found.key, found.state) == ("Example", KEY, LogState.USABLE)
    assert found.operator_at(found.since) == "Another"
    assert found.operator_at(listed.made_at) == "Example"
    assert f"{listed.made_at:%Y-%m-%d %H:%M}" == "2026-05-30 12:00"
    assert not found.is_tiled


def test_tiled_logs_are_logs_too(tmp_path: Path) -> None:
    """Apple wants one of the other kind."""
    listed = read_log_list(written(tmp_path, tiled_logs=[log()]))
    assert listed.logs[IDENTIFIER].is_tiled


def test_logs_without_a_state_that_is_known_are_none(tmp_path: Path) -> None:
    """Such as those for tests, and whatever Google thinks of next."""
    odd = {"suspended": {"timestamp": "2025-01-01T00:00:00Z"}}
    assert read_log_list(written(tmp_path, logs=[log(state={})])).logs == {}
    assert read_log_list(written(tmp_path, logs=[log(state=odd)])).logs == {}


def test_two_lists_differ_by_their_version(tmp_path: Path) -> None:
    """Whatever in them differs."""
    one = read_log_list(written(tmp_path, logs=[log()]))
    assert read_log_list(written(tmp_path, logs=[log()])) == one
    other = read_log_list(written(tmp_path, logs=[log(description="Example 2026h2")]))
    assert other.version != one.version


@pytest.mark.parametrize(
    ("operator", "told"),
    [
        ({"logs": [log(key="AAAAA")]}, "operators[0].logs[0].key: "),
        ({"logs": [log(state={"usable": {}})]}, "operators[0].logs[0].state.usable.timestamp: "),
        (
            {"logs": [log(log_id=encoded(b"other"))]},
            "operators[0].logs[0].log_id: it is not the SHA-256",
        ),
        ({"logs": {}}, "operators[0].logs: "),
        ({"logs": [log(state=[])]}, "operators[0].logs[0].state: "),
    ],
)
def test_what_is_wrong_is_told_with_line_key_and_cure(
    tmp_path: Path, operator: dict[str, object], told: str
) -> None:
    """The first fault is enough: nobody writes such a list by hand."""
    path = written(tmp_path, **operator)
    with pytest.raises(ValueError, match="download the list anew") as caught:
        read_log_list(path)
    file, line, message = str(caught.value).split(":", 2)
    assert (file, line.isdecimal()) == (str(path), True)
    assert message.strip().startswith(told)


@pytest.mark.parametrize(
    "operator",
    [
        {"logs": [{}] * 1000},
        {"tiled_logs": [{}] * 1000},
        {"logs": [log(previous_operators=[{}] * 1000)]},
        {"logs": [log(state={f"{number}": {} for number in range(1000)} | {"usable": {}})]},
    ],
    ids=["logs", "tiled logs", "operators", "states"],
)
def test_a_thousand_faults_are_not_gathered(tmp_path: Path, operator: dict[str, object]) -> None:
    """A list of 6 MB took 2 GB for what was wrong with it, of which one is told."""
    with pytest.raises(ValueError, match="download the list anew") as caught:
        read_log_list(written(tmp_path, **operator))
    cause = caught.value.__cause__
    assert isinstance(cause, ValidationError)
    assert cause.error_count() <= 3


def test_a_list_has_two_mebibytes_at_most(tmp_path: Path) -> None:
    """It is told before anything is read of it."""
    path = tmp_path / "log_list.json"
    path.write_bytes(b"[" + b" " * 2 * 1024 * 1024)
    with pytest.raises(
        ValueError, match=r"log_list\.json: larger than 2 MiB; download the list anew"
    ):
        read_log_list(path)


@pytest.mark.parametrize(
    "content",
    [b"\xff{}", b'{"a": ' + b"9" * 10_000 + b"}", b"[" * 100_000],
    ids=["no text", "a number without end", "lists without end"],
)
def test_what_is_no_json_at_all_is_told_with_its_file(tmp_path: Path, content: bytes) -> None:
    """Whatever the library gives up at."""
    path = tmp_path / "log_list.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"log_list\.json: no JSON: .*; download the list anew"):
        read_log_list(path)
