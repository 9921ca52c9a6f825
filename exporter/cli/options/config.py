"""What may be typed after `config`."""

from pathlib import Path

from exporter.cli.options.parsing import Subparsers


def add_parser(subparsers: Subparsers) -> None:
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
        description="Prints everything that is wrong with a configuration and with the targets that "
        "its file_sd files and inventories list now, each with file, line, key and cure. Exit code: 0 or 2.",
        allow_abbrev=False,
    )
    check.add_argument("file", metavar="FILE", type=Path, help="the configuration")
    commands.add_parser(
        "schema",
        help="print the JSON Schema of a configuration",
        description="Prints the JSON Schema (draft 2020-12) of a configuration.",
        allow_abbrev=False,
    )
