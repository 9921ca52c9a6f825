"""What Prometheus's own linter says of the exposition."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from exporter.views.exporter_metrics import ExporterMetrics

pytestmark = pytest.mark.real

GOLDEN = Path(__file__).parents[1] / "unit" / "views" / "golden"
MEANT = 'tls_certificate_expiry_days use base unit "seconds" instead of "days"'
"""The days are for people; the seconds stand beside them as a Unix time."""


@pytest.fixture
def remarks(program: Callable[[str], Path]) -> Callable[[bytes], set[str]]:
    """What `promtool check metrics` has to say of a page."""

    def check(page: bytes) -> set[str]:
        command = [str(program("promtool")), "check", "metrics"]
        checked = subprocess.run(command, input=page, capture_output=True, check=False)
        return set((checked.stdout + checked.stderr).decode().splitlines())

    return check


@pytest.mark.parametrize("name", ["healthy", "broken", "unresolved"])
def test_promtool_accepts_the_series_of_targets(
    remarks: Callable[[bytes], set[str]], name: str
) -> None:
    """It reads whole pages, and minds only that days are not seconds."""
    assert remarks((GOLDEN / f"{name}.txt").read_bytes()) <= {MEANT}


def test_promtool_accepts_the_exporters_own_series(remarks: Callable[[bytes], set[str]]) -> None:
    """With those of the process and of Python."""
    assert remarks(ExporterMetrics(CollectorRegistry()).exposition(openmetrics=False)) == set()


def test_promtool_is_heard(remarks: Callable[[bytes], set[str]]) -> None:
    """A page with a fault gives a remark."""
    assert remarks(b"tls_bad{ 1\n")
