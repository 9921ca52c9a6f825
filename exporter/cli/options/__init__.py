"""What may be typed: all commands with their options, read before anything that they need."""

import argparse

import exporter
from exporter.cli.options import check, config, demo, export, healthy, serve
from exporter.cli.options.parsing import SuggestingParser

COMMANDS = (serve, check, export, demo, config, healthy)


def parser() -> argparse.ArgumentParser:
    """The command's name is `command` in what it parses."""
    result = SuggestingParser(
        prog="tls-exporter",
        description="Watches TLS certificate deployments, step by step as a troubleshooting guide "
        "does, and publishes what it finds to Prometheus.",
        epilog="`tls-exporter COMMAND --help` tells more. To see it at work with nothing to "
        "configure: tls-exporter demo",
        allow_abbrev=False,
    )
    result.add_argument(
        "--version", action="version", version=f"tls-exporter {exporter.__version__}"
    )
    subparsers = result.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    return result
