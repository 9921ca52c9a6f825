"""`export`: the alert pack and what else an operator loads, as files."""

import argparse
import sys
from pathlib import Path

from exporter.cli.refusal import UsageError
from exporter.pack.files import as_json, exported
from exporter.pack.grafana import dashboards
from exporter.pack.offer import Format, Kind
from exporter.pack.setting import Setting


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0."""
    kind, form = Kind(arguments.kind), Format(arguments.format)
    setting = Setting(
        job=arguments.job,
        language=arguments.lang,
        runbook_base=arguments.runbook_base or "",
        grafana=arguments.grafana or "",
        severities=dict(arguments.severity),
    )
    if arguments.directory is None:
        sys.stdout.write(exported(kind, form, setting))
    elif (kind, form) != (Kind.DASHBOARDS, Format.PROMETHEUS):
        raise UsageError("--directory is for `export dashboards` in the format prometheus")
    else:
        write_dashboards(arguments.directory, setting)
    return 0


def write_dashboards(folder: Path, setting: Setting) -> None:
    """A file for each dashboard, as Grafana's provisioning reads them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, dashboard in dashboards(setting).items():
            (folder / name).write_text(as_json(dashboard), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{folder}: {error.strerror}; give a folder that can be written"
        ) from error
