"""`check`: probes targets now, and prints the ladder of each."""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Iterable

from exporter.app.single_round import single_round
from exporter.cli.check_output import Printer, ladders, lines, nothing
from exporter.cli.check_targets import chosen
from exporter.model.report import Report
from exporter.views.json_view import report_json
from exporter.words.standing import Standing

LOGGER = logging.getLogger(__name__)
NOTHING_FAILS, FAILING, NOT_ALL_KNOWN = 0, 1, 3
CODES = {
    Standing.FAILING: FAILING,
    Standing.PARTLY_UNKNOWN: NOT_ALL_KNOWN,
    Standing.UNKNOWN: NOT_ALL_KNOWN,
    Standing.WARNING: NOTHING_FAILS,
    Standing.HEALTHY: NOTHING_FAILS,
}
BY_GRAVITY = (FAILING, NOT_ALL_KNOWN, NOTHING_FAILS)


def run(arguments: argparse.Namespace) -> int:
    """The exit code, as the help has it."""
    settings, targets = chosen(arguments)
    show = nothing if arguments.json else lines(targets) if arguments.brief else ladders
    try:
        with Printer(show, awaited=len(targets)) as printer:
            reports = asyncio.run(single_round(settings, targets, tell=printer.tell))
    except BrokenPipeError:
        raise
    except Exception:
        LOGGER.exception("a defect of this program ended the check")
        return NOT_ALL_KNOWN
    if arguments.json:
        document = {"targets": [report_json(report) for report in reports]}
        sys.stdout.write(f"{json.dumps(document, indent=2)}\n")
    else:
        printer.end(reports)
    return exit_code(reports)


def exit_code(reports: Iterable[Report]) -> int:
    """The gravest, by how each target stands."""
    codes = {CODES[report.standing] for report in reports}
    return next((code for code in BY_GRAVITY if code in codes), NOTHING_FAILS)
