"""The committed files are what the generator writes."""

from pathlib import Path

import pytest

import dashboards.__main__ as command
from dashboards import DASHBOARDS
from dashboards.__main__ import is_current, main, path
from dashboards.parts.dashboard import Dashboard


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command writes, instead of into the source tree."""
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard.uid)
def test_committed_dashboard_is_current(dashboard: Dashboard) -> None:
    """The file says what `python -m dashboards` would write."""
    assert is_current(dashboard)


def test_every_committed_file_has_a_generator() -> None:
    """No JSON is left over from a dashboard that is gone."""
    committed = set(command.FOLDER.glob("*.json"))
    assert committed == {path(dashboard) for dashboard in DASHBOARDS}


def test_command_writes_all_dashboards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file each, named after the uid."""
    monkeypatch.setattr("sys.argv", ["dashboards"])
    assert main() == 0
    assert {file.stem for file in folder.iterdir()} == {each.uid for each in DASHBOARDS}


def test_check_names_files_that_are_out_of_date(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed file and a missing one are told apart from current ones, and nothing is written."""
    changed, missing, *current = DASHBOARDS
    for dashboard in current:
        path(dashboard).write_text(dashboard.text())
    path(changed).write_text("{}")
    monkeypatch.setattr("sys.argv", ["dashboards", "--check"])
    assert main() == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" is ")[0] for line in lines] == [
        str(folder / f"{changed.uid}.json"),
        str(folder / f"{missing.uid}.json"),
    ]
    assert path(changed).read_text() == "{}"
    assert not path(missing).exists()
