"""What is wrong with files does not flood the log."""

import logging

import pytest

from exporter.app.target_watch import log_problems
from exporter.config.problem import Problem


@pytest.mark.parametrize(("count", "lines"), [(0, 0), (1, 1), (20, 20), (21, 21), (5_000, 21)])
def test_one_event_logs_twenty_problems(
    caplog: pytest.LogCaptureFixture, count: int, lines: int
) -> None:
    """And how many more there are."""
    problems = [Problem(file="a.yml", line=line, message="bad") for line in range(count)]
    log_problems(logging.ERROR, "configuration refused", problems)
    assert len(caplog.records) == lines
    more = [vars(record)["more"] for record in caplog.records if "more" in vars(record)]
    assert more == ([count - 20] if count > 20 else [])
