"""Files as people keep them: read whole within a limit, dated within the calendar."""

import os
from datetime import UTC, datetime
from pathlib import Path

from exporter.config.problem import Position, RefusedError

LARGEST = 10 * 1024 * 1024
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
"""Of the years 1 and 9999, since 1970."""


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark."""
    content = read_bytes(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = "not UTF-8 text; save the file in UTF-8"
        raise RefusedError(message, place=Position(line=line, column=1)) from error


def read_bytes(path: Path) -> bytes:
    """The content of a file; a pipe that nobody writes to has none."""
    try:
        with open(path, "rb", opener=opened_at_once) as file:
            os.set_blocking(file.fileno(), True)
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise RefusedError(reason(error)) from error
    if len(content) > LARGEST:
        raise RefusedError(f"larger than {LARGEST >> 20} MiB; split it or make it smaller")
    return content


def opened_at_once(path: str, flags: int) -> int:
    """The number of the file: to open a pipe is not to wait for somebody who writes to it."""
    return os.open(path, flags | os.O_NONBLOCK)


def written_at(status: os.stat_result) -> datetime:
    """When a file was written (UTC), to the second; some file systems keep times beyond the calendar."""
    return datetime.fromtimestamp(min(max(int(status.st_mtime), FIRST_SECOND), LAST_SECOND), UTC)


def reason(error: OSError | ValueError) -> str:
    """Why a file could not be read, and what to do about it."""
    match error:
        case FileNotFoundError():
            return "does not exist; correct the path or create it"
        case IsADirectoryError():
            return "is a directory; name a file"
        case PermissionError():
            return "permission denied; let the user of this process read it and its folders"
        case OSError():
            return f"cannot be read: {error.strerror}; correct the path"
    return f"cannot be read: {error}; correct the path"
