"""`config check FILE` and `config schema`: whether a configuration is right, and what may be in it."""

import argparse
import gc
import json
import sys
from importlib import import_module
from pathlib import Path

from exporter.config.load import load_settings
from exporter.config.schema import json_schema


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0."""
    if arguments.config_command == "schema":
        sys.stdout.write(f"{json.dumps(json_schema(), indent=2, ensure_ascii=False)}\n")
    else:
        check(arguments.file)
    return 0


def check(file: Path) -> None:
    """Prints what a configuration holds, or raises what is wrong with it or what its sources list."""
    gc.disable()  # of what is read nothing goes until the end, which is near
    settings = load_settings(file)
    # Imported only now: a file that is refused need not wait for all that asks its sources.
    import_module("exporter.cli.config_contents").tell(file, settings)
