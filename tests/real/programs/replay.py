"""What scrapes of an exporter said, replayed by promtool to the alert pack: what fires, minute by minute."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from prometheus_client.samples import Sample

from tests.alerts.expression import selectors
from tests.alerts.pack import RULES, alerts, recordings

NOW = "tls_exporter_time_seconds"
OF_THIS_YEAR = {"tls_probe_timestamp_seconds"}
"""Not replayed: promtool's clock begins in 1970."""
READ_BY_RULES = {
    selector.name
    for expression in (*recordings().values(), *(alert.expression for alert in alerts()))
    for selector in selectors(expression)
} - OF_THIS_YEAR
FIRING = re.compile(r'\{__name__="ALERTS", ([^}]*)\}')
LABEL = re.compile(r'(\w+)="([^"]*)"')
NEVER = [{"labels": '{never="x"}', "value": -9}]
"""Differs from whatever is found, so that promtool prints what it got."""
Snapshot = Mapping[str, float]
"""What one scrape says, by series; nothing where it failed."""
Labels = Mapping[str, str]


def series(sample: Sample, **other: str) -> str:
    """The name of its series, some labels being others."""
    pairs = (f"{key}={json.dumps(value)}" for key, value in {**sample.labels, **other}.items())
    return f"{sample.name}{{{','.join(pairs)}}}"


def replayed(
    promtool: Path,
    folder: Path,
    scraped: Sequence[Snapshot],
    *,
    instance: str,
    asked: range,
    clock: float = 0.0,
) -> list[list[Labels]]:
    """The alerts that fire in each minute asked for, a scrape a minute; the exporter's clock is so many seconds ahead."""
    home = f'job="tls-exporter",instance="{instance}"'
    up = {"series": f"up{{{home}}}", "values": " ".join(f"{bool(one):d}" for one in scraped)}
    said = [
        {"series": at(home, name), "values": " ".join(values(name, scraped, clock))}
        for name in dict.fromkeys(name for one in scraped for name in one)
    ]
    tests = [
        {"expr": 'ALERTS{alertstate="firing"}', "eval_time": f"{minute}m", "exp_samples": NEVER}
        for minute in asked
    ]
    test = {"interval": "1m", "input_series": [up, *said], "promql_expr_test": tests}
    file = folder / "replay.yml"
    document = {"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [test]}
    file.write_text(json.dumps(document))
    ended = subprocess.run(
        [promtool, "test", "rules", file], capture_output=True, text=True, check=False
    )
    got = re.findall(r"got: *(.*)", ended.stdout + ended.stderr)
    assert len(got) == len(asked), ended.stdout + ended.stderr
    return [[dict(LABEL.findall(found)) for found in FIRING.findall(line)] for line in got]


def at(home: str, name: str) -> str:
    """The series with what Prometheus adds to it."""
    return name.replace("{", f"{{{home},", 1).replace(",}", "}")


def values(name: str, scraped: Sequence[Snapshot], clock: float) -> Iterator[str]:
    """Its samples in promtool's notation, a minute apart."""
    for minute, snapshot in enumerate(scraped):
        if name not in snapshot:
            yield "stale"
        elif name.startswith(NOW):
            yield f"{minute * 60 + clock:.0f}"
        else:
            yield f"{snapshot[name]:.17g}"
