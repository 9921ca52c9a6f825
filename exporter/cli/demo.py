"""`demo`: a lab of healthy and broken TLS deployments on loopback, watched by the exporter."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from exporter.app import App
from exporter.app.single_round import single_round
from exporter.cli.check import Terminal
from exporter.cli.check_targets import UsageError
from exporter.cli.demo_table import Outcome, summary, table
from exporter.cli.logs import log_to_stderr
from exporter.cli.serve import add_listen_option
from exporter.lab.comparison import differences
from exporter.lab.running import Lab, running_lab
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.server.listening import CannotListen, ListenAddress

AS_EXPECTED, NOT_AS_EXPECTED = range(2)
DEFAULT_ADDRESS = ListenAddress(host="127.0.0.1", port=9843)
EXAMPLE = "expired"
"""The scenario in the lines to try."""
DESCRIPTION = """\
Starts a lab of TLS deployments on this machine's loopback addresses, healthy and deliberately
broken, and watches them: nothing to install, nothing to configure, nothing leaves the machine.
Prints what is there and what was found, then where to look. Ctrl-C ends all of it."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command `demo`."""
    parser = subparsers.add_parser(
        "demo",
        help="watch a lab of healthy and broken TLS deployments on loopback",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_listen_option(parser, DEFAULT_ADDRESS)
    parser.add_argument(
        "--once",
        action="store_true",
        help="probe once, print the table and end; exit code 1 if anything is not reported as it "
        "must be",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0; 1 if `--once` found a fault."""
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
    """Probes everything once; the exit code says whether all is reported as it must be."""
    console = Terminal(highlight=False)
    async with running_lab() as lab:
        console.print(beginning(lab))
        targets = lab.settings.targets
        reports = await single_round(lab.settings, targets, tell=lambda _report: None)
    results = outcomes(lab, reports)
    show(results, console)
    is_all_right = all(outcome.is_as_expected for outcome in results)
    return AS_EXPECTED if is_all_right else NOT_AS_EXPECTED


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
            while not app.watch.is_ready:  # noqa: ASYNC110 - the app tells its state, not its changes
                await asyncio.sleep(0.1)
            results = outcomes(lab, app.watch.reports())
            show(results, console)
            console.print(places(lab, urls, anchors), soft_wrap=True)
            await asyncio.Event().wait()
        finally:
            app.stop()


@contextmanager
def anchors_file(lab: Lab) -> Iterator[Path]:
    """The lab's root certificate in a file, for programs that are to trust it."""
    with TemporaryDirectory(prefix="tls-exporter-demo-") as folder:
        file = Path(folder, "lab-root.pem")
        file.write_bytes(lab.settings.trust_stores[0].pem)
        yield file


def outcomes(lab: Lab, reports: Sequence[Report]) -> tuple[Outcome, ...]:
    """Each scenario with its report, in the order of the scenarios."""
    by_name = {report.target.name: report for report in reports}
    return tuple(
        Outcome(
            scenario=scenario,
            report=by_name[scenario.name],
            differences=differences(scenario.expectation, by_name[scenario.name], now=lab.began_at),
        )
        for scenario in lab.scenarios
    )


def show(results: tuple[Outcome, ...], console: Console) -> None:
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
