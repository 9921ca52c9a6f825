"""Situations of days replayed to two sets of rules: `python -m tests.alerts.replays BEFORE AFTER`."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from operator import eq
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from exporter.inspection.memory.alternates import told_by_turns, with_visit
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Connection
from exporter.model.outcome import Failed
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.yaml_files import read_yaml

if TYPE_CHECKING:
    from exporter.model.memory import Alternate

MINUTES = 360
START = datetime(2026, 6, 1, tzinfo=UTC)
HOME = 'job="tls-exporter",instance="exporter:9843"'
UP = f"up{{{HOME}}}"
OWN = "TLSExporter(Uplink|Clock|Inspection)Suspected|TLSExporterUplinkLossy|TLSExporterResolverDown"
FIRING = 'ALERTS{alertstate="firing"}'
BY_OWN = f'ALERTS{{alertstate="firing",alertname=~"{OWN}"}}'
AT_TIMES = 'ALERTS{alertstate="firing",alertname="TLSFailsAtTimes"}'
LOSSY = 'ALERTS{alertstate="firing",alertname="TLSExporterUplinkLossy"}'
OF_SITES = (
    f"({FIRING} unless on (job, instance) ({BY_OWN} unless {LOSSY}))"
    f" unless ({AT_TIMES} and on (job, instance) {LOSSY})"
)
TOLD = f"group by (target) (({OF_SITES}) or {BY_OWN})"
EARLIER = TOLD.replace("}", "} offset 1m")
MEASURES = {
    "minutes": f"count_over_time(count({FIRING})[{MINUTES}m:1m])",
    "alerts": f"count(group by (alertname, target, address) (last_over_time({FIRING}[{MINUTES}m])))",
    "begun": f"sum(count_over_time(({FIRING} unless {FIRING} offset 1m)[{MINUTES}m:1m]))",
    "told": f"sum(count_over_time(({TOLD} unless {EARLIER})[{MINUTES}m:1m]))",
}
"""Minutes in which any alert fires, different ones, how often one began, and notifications of a target."""
Points = Mapping[str, Sequence[float | None]]
"""What Prometheus has of each series, a scrape each minute; None where it has nothing."""


def finding(code: str, *, target: str = "www", address: str = "203.0.113.10") -> str:
    """The series of a finding."""
    step = code.partition("_")[0]
    return f'tls_finding{{{HOME},target="{target}",address="{address}",step="{step}",code="{code}",severity="error"}}'


def days(address: str = "203.0.113.10") -> str:
    """The series of what is left of a certificate's life."""
    return f'tls_certificate_expiry_days{{{HOME},target="www",address="{address}",key_type="rsa"}}'


def always(code: str) -> Points:
    """A finding that stands, of a certificate that ends in half a month."""
    return {finding(code): [1.0] * MINUTES, days(): [15.0] * MINUTES}


def where(points: Points, is_there: Callable[[int], bool]) -> Points:
    """The same, with gaps."""
    return {
        name: [value if is_there(minute) else None for minute, value in enumerate(values)]
        for name, values in points.items()
    }


