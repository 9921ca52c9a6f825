"""Files are read whole or refused with a reason that a person can act on."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exporter.config import file
from exporter.config.file import read_bytes, read_text, written_at
from exporter.config.problem import RefusedError


def test_a_file_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    """The reason is in words, not an error number."""
    with pytest.raises(RefusedError, match="does not exist; correct the path"):
        read_bytes(tmp_path / "missing")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder is told apart from a file that cannot be read."""
    with pytest.raises(RefusedError, match="is a directory; name a file"):
        read_bytes(tmp_path)


def test_a_path_beyond_the_system_is_refused(tmp_path: Path) -> None:
    """A path that the system does not take at all has a reason as well."""
    with pytest.raises(RefusedError, match="cannot be read: embedded null byte"):
        read_bytes(tmp_path / "a\0b")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "Permission denied"), "permission denied; let the user"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
    ],
)
def test_a_system_error_becomes_a_reason(
    error: OSError, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the system says, the message says what to do."""

    def failing_open(_path: str, _flags: int) -> None:
        raise error

    monkeypatch.setattr(os, "open", failing_open)
    with pytest.raises(RefusedError, match=message):
        read_bytes(tmp_path / "file")


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to the limit a file is read, beyond it none of it."""
    monkeypatch.setattr(file, "LARGEST", 8)
    (tmp_path / "eight").write_bytes(b"12345678")
    (tmp_path / "nine").write_bytes(b"123456789")
    assert read_bytes(tmp_path / "eight") == b"12345678"
    with pytest.raises(RefusedError, match="larger than"):
        read_bytes(tmp_path / "nine")


def test_text_is_utf_8_with_or_without_a_mark(tmp_path: Path) -> None:
    """A byte order mark is no part of the text."""
    (tmp_path / "marked").write_bytes(b"\xef\xbb\xbfZ\xc3\xbcrich")
    assert read_text(tmp_path / "marked") == "Zürich"


def test_text_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    """The line of the first byte that is not UTF-8 is known."""
    (tmp_path / "latin-1").write_bytes(b"one\ntwo\nZ\xfcrich\n")
    with pytest.raises(RefusedError, match="not UTF-8 text") as caught:
        read_text(tmp_path / "latin-1")
    assert caught.value.fault.place
    assert caught.value.fault.place.line == 3


def test_a_pipe_without_a_writer_holds_nobody_up(tmp_path: Path) -> None:
    """What was written to one is read, as in a shell's <(…)."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert read_bytes(pipe) == b""
    ours, theirs = os.pipe()
    os.write(theirs, b"targets: []")
    os.close(theirs)
    assert read_text(Path(f"/dev/fd/{ours}")) == "targets: []"
    os.close(ours)


@pytest.mark.parametrize(
    ("seconds", "date"),
    [
        (1_767_225_600, datetime(2026, 1, 1, tzinfo=UTC)),
        (300_000_000_000, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (-300_000_000_000, datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_date_beyond_the_calendar_is_its_last_or_first(seconds: int, date: datetime) -> None:
    """On tmpfs, where containers have their secrets, a file may be of any year."""
    status = os.stat_result((0, 0, 0, 0, 0, 0, 0, seconds, seconds, seconds))
    assert written_at(status) == date
