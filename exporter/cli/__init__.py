"""The command line: one module for each command."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from exporter.cli import core_files
from exporter.cli.exit_codes import BROKEN_PIPE, INTERRUPTED, NOT_ALL_KNOWN, USAGE
from exporter.cli.open_files import TooFewFilesError, raise_limit, refuse_too_few
from exporter.cli.options import parser
from exporter.cli.refusal import REFUSALS
from exporter.cli.standard_streams import open_standard_streams


def main(arguments: Sequence[str] | None = None) -> None:
    """The program `tls-exporter`."""
    open_standard_streams()
    raise_limit()
    core_files.forbid()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a sign shows another
    sys.exit(exit_code(parser().parse_args(arguments)))


def exit_code(arguments: argparse.Namespace) -> int:
    """What the chosen command returns, or why it did not come to that; an interrupt ends it without a word."""
    try:
        refuse_too_few()
        # Imported only now, as reading all that probes takes a second: --help need not wait for it.
        command = import_module(f"{__name__}.{arguments.command}")
        code: int = command.run(arguments)
        sys.stdout.flush()
    except REFUSALS as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    except TooFewFilesError as error:
        sys.stderr.write(f"{error}\n")
        return NOT_ALL_KNOWN
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; what is still buffered must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code
