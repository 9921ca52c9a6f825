"""`python -m dashboards` writes the JSON files; with `--check` it tells which are out of date."""

import argparse
import sys
from pathlib import Path

from dashboards import DASHBOARDS
from dashboards.parts.dashboard import Dashboard

FOLDER = Path(__file__).parents[1] / "exporter" / "pack" / "dashboards"


def main() -> int:
    """The exit code: 1 if a file is not what would be written."""
    parser = argparse.ArgumentParser(prog="python -m dashboards", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    if not parser.parse_args().check:
        for dashboard in DASHBOARDS:
            path(dashboard).write_text(dashboard.text(), encoding="utf-8")
        return 0
    stale = [path(dashboard) for dashboard in DASHBOARDS if not is_current(dashboard)]
    sys.stderr.writelines(f"{file} is out of date: run python -m dashboards\n" for file in stale)
    return 1 if stale else 0


def path(dashboard: Dashboard) -> Path:
    """The file of a dashboard."""
    return FOLDER / f"{dashboard.uid}.json"


def is_current(dashboard: Dashboard) -> bool:
    """Whether the file is what would be written."""
    file = path(dashboard)
    return file.exists() and file.read_text(encoding="utf-8") == dashboard.text()


if __name__ == "__main__":
    sys.exit(main())
