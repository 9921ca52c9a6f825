"""`config check FILE` and `config schema`: whether a configuration is right, and what may be in it."""

import argparse
import json
import sys
from pathlib import Path

from exporter.config.load import load_settings
from exporter.config.problem import ConfigurationError
from exporter.config.schema import json_schema
from exporter.discovery.targets import Discovery
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.words.wording import counted


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command `config` with its two subcommands."""
    parser = subparsers.add_parser(
        "config",
        help="check a configuration, or print what may be in it",
        description="Checks a configuration, or prints what may be in it.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="config_command", required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="print everything that is wrong with a configuration",
        description="Prints everything that is wrong with a configuration and with the file_sd "
        "files that it names, each with file, line, key and cure. Exit code: 0 or 2.",
        allow_abbrev=False,
    )
    check.add_argument("file", metavar="FILE", type=Path, help="the configuration")
    commands.add_parser(
        "schema",
        help="print the JSON Schema of a configuration",
        description="Prints the JSON Schema (draft 2020-12) of a configuration.",
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0."""
    if arguments.config_command == "schema":
        sys.stdout.write(f"{json.dumps(json_schema(), indent=2, ensure_ascii=False)}\n")
    else:
        check(arguments.file)
    return 0


def check(file: Path) -> None:
    """Prints what a configuration holds, or raises what is wrong with it or its file_sd files."""
    settings = load_settings(file)
    discovery = Discovery(settings)
    targets = discovery.refresh()
    if discovery.problems:
        raise ConfigurationError(discovery.problems)
    sys.stdout.write(f"{file} is valid: {summary(settings, targets)}\n")


def summary(settings: Settings, targets: tuple[Target, ...]) -> str:
    """What a valid configuration holds."""
    found = len(targets) - len(settings.targets)
    return ", ".join(
        (
            counted(len(targets), "target") + (f" ({found} from files)" if found else ""),
            counted(len(settings.resolvers), "resolver"),
            counted(len(settings.trust_stores), "trust store"),
        )
    )
