"""Log records as structured lines on standard error: logfmt as Prometheus writes it, or JSON."""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
}
LEVEL_NAMES = {number: name for name, number in LEVELS.items()}
STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
}
BARE = re.compile(r'[^\s"=\\]+')
ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


class Logfmt(logging.Formatter):
    """`ts=… level=… caller=… msg=…`, then the record's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the values hold."""
        return " ".join(f"{name}={logfmt_value(value)}" for name, value in fields(record).items())


class JsonLines(logging.Formatter):
    """One JSON object with the same fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, all in ASCII."""
        return json.dumps(fields(record), default=str)


FORMATS: Mapping[str, type[logging.Formatter]] = {"logfmt": Logfmt, "json": JsonLines}


def log_to_stderr(*, level: str, line_format: str) -> None:
    """Everything of this exporter from `level` on, and warnings of what it is built with."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATS[line_format]())
    logging.basicConfig(level=max(LEVELS[level], logging.WARNING), handlers=[handler], force=True)
    logging.getLogger("exporter").setLevel(LEVELS[level])


def fields(record: logging.LogRecord) -> dict[str, object]:
    """What a record says: when, how grave, from where, what, its own fields, the traceback."""
    time = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
    own = {name: value for name, value in vars(record).items() if name not in STANDARD_ATTRIBUTES}
    trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
    return {
        "ts": time.replace("+00:00", "Z"),
        "level": LEVEL_NAMES.get(record.levelno, record.levelname.lower()),
        "caller": f"{record.filename}:{record.lineno}",
        "msg": record.getMessage(),
        **own,
        **({"traceback": trace} if trace else {}),
    }


def logfmt_value(value: object) -> str:
    """A value as it is, or in quotes with all that could be mistaken escaped."""
    text = str(value)
    if BARE.fullmatch(text) and text.isprintable():
        return text
    return f'"{"".join(map(escaped, text))}"'


def escaped(character: str) -> str:
    """A character as it may stand in quotes on one line."""
    if character in ESCAPES:
        return ESCAPES[character]
    return character if character.isprintable() else f"\\u{ord(character):04x}"
