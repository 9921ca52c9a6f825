"""`demo`: a lab of healthy and broken TLS deployments on loopback, watched by the exporter."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.status import Status
from rich.text import Text

from exporter.app import App
from exporter.app.single_round import single_round
from exporter.cli.check_output import Terminal
from exporter.cli.demo_table import DemoResult, summary, table
from exporter.cli.exit_codes import NOT_ALL_KNOWN
from exporter.cli.logs import log_to_stderr
from exporter.cli.options.demo import DEFAULT_ADDRESS
from exporter.cli.refusal import UsageError
from exporter.lab.comparison import differences
from exporter.lab.running import Lab, running_lab
from exporter.lab.scenario import Scenario
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.server.listen_address import CannotListen, ListenAddress

AS_EXPECTED, NOT_AS_EXPECTED = 0, 1
"""Exit codes."""
ROUNDS = 4
"""Looks at a deployment with `--once`, whatever comes of them."""
PATIENCE, PATIENCE_WHEN_BUSY = 30.0, 180.0
"""Seconds after the first round in which the table is printed, whatever stands in it."""
LOOK_AGAIN = 2.0
"""Seconds."""
EXAMPLE = "expired"
"""The scenario in the lines to try."""


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0; 1 if `--once` found a fault, 3 if this machine was too busy for all of it."""
    log_to_stderr(level="warn", line_format="logfmt")
    if arguments.once:
        return asyncio.run(show_once())
    try:
        asyncio.run(show_and_serve(arguments.listen_addresses or (DEFAULT_ADDRESS,)))
    except CannotListen as error:
        raise UsageError(
            f"{error}\nTake another address: "
            "tls-exporter demo --web.listen-address=127.0.0.1:0 (port 0: any that is free)"
        ) from error
    return AS_EXPECTED


async def show_once() -> int:
    """Probes everything once; the exit code says whether all is reported as it must be.

    What is not is probed again, as a slow machine, which runs the servers besides, is late for some.
    """
    console = Terminal(highlight=False)
    async with running_lab() as lab:
        console.print(beginning(lab))
        probes = {scenario.name: scenario.probes for scenario in lab.scenarios}
        found: Mapping[str, DemoResult] = {}
        for _ in range(ROUNDS):
            if not (again := unlike(lab, found)):
                break
            reports = await single_round(
                lab.settings, again, tell=lambda _report: None, probes=probes
            )
            found = await judged_anew(lab, by_name(reports), found)
    results = tuple(found.values())
    show(results, console)
    return exit_code(results)


def exit_code(results: tuple[DemoResult, ...]) -> int:
    """Whether all is reported as it must be; what this machine was too busy for is no fault."""
    if is_all_right(results):
        return AS_EXPECTED
    is_excused = all(one.is_as_expected or one.is_held_up for one in results)
    return NOT_ALL_KNOWN if is_excused else NOT_AS_EXPECTED


async def show_and_serve(addresses: Sequence[ListenAddress]) -> None:
    """Watches the lab until a signal comes; the table is printed after the first round."""
    urls: asyncio.Future[tuple[str, ...]] = asyncio.get_running_loop().create_future()
    async with running_lab() as lab:
        app = App(lab.settings, listen_addresses=addresses)
        telling = asyncio.create_task(tell(lab, app, urls))
        try:
            await app.run(on_listening=urls.set_result)
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling


async def tell(lab: Lab, app: App, listening: asyncio.Future[tuple[str, ...]]) -> None:
    """Prints what happens; the demo ends when nobody reads it any more."""
    console = Terminal(highlight=False)
    with anchors_file(lab) as anchors:
        try:
            urls = await listening
            console.print(beginning(lab))
            with Status("", console=Console(stderr=True)) as waiting:
                found = await settled(lab, app, tell=waiting.update)
            show(found, console)
            console.print(places(lab, urls, anchors), soft_wrap=True)
            await asyncio.Event().wait()
        finally:
            app.stop()