def turning(shown: int, of: int) -> Points:
    """A name with new addresses at each probe, all of them with an expired certificate."""
    draw = random.Random(1)  # noqa: S311 # which addresses they are is no secret
    probes = [set(draw.sample(range(of), shown)) for _ in range(MINUTES // 5)]
    points: dict[str, Sequence[float | None]] = {}
    for number in range(of):
        at = f"198.51.100.{number}"
        is_there = [number in probe for probe in probes for _ in range(5)]
        points[finding("certificate_expired", address=at)] = [
            1.0 if one else None for one in is_there
        ]
        points[days(at)] = [-3.0 if one else None for one in is_there]
    return points


def uplink() -> Points:
    """Twenty targets that cannot be reached, from the first hour on for an hour."""
    down = range(60, 120)
    points: dict[str, Sequence[float | None]] = {}
    for number in range(20):
        target, late = f"site{number}", number % 5
        is_down = [minute - late in down for minute in range(MINUTES)]
        points[finding("port_timeout", target=target)] = [1.0 if one else None for one in is_down]
        step = f'tls_first_failing_step{{{HOME},target="{target}"}}'
        points[step] = [1.0 if one else 0.0 for one in is_down]
    return points


def lossy(share: float, seed: int = 1) -> Points:
    """Twenty targets behind an uplink that loses this share of all connections, as the exporter tells them."""
    draw = random.Random(seed)  # noqa: S311 # which connections they are is no secret
    points: dict[str, Sequence[float | None]] = {}
    for number in range(20):
        target = f"site{number}"
        alone = [1.0 if draw.random() < share else None for _ in range(MINUTES // 5)]
        stands = told([one for one in alone for _ in range(5)])
        points[finding("port_timeout", target=target)] = stands
        step = f'tls_first_failing_step{{{HOME},target="{target}"}}'
        points[step] = [one or 0.0 for one in stands]
        ratio = f'tls_probe_failure_ratio{{{HOME},target="{target}",address="203.0.113.10"}}'
        is_by_turns = [alone[: minute // 5 + 1].count(1.0) > 2 for minute in range(MINUTES)]
        points[ratio] = [
            share if one and by_turns else None
            for one, by_turns in zip(stands, is_by_turns, strict=True)
        ]
    return points


def hourly(code: str, is_there: Callable[[int], bool]) -> Points:
    """A finding of a target that is probed each hour."""
    interval = f'tls_target_interval_seconds{{{HOME},target="www"}}'
    return {**where(always(code), is_there), interval: [3600.0] * MINUTES}


def every_second(code: str) -> Points:
    """A finding of every second probe, each five minutes, as probes one by one tell it."""
    return where(always(code), lambda minute: minute // 5 % 2 == 1)


def counted(points: Points) -> Points:
    """The same findings as the exporter tells them, which counts what its probes came to by turns."""
    return {name: told(values) if "code=" in name else values for name, values in points.items()}


def told(values: Sequence[float | None], minutes: int = 5) -> list[float | None]:
    """Whether it stands at each minute, by what the probes before it came to, so many minutes apart."""
    known: tuple[Alternate, ...] = ()
    stands: list[float | None] = []
    for number, value in enumerate(values[::minutes]):
        outcome = Connection() if value is None else Failed(reason=Reason.CONNECT_REFUSED)
        visited: Attempts = (Attempt(phase=Phase.CONNECT, outcome=outcome),)
        known = with_visit(known, visited, START + timedelta(minutes=5 * number))
        after = told_by_turns(visited, known)
        is_told = any(isinstance(one.outcome, Failed) for one in after)
        stands.extend([1.0 if is_told else None] * minutes)
    return stands


OVERDUE, ENDING = "certificate_renewal_overdue", "chain_expires_before_leaf"
REPLAYS: Mapping[str, Points] = {
    "a renewal is overdue": always(OVERDUE),
    "the same, one probe in six lost": where(always(OVERDUE), lambda at: at % 30 < 25),
    "the same, one scrape in fifty failed": where(always(OVERDUE), lambda at: at % 50 < 49),
    "an intermediate ends first, one probe in six lost": where(
        always(ENDING), lambda at: at % 30 < 25
    ),
    "an intermediate ends first, one scrape in fifty failed": where(
        always(ENDING), lambda at: at % 50 < 49
    ),
    "a port that one probe found closed": where(always("port_timeout"), lambda at: 60 <= at < 65),
    "the same, probed each hour": hourly("port_timeout", lambda at: 60 <= at < 120),
    "a chain with a gap, probed each hour, one probe lost": hourly(
        "chain_incomplete", lambda at: not 240 <= at < 300
    ),
    "expired at 16 addresses, 2 in each answer": turning(2, 16),
    "expired at 200 addresses, 4 in each answer": turning(4, 200),
    "every second connection is refused, each probe told by itself": every_second("port_refused"),
    "the same, counted by the exporter": counted(every_second("port_refused")),
    "20 targets behind an uplink that is down for an hour": uplink(),
    "20 targets behind an uplink that loses a connection in ten": lossy(0.1),
    "20 targets, a connection in a hundred is lost": lossy(0.01),
}


def measured(rules: Path, points: Points) -> Iterator[str]:
    """Each measure of a replay, as promtool finds it."""
    for got in asked(rules, {UP: [1.0] * MINUTES, **points}, MEASURES):
        value = re.search(r"\} (\S+)$", got)
        yield f"{float(value[1]):.0f}" if value else "0"


def asked(rules: Path, points: Points, measures: Mapping[str, str]) -> list[str]:
    """What promtool finds of each measure at the end of the series."""
    never = [{"labels": '{never="x"}', "value": -9}]  # differs, so that promtool prints what it got
    series = [
        {
            "series": name,
            "values": " ".join("stale" if one is None else f"{one:g}" for one in values),
        }
        for name, values in points.items()
    ]
    end = max(map(len, points.values())) - 1
    tests = [
        {"expr": expr, "eval_time": f"{end}m", "exp_samples": never} for expr in measures.values()
    ]
    test = {"interval": "1m", "input_series": series, "promql_expr_test": tests}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "replay.yml"
        document = {"rule_files": [str(rules.resolve())], "evaluation_interval": "1m"}
        file.write_text(json.dumps({**document, "tests": [test]}))
        command = ["promtool", "test", "rules", str(file)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return re.findall(r"got: *(.*)", ended.stdout + ended.stderr)


def table(before: Path, after: Path) -> Iterator[str]:
    """The page, line by line."""
    yield from HEADING.splitlines()
    for name, points in REPLAYS.items():
        pairs = zip(measured(before, points), measured(after, points), strict=True)
        yield f"| {name} | {' | '.join(f'{one} → {other}' for one, other in pairs)} |"
    yield from by_turns()
    yield from by_interval(after)


DAYS, SEEDS = 4, 20
PROBES = DAYS * 288
SHARES: Mapping[str, tuple[float, int]] = {
    **{f"{round(100 * share)} % of connections, at random": (share, 0) for share in (0.01, 0.05)},
    "10 %, as of a server in ten": (0.1, 0),
    "25 %, as of a server in four": (0.25, 0),
    "30 %": (0.3, 0),
    "33 %, as of a server in three": (1 / 3, 0),
    "50 %, as of a server in two": (0.5, 0),
    **{f"every {each}th, in turn": (0.0, each) for each in (10, 4)},
    "every third, in turn": (0.0, 3),
    "every second, in turn": (0.0, 2),
}
"""The share of connections that fail, at random, or which of them."""


def failing(share: float, each: int, seed: int) -> list[float | None]:
    """Which probes find the finding, each told by itself."""
    draw = random.Random(seed)  # noqa: S311 # which probes they are is no secret
    fails = (number % each == 0 if each else draw.random() < share for number in range(PROBES))
    return [1.0 if one else None for one in fails]


def alerted(stands: Sequence[float | None]) -> list[bool]:
    """Whether the alert fires at each probe: after an hour, looking a quarter back."""
    fires: list[bool] = []
    since = 0
    for number in range(len(stands)):
        since = since + 1 if any(stands[max(0, number - 2) : number + 1]) else 0
        fires.append(since >= 12)
    return fires


def in_days(fires: Sequence[Sequence[bool]]) -> str:
    """How often it begins in a day, for how much of the time it fires, and after how many hours first."""
    begun = sum(now > before for one in fires for before, now in pairwise([False, *one]))
    first = sorted(one.index(True) if True in one else PROBES for one in fires)[len(fires) // 2]
    told = "never" if first == PROBES else f"{first / 12:.1f} h"
    minutes = sum(map(sum, fires)) / PROBES / len(fires)
    return f"{begun / DAYS / len(fires):.2f} | {minutes:.0%} | {told}"


def by_turns() -> Iterator[str]:
    """The table of failures that come by turns."""
    yield from BY_TURNS.splitlines()
    for name, (share, each) in SHARES.items():
        alone = [failing(share, each, seed) for seed in range(1 if each else SEEDS)]
        counted = [told(one, 1) for one in alone]
        cells = (in_days([alerted(one) for one in all_of]) for all_of in (alone, counted))
        yield f"| {name} | {' | '.join(cells)} |"


INTERVALS = (1, 5, 10, 15, 30, 60)
BEGUN, STANDING, AFTERWARDS = 3, 600, 270
"""Minutes until the fault, until a probe finds it gone, and after that."""
PACES = {
    "critical": "certificate_expired",
    "warning": "server_config_not_reloaded",
    "after an hour": "chain_expires_before_leaf",
}
"""One alert of each time to wait, by what it is about."""
OF_A_SITE = 'ALERTS{alertstate="firing",target!=""}'
LASTED = STANDING + AFTERWARDS
OF_ALL = f"max by (target) (timestamp({OF_A_SITE}))[{LASTED}m:1m]"
SPAN = {
    "first": f"min_over_time({OF_ALL}) / 60",
    "last": f"max_over_time({OF_ALL}) / 60",
    "minutes": f"sum by (target) (count_over_time({OF_A_SITE}[{LASTED}m]))",
}


def probed(target: str, code: str, interval: int, tells: Callable[[int], float | None]) -> Points:
    """What is told of a target with a fault: by each probe that it is there (1) or not (0), or nothing."""
    labels, step = f'{HOME},target="{target}"', code.partition("_")[0]
    step = "server_config" if step == "server" else step
    one = f'tls_finding{{{labels},address="203.0.113.10",step="{step}",code="{code}",severity="error"}}'
    found = [tells((at - BEGUN) // interval) if at >= BEGUN else 0.0 for at in range(LASTED)]
    return {
        one: [1.0 if each else None for each in found],
        f'tls_step_status{{{labels},step="{step}"}}': [
            None if at is None else 1 - at for at in found
        ],
        f"tls_target_interval_seconds{{{labels}}}": [60.0 * interval] * LASTED,
    }


def spans(rules: Path, points: Points) -> Mapping[str, Mapping[str, float]]:
    """When alerts of each target fire first and last, and for how many minutes."""
    told = (
        re.findall(r'target="([^"]+)"\} (\S+?)(?:,|$)', line) for line in asked(rules, points, SPAN)
    )
    found: dict[str, dict[str, float]] = {}
    for name, pairs in zip(SPAN, told, strict=True):
        for target, value in pairs:
            found.setdefault(target, {})[name] = float(value)
    return found


def about_paces(rules: Path, folder: Path) -> Path:
    """The rules without the alerts that are about nothing of this, as each costs time."""
    group = read_yaml(rules)["groups"][0]
    kept = [one for one in group["rules"] if any(code in one["expr"] for code in PACES.values())]
    recorded = [one for one in group["rules"] if "record" in one]
    file = folder / "paces.rules.yml"
    file.write_text(json.dumps({"groups": [{**group, "rules": [*recorded, *kept]}]}))
    return file


def by_interval(rules: Path) -> Iterator[str]:
    """The table of intervals."""
    yield from BY_INTERVAL.splitlines()
    with TemporaryDirectory() as folder:
        yield from rows_by_interval(about_paces(rules, Path(folder)))


def rows_by_interval(rules: Path) -> Iterator[str]:
    """Its rows."""
    for interval in INTERVALS:
        last = (STANDING - BEGUN) // interval
        ways: Mapping[str, Callable[[int], float | None]] = {
            "all": partial(until, last),
            "lost": partial(until, last, lost=6),
            "one": partial(eq, 3),
        }
        points = {
            name: values
            for way, tells in ways.items()
            for pace, code in PACES.items()
            for name, values in probed(f"{pace}, {way}", code, interval, tells).items()
        }
        yield f"| {interval} | {' | '.join(in_minutes(spans(rules, points), BEGUN + last * interval))} |"


def until(last: int, probe: int, *, lost: int = 0) -> float | None:
    """What a probe tells of a fault that the last ones find no more; nothing where each so-manieth gets no answer."""
    return None if lost and probe % lost == lost - 1 else float(probe < last)


def in_minutes(fired: Mapping[str, Mapping[str, float]], gone: int) -> Iterator[str]:
    """After how many minutes each alert is told and over, and how often it was away in between, or fired for one probe."""
    for pace in PACES:
        span = fired[f"{pace}, all"]
        yield f"{span['first'] - BEGUN:.0f} | {span['last'] + 1 - gone:.0f}"
    lost = [fired[f"{pace}, lost"] for pace in PACES]
    yield f"{sum(one['last'] - one['first'] + 1 - one['minutes'] for one in lost):.0f}"
    yield str(sum(f"{pace}, one" in fired for pace in PACES))


BY_INTERVAL = """
## Intervals

A fault that is found by each probe of a target, at its interval in minutes: after how many minutes it is told, and how long
after the probe that no longer finds it the alert is over; in how many minutes the three alerts were away where one probe in six got
no answer; how many of them fire for what one probe alone saw.

| interval | critical: told | over | warning: told | over | after an hour: told | over | away | for one probe |
|---|---|---|---|---|---|---|---|---|"""
BY_TURNS = f"""
## Failures by turns

One address, probed each five minutes for {DAYS} days, {SEEDS} seeds each: how often a day the alert begins, for how much of the time it
fires, and when it fires first (the median), where each probe is told by itself and where the exporter counts what comes by
turns. The alert waits for an hour and looks a quarter of an hour back. After a repair the finding is gone within 8 probes where every
second one failed, 19 of one in four, 51 of one in ten.

| what fails | by itself: begun a day | firing | first | counted: begun a day | firing | first |
|---|---|---|---|---|---|---|"""
HEADING = f"""\
# Alerts over hours

<!-- Generated by `make replays`. -->

Series of {MINUTES} minutes, a scrape and an evaluation each minute, replayed by promtool to the rules of an earlier day
and to those of `alerts/`: in how many minutes any alert fires, how many different ones do, how often one begins to, and
how often somebody is told of a target that was quiet (inhibition by the exporter's own alerts counted).

| what happens | minutes firing | alerts | begun | told |
|---|---|---|---|---|"""

if __name__ == "__main__":
    for line in table(*map(Path, sys.argv[1:])):
        sys.stdout.write(f"{line}\n")
