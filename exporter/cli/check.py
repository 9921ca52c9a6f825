"""`check`: probes targets now, and prints the ladder of each."""

import argparse
import asyncio
import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace

from exporter.app.single_round import single_round
from exporter.cli.check_output import Printer, ladders, lines, nothing
from exporter.cli.check_targets import chosen
from exporter.cli.exit_codes import NOT_ALL_KNOWN
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.views.chain_file import chain_file, completed_chains
from exporter.views.json_view import report_json
from exporter.views.language import ENGLISH, speaking
from exporter.views.summary import proof, verdict
from exporter.words.language import LANGUAGES
from exporter.words.standing import Standing

LOGGER = logging.getLogger(__name__)
NOTHING_FAILS, FAILING = 0, 1
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
    with speaking(arguments.lang or of_locale()):
        return checked(arguments)


def of_locale() -> str:
    """The language of the messages in the environment (POSIX, "Environment Variables")."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    language = re.split("[_.@]", locale)[0]
    return language if language in LANGUAGES else ENGLISH


def checked(arguments: argparse.Namespace) -> int:
    """The targets probed, told as it is asked, and the exit code."""
    settings, targets = chosen(arguments)
    if arguments.complete_chain:
        targets = tuple(map(with_issuers_fetched, targets))
    is_document = arguments.json or arguments.complete_chain
    show = nothing if is_document else lines(targets) if arguments.brief else ladders
    try:
        with Printer(show, awaited=len(targets)) as printer:
            reports = asyncio.run(single_round(settings, targets, tell=printer.tell))
    except BrokenPipeError:
        raise
    except Exception:
        LOGGER.exception("a defect of this program ended the check")
        return NOT_ALL_KNOWN
    if arguments.complete_chain:
        return print_chains(reports)
    if arguments.json:
        document = {"targets": [report_json(report) for report in reports]}
        sys.stdout.write(f"{json.dumps(document, indent=2)}\n")
    else:
        printer.end(reports)
    return exit_code(reports)


def with_issuers_fetched(target: Target) -> Target:
    """The target, whose missing issuers are fetched and which is not scanned: the chain is wanted."""
    policy = target.policy
    fetch = replace(policy.fetch, aia=True)
    return replace(target, policy=replace(policy, fetch=fetch, scan_interval=0.0))


def print_chains(reports: Sequence[Report]) -> int:
    """The whole chains, and the exit code: not all is known where there is none of a target."""
    found = [tuple(completed_chains(report)) for report in reports]
    for report, chains in zip(reports, found, strict=True):
        if not chains:
            LOGGER.error("%s: no whole chain is known: %s", report.target.name, why(report))
        for chain in chains:
            sys.stdout.write(chain_file(chain))
    return NOTHING_FAILS if all(found) else NOT_ALL_KNOWN


def why(report: Report) -> str:
    """What the guide has to say of a chain that leads nowhere, or of what kept it from being seen."""
    return "; ".join(dict.fromkeys(map(proof, report.findings))) or verdict(report)


def exit_code(reports: Iterable[Report]) -> int:
    """The gravest, by how each target stands."""
    codes = {CODES[report.standing] for report in reports}
    return next((code for code in BY_GRAVITY if code in codes), NOTHING_FAILS)