async def settled(lab: Lab, app: App, *, tell: Callable[[str], None]) -> tuple[DemoResult, ...]:
    """What was found, once nothing more is waited for; how many are to come is told meanwhile."""
    found: Mapping[str, DemoResult] = {}
    waited = 0.0
    while True:
        is_ready = app.watch.is_ready
        found = await judged_anew(lab, by_name(app.watch.reports()), found)
        results = tuple(found.values())
        if is_ready and is_settled(results, waited):
            return results
        right = sum(result.is_as_expected for result in results)
        tell(f"Probing: {len(lab.scenarios) - right} to come …")
        await asyncio.sleep(LOOK_AGAIN)
        waited += LOOK_AGAIN if is_ready else 0.0


async def judged_anew(
    lab: Lab, reports: Mapping[str, Report], found: Mapping[str, DemoResult]
) -> Mapping[str, DemoResult]:
    """Each scenario that has a report, in the order of the scenarios; what was right before stays.

    One in each turn of the loop: probes are under way in it, and who is held up learns nothing from silence.
    """
    anew: dict[str, DemoResult] = {}
    for scenario in lab.scenarios:
        known = found.get(scenario.name)
        if known and known.is_as_expected:
            anew[scenario.name] = known
        elif report := reports.get(scenario.name):
            anew[scenario.name] = result_of(scenario, report, lab.began_at)
            await asyncio.sleep(0)
    return anew


def is_settled(found: tuple[DemoResult, ...], waited: float) -> bool:
    """Whether all is as it must be, or was waited for so many seconds after the first round.

    A slow machine, which runs the servers besides, does not finish all scans in the first one.
    """
    is_late = any(outcome.is_held_up for outcome in found)
    return is_all_right(found) or waited >= (PATIENCE_WHEN_BUSY if is_late else PATIENCE)


@contextmanager
def anchors_file(lab: Lab) -> Iterator[Path]:
    """The lab's root certificate in a file, for programs that are to trust it."""
    with TemporaryDirectory(prefix="tls-exporter-demo-") as folder:
        file = Path(folder, "lab-root.pem")
        file.write_bytes(lab.settings.trust_stores[0].pem)
        yield file


def by_name(reports: Iterable[Report]) -> dict[str, Report]:
    """The reports by the names of their targets."""
    return {report.target.name: report for report in reports}


def unlike(lab: Lab, found: Mapping[str, DemoResult]) -> tuple[Target, ...]:
    """The targets that are not, or not yet, reported as they must be."""
    right = {name for name, result in found.items() if result.is_as_expected}
    return tuple(target for target in lab.settings.targets if target.name not in right)


def result_of(scenario: Scenario, report: Report, began_at: datetime) -> DemoResult:
    """What was reported of a scenario, and how it differs from what must be."""
    found = differences(scenario.expectation, report, now=began_at)
    return DemoResult(scenario=scenario, report=report, differences=found)


def is_all_right(results: tuple[DemoResult, ...]) -> bool:
    """Whether every scenario is reported as it must be."""
    return all(outcome.is_as_expected for outcome in results)


def show(results: tuple[DemoResult, ...], console: Console) -> None:
    """Prints the table and what it comes to."""
    console.print(table(results))
    console.print()
    console.print(summary(results))


def beginning(lab: Lab) -> str:
    """What is going on until the table appears."""
    return f"Probing {len(lab.scenarios)} TLS deployments on loopback, healthy and broken …\n"


def places(lab: Lab, urls: Sequence[str], anchors: Path) -> Text:
    """Where to look, and what to try."""
    target = next(target for target in lab.settings.targets if target.name == EXAMPLE)
    return Text("\n").join(
        Text(line)
        for line in (
            "",
            *(f"Page     {url}/" for url in urls),
            *(f"Metrics  {url}/metrics" for url in urls),
            f"Try      curl -s {urls[0]}/metrics | grep 'target=\"{EXAMPLE}\"'",
            f"         {check_command(target, anchors)}",
            "",
            "Ctrl-C ends all of it.",
        )
    )


def check_command(target: Target, anchors: Path) -> str:
    """How `check` looks at a deployment of the lab, whose name only the lab's DNS knows."""
    called = Path(sys.argv[0])
    program = called if called.name == "tls-exporter" else "tls-exporter"
    return f"{program} check --ip=127.0.0.1 --ca-file={anchors} {target.host}:{target.port}"
