"""A log record is one line that a program can take apart again."""

import json
import logging
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.cli.logs import JsonLines, Logfmt, log_to_stderr, logfmt_value
from exporter.words.step import Step

TIME = datetime(2026, 6, 1, 12, 0, 0, 250_000, tzinfo=UTC)


def record(message: str, *, level: int = logging.INFO, **extra: object) -> logging.LogRecord:
    """A record of a moment that does not change."""
    made = logging.makeLogRecord(
        {"msg": message, "levelno": level, "filename": "runner.py", "lineno": 7, **extra}
    )
    made.created = TIME.timestamp()
    return made


def test_a_line_of_logfmt_has_the_usual_fields_and_the_record_s_own() -> None:
    """Values with blanks stand in quotes, others do not."""
    line = Logfmt().format(record("probe ended", target="www", step=Step.CHAIN, seconds=0.25))
    assert line == (
        "ts=2026-06-01T12:00:00.250Z level=info caller=runner.py:7 "
        'msg="probe ended" target=www step=chain seconds=0.25'
    )


def test_a_line_of_json_has_the_same_fields() -> None:
    """As one object."""
    line = JsonLines().format(
        record("probe ended", level=logging.WARNING, step=Step.CHAIN, when=TIME)
    )
    assert json.loads(line) == {
        "ts": "2026-06-01T12:00:00.250Z",
        "level": "warn",
        "caller": "runner.py:7",
        "msg": "probe ended",
        "step": "chain",
        "when": "2026-06-01 12:00:00.250000+00:00",
    }


@pytest.mark.parametrize("formatter", [Logfmt(), JsonLines()])
def test_a_traceback_stays_on_the_line(formatter: logging.Formatter) -> None:
    """It is a field like others."""
    with pytest.raises(KeyError) as caught:
        raise KeyError("x")
    line = formatter.format(record("defect", exc_info=(caught.type, caught.value, caught.tb)))
    assert "traceback" in line
    assert "KeyError" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("a b", '"a b"'),
        ("a=b", '"a=b"'),
        ('say "hi"', r'"say \"hi\""'),
        ("back\\slash", r'"back\\slash"'),
        ("two\nlines\r\n\t", r'"two\nlines\r\n\t"'),
        ("\x1b[31m\x7f", r'"\u001b[31m\u007f"'),
        ("名前", "名前"),
        ("\u2028\u202e", r'"\u2028\u202e"'),
    ],
)
def test_a_value_cannot_be_mistaken(value: str, written: str) -> None:
    """Quotes, line ends and control characters are escaped."""
    assert logfmt_value(value) == written


@given(st.text())
def test_no_value_breaks_the_line(value: str) -> None:
    """Whatever a server or a file says, the line stays one line of visible text."""
    assert logfmt_value(value).isprintable()
    assert len(Logfmt().format(record(value, target=value)).splitlines()) == 1
    assert json.loads(JsonLines().format(record("x", target=value)))["target"] == value


def test_only_what_is_grave_enough_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """The level is the exporter's; of the libraries only warnings count."""
    root, own = logging.getLogger(), logging.getLogger("exporter")
    before = (root.level, list(root.handlers), own.level)
    try:
        log_to_stderr(level="info", line_format="logfmt")
        logging.getLogger("exporter.x").debug("hidden")
        logging.getLogger("exporter.x").info("shown")
        logging.getLogger("library").info("hidden")
        logging.getLogger("library").warning("shown, too")
    finally:
        root.setLevel(before[0])
        root.handlers[:] = before[1]
        own.setLevel(before[2])
    written = capsys.readouterr().err
    assert written.count("\n") == 2
    assert "hidden" not in written
