"""The command line: one module for each command."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

import exporter
from exporter.cli import check, config, demo, serve
from exporter.cli.check_targets import UsageError
from exporter.cli.open_files import raise_limit
from exporter.cli.standard_streams import open_standard_streams
from exporter.config.problem import ConfigurationError
from exporter.server.listening import CannotListen

COMMANDS = (serve, check, demo, config)
REFUSALS = (UsageError, ConfigurationError, CannotListen)
"""What a command cannot begin with; each says what is wrong in its lines."""
USAGE = 2
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""
BROKEN_PIPE = 141
"""128 and the number of SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The program `tls-exporter`."""
    open_standard_streams()
    raise_limit()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a sign shows another
    sys.exit(exit_code(parser().parse_args(arguments)))


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    result = argparse.ArgumentParser(
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


def exit_code(arguments: argparse.Namespace) -> int:
    """What the chosen command returns, or 2 where it is refused; an interrupt ends it without a word."""
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except REFUSALS as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; what is still buffered must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code
