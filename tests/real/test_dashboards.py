"""Every query of every dashboard, asked of a real Prometheus that scrapes an exporter at the lab."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import yaml

from dashboards import DASHBOARDS
from dashboards.parts.dashboard import Dashboard
from dashboards.parts.panel import Panel
from exporter.lab.scenarios import all_scenarios
from tests.dashboards.grafana import EXPORTED, filled, strings
from tests.real.conftest import Program
from tests.real.programs.exporter import Exporter, running_exporter
from tests.real.programs.http import get
from tests.real.programs.laboratory import running_laboratory
from tests.real.programs.process import poll_until
from tests.real.programs.prometheus import configured_prometheus, hurried_rules
from tests.unit.config.test_log_list import log, written

SCENARIOS = all_scenarios()

pytestmark = [pytest.mark.real, pytest.mark.timeout(600)]

HASTE = 600
"""Alerts that wait for ten minutes fire within a second."""
STEP = 2
"""Seconds between two points of history."""
HISTORY = 10
"""Seconds that are looked back at."""
CHOSEN = {
    "job": "tls-exporter",
    "target": ".*",
    "instance": ".*",
    "__rate_interval": "10s",
    "__range": f"{HISTORY}s",
    "__interval": f"{STEP}s",
}
LAG = 2
"""Seconds until what was scraped can be asked for."""
PATIENCE = 150
"""Seconds until every panel has something, on a busy machine."""
OWN_LABEL = {"team": "lab"}
# Between two processes a reset comes only after the connection is made.
DEPLOYED = tuple(scenario for scenario in SCENARIOS if scenario.name != "port-cut")
Series = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Source:
    """The Prometheus behind the dashboards, asked as Grafana asks it, always for the same time."""

    url: str
    at: float
    """Unix time; all that was scraped until then is stored."""

    def series(self, expr: str, *, over_time: bool = False) -> Series:
        """The answer to one query, at that time or over the seconds before it."""
        if over_time:
            times = {"start": self.at - HISTORY, "end": self.at, "step": STEP}
            return list(self._get("query_range", query=expr, **times)["result"])
        return list(self._get("query", query=expr, time=self.at)["result"])

    def values(self, label: str, selector: str) -> set[str]:
        """What `label_values` gives."""
        data: list[str] = self._get(f"label/{label}/values", **{"match[]": selector})
        return set(data)

    def _get(self, path: str, **parameters: object) -> Any:
        answer = json.loads(get(f"{self.url}/api/v1/{path}?{urlencode(parameters)}"))
        assert "warnings" not in answer, answer
        return answer["data"]


@pytest.fixture(scope="module")
def exporter(folder: Path) -> Iterator[Exporter]:
    """The exporter that has reported on every deployment of the lab, each with a label of its own."""
    with running_laboratory(DEPLOYED) as laboratory:
        configuration = laboratory.configuration(folder)
        for target in configuration["targets"]:
            target["labels"] = OWN_LABEL
        (folder / "more.yml").write_text("[]\n")
        logs = written(folder, logs=[log()])
        logs.write_text(logs.read_text().replace("2026-05-30", f"{datetime.now(tz=UTC):%Y-%m-%d}"))
        configuration["ct_log_list"] = str(logs)
        configuration["discovery"] = {"file_sd": [{"files": [str(folder / "more.yml")]}]}
        with running_exporter(folder, configuration) as exporter:
            yield exporter


@pytest.fixture(scope="module")
def source(program: Program, folder: Path, exporter: Exporter) -> Iterator[Source]:
    """Prometheus with the alert pack, as soon as it has something for every panel."""
    rules = folder / "hurried.rules.yml"
    rules.write_text(yaml.safe_dump(hurried_rules(HASTE)))
    configuration = {
        "global": {"scrape_interval": "2s", "scrape_timeout": "2s", "evaluation_interval": "1s"},
        "rule_files": [str(rules)],
        "scrape_configs": [
            {
                "job_name": "tls-exporter",
                "static_configs": [{"targets": [urlsplit(exporter.url).netloc]}],
            }
        ],
    }
    with configured_prometheus(
        program("prometheus"), folder, yaml.safe_dump(configuration)
    ) as prometheus:
        poll_until(lambda: has_everything(recently(prometheus.url)), patience=PATIENCE)
        yield recently(prometheus.url)


each_dashboard = pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda each: each.uid)
each_filtered = pytest.mark.parametrize(
    "dashboard",
    [each for each in DASHBOARDS if "adhoc" in {one["type"] for one in each.variables}],
    ids=lambda each: each.uid,
)


@each_dashboard
def test_every_panel_has_data_of_the_lab(source: Source, dashboard: Dashboard) -> None:
    """Among deployments with every fault there is something to see everywhere, and no error."""
    assert empty_panels(source, dashboard) == []


@each_dashboard
def test_panels_keep_their_promise_when_all_is_well(source: Source, dashboard: Dashboard) -> None:
    """With one healthy target chosen, only panels that say so are empty."""
    empty = empty_panels(source, dashboard, target="healthy")
    assert [panel.title for panel in empty if not panel.may_be_empty] == []


@each_dashboard
def test_nothing_is_shown_of_targets_that_do_not_exist(
    source: Source, dashboard: Dashboard
) -> None:
    """What is about targets is silent, instead of counting none as none failing."""
    about_targets = [panel for panel in dashboard.panels() if asks_only_for_targets(panel)]
    assert [
        panel.title for panel in about_targets if shown(source, panel, {"target": "nobody"})
    ] == []


@each_filtered
def test_own_labels_filter_every_panel(source: Source, dashboard: Dashboard) -> None:
    """A filter for a label that all targets have changes nothing, any other leaves nothing."""
    for panel in dashboard.panels():
        for query in panel.queries:
            over_time = panel.kind.shows_history
            plain, kept, dropped = (
                source.series(filled(with_filter(query.expr, added), CHOSEN), over_time=over_time)
                for added in ("", ', team="lab"', ', team="other"')
            )
            assert len(kept) == len(plain), query.expr
            assert dropped == [], query.expr


@each_dashboard
def test_annotations_can_be_asked_for(source: Source, dashboard: Dashboard) -> None:
    """The queries behind marks on the time axis run."""
    for annotation in dashboard.annotations:
        source.series(filled(annotation.expr, CHOSEN), over_time=True)


@each_dashboard
def test_variables_offer_what_is_there(
    source: Source, exporter: Exporter, dashboard: Dashboard
) -> None:
    """The job, the targets, the exporter and its address."""
    address = urlsplit(exporter.url).netloc
    expected = {
        "job": {"tls-exporter"},
        "target": {scenario.name for scenario in DEPLOYED},
        "instance": {address},
        "exporter_url": {exporter.url},
    }
    for variable in dashboard.variables:
        if variable["type"] == "query":
            assert offered(source, variable) == expected[str(variable["name"])]


def test_links_lead_to_pages_of_the_exporter(source: Source, exporter: Exporter) -> None:
    """Runbooks of steps and of everything found, targets, the status page."""
    codes = source.values("code", "tls_finding")
    assert codes
    links = {
        text for text in strings(list(EXPORTED.values())) if text.startswith("${exporter_url}/")
    }
    for link in links:
        path = link.removeprefix("${exporter_url}")
        path = path.replace("${__data.fields.target:percentencode}", "healthy")
        for code in codes if "${__data.fields.code" in path else {""}:
            assert exporter.get(path.replace("${__data.fields.code:percentencode}", code))


def recently(url: str) -> Source:
    """What Prometheus knew a moment ago."""
    return Source(url, at=time.time() - LAG)


def has_everything(source: Source) -> bool:
    """Whether there is something for every panel."""
    return not any(empty_panels(source, dashboard) for dashboard in DASHBOARDS)


def empty_panels(source: Source, dashboard: Dashboard, **chosen: str) -> list[Panel]:
    """The panels without data."""
    return [
        panel for panel in dashboard.panels() if panel.queries and not shown(source, panel, chosen)
    ]


def shown(source: Source, panel: Panel, chosen: Mapping[str, str]) -> Series:
    """All series of a panel."""
    return [
        series
        for query in panel.queries
        for series in source.series(
            filled(query.expr, {**CHOSEN, **chosen}), over_time=panel.kind.shows_history
        )
    ]


def asks_only_for_targets(panel: Panel) -> bool:
    """Whether every series of a panel is of a chosen target."""
    selectors = [
        selector for query in panel.queries for selector in re.findall(r"\{[^}]*\}", query.expr)
    ]
    return bool(selectors) and all('target=~"$target"' in selector for selector in selectors)


def with_filter(expr: str, added: str) -> str:
    """The query as Grafana makes it from a filter: a matcher more in every selector."""
    return expr.replace('job=~"$job"', f'job=~"$job"{added}')


def offered(source: Source, variable: Mapping[str, Any]) -> set[str]:
    """The values that Grafana offers for a variable."""
    query = filled(variable["query"]["query"], CHOSEN)
    if match := re.fullmatch(r"label_values\((.*), (\w+)\)", query):
        return source.values(match[2], match[1])
    (result,) = re.findall(r"^query_result\((.*)\)$", query)
    lines = (
        ",".join(f'{name}="{value}"' for name, value in series["metric"].items())
        for series in source.series(result)
    )
    pattern = re.compile(variable["regex"].strip("/"))
    return {found[1] for line in lines if (found := pattern.search(line))}
