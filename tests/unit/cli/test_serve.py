"""Tests for what `serve` sets about before it serves."""

import sys
from subprocess import run

SERVED = """
import gc, sys
from exporter.app import App
from exporter.cli import main

async def told(self, *, on_listening):
    print(gc.get_freeze_count() > 50_000, gc.get_threshold())

App.run = told
main(["serve", "--config.file=/dev/stdin"])
"""


def test_the_garbage_collector_passes_over_what_was_there_from_the_start() -> None:
    """All modules, which are three quarters of what there is beside 250 targets; a pass comes at 2,000 new objects."""
    command = [sys.executable, "-c", SERVED]
    served = run(command, input="targets: []\n", text=True, capture_output=True, check=False)
    assert (served.returncode, served.stdout) == (0, "True (2000, 10, 10)\n"), served.stderr
