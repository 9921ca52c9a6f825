"""The list of transparency logs follows its file; broken or old, the exporter says so of itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from exporter.app.log_list_file import LogListFile
from exporter.config.file import read_bytes
from exporter.config.log_list import read_log_list
from exporter.views.exporter_metrics import ExporterMetrics
from tests.unit.config.test_log_list import log, written

MADE_AT = datetime(2026, 5, 30, 12, tzinfo=UTC)
"""What the written list says."""
MADE, READ = (
    f"tls_exporter_ct_log_list_{name}" for name in ("timestamp_seconds", "last_read_successful")
)


class Watched:
    """A list under watch, with what is exported of it."""

    def __init__(self, file: Path, *, age: timedelta) -> None:
        self.file = file
        self._registry = CollectorRegistry()
        self.list = LogListFile(ExporterMetrics(self._registry), lambda: MADE_AT + age)

    def holds(self, content: bytes) -> None:
        """The file is written anew."""
        self.file.write_bytes(content)

    def exported(self) -> tuple[float | None, float | None]:
        """When the list was made, and whether its file was of use."""
        labels = {"file": str(self.file)}
        made, read = (self._registry.get_sample_value(one, labels) for one in (MADE, READ))
        return made, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list with one log."""
    return written(tmp_path, logs=[log()])


async def test_a_broken_list_stands_as_it_was_and_is_told(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Once in the log, and until it is whole again everywhere else."""
    watched = Watched(file, age=timedelta(days=69))
    whole = read_bytes(file)
    logs = read_log_list(file)
    watched.list.adopted(logs)
    assert watched.exported() == (1780142400, 1)
    watched.holds(b"{")
    for _ in range(2):
        assert await watched.list.present(logs) is logs
    assert watched.exported() == (1780142400, 0)
    (problem,) = watched.list.problems
    assert problem.startswith(
        "The list of transparency logs could not be read again, and stands as it was: "
    )
    assert len(caplog.records) == 1
    watched.holds(whole)
    assert await watched.list.present(logs) == logs
    assert watched.exported() == (1780142400, 1)
    assert watched.list.problems == ()


async def test_a_list_that_is_too_old_to_judge_by_is_told(file: Path) -> None:
    """From the day on which browsers stop asking for timestamps."""
    watched = Watched(file, age=timedelta(days=70))
    watched.list.adopted(read_log_list(file))
    (problem,) = watched.list.problems
    assert problem == (
        "The list of transparency logs was made on 2026-05-30, and no certificate is judged by one "
        "that is older than 70 days: download the list anew from "
        "https://www.gstatic.com/ct/log_list/v3/log_list.json."
    )


async def test_without_a_list_there_is_nothing_to_tell(file: Path) -> None:
    """Nor after a reload that took it away."""
    watched = Watched(file, age=timedelta(days=1))
    watched.list.adopted(read_log_list(file))
    watched.list.adopted(None)
    assert await watched.list.present(None) is None
    assert watched.exported() == (None, None)
    assert watched.list.problems == ()
