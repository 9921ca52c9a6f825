"""What every dashboard and every panel has: the conventions of Grafana's dashboard-linter, and ours."""

import re
from itertools import combinations, pairwise
from typing import Any

import pytest

from dashboards.parts.variables import DATA_SOURCE
from exporter.guide.runbook import pages
from tests.alerts.pack import alerts
from tests.dashboards.grafana import (
    EXPORTED,
    column_names,
    panels,
    strings,
    values_of,
    variables_in,
)

Json = dict[str, Any]
WITHOUT_LEGEND = {"table"}
OF_GRAFANA = {
    "__all",
    "__data",
    "__field",
    "__interval",
    "__range",
    "__rate_interval",
    "__url_time_range",
}
LINK_TO_DASHBOARD = re.compile(r"^/d/([\w-]+)\?(.*)$")
GUIDE = "${exporter_url}/guide/"


def test_dashboard_is_read_only_and_current(dashboard: Json) -> None:
    """Provisioned, refreshed, in the reader's time, of the schema that Grafana 12 writes."""
    assert dashboard["editable"] is False
    assert dashboard["timezone"] == "browser"
    assert dashboard["refresh"] == "1m"
    assert dashboard["schemaVersion"] == 42
    assert dashboard["tags"] == ["tls-exporter"]
    assert dashboard["description"]
    assert "id" not in dashboard


def test_uids_are_those_of_the_contract() -> None:
    """Links in alerts, bookmarks and other dashboards hold on to them."""
    assert set(EXPORTED) == {"tls-overview", "tls-target", "tls-certificates", "tls-exporter"}


def test_dashboards_link_to_each_other(dashboard: Json) -> None:
    """By their tag, with what the reader has chosen."""
    (link,) = (link for link in dashboard["links"] if link["type"] == "dashboards")
    assert link["tags"] == dashboard["tags"]
    assert (link["includeVars"], link["keepTime"]) == (True, True)


def test_no_data_source_is_fixed(dashboard: Json) -> None:
    """Everything asks the Prometheus that the reader chooses."""
    assert all(source == DATA_SOURCE for source in values_of("datasource", dashboard))
    uids = set(values_of("uid", dashboard["panels"])) | set(
        values_of("uid", dashboard["templating"])
    )
    assert uids == {"${datasource}"}
    first = dashboard["templating"]["list"][0]
    assert (first["type"], first["name"], first["query"]) == (
        "datasource",
        "datasource",
        "prometheus",
    )


def test_job_and_target_can_be_chosen(dashboard: Json) -> None:
    """From what is there in the time range."""
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    for name in ("job", "target"):
        assert variables[name]["query"]["query"].startswith("label_values(")
        assert variables[name]["query"]["query"].endswith(f", {name})")
        assert variables[name]["refresh"] == 2
        assert variables[name]["multi"] is True
    assert variables["job"]["includeAll"] is True


def test_variables_are_explained(dashboard: Json) -> None:
    """Each has a label and a description."""
    assert all(
        variable["label"] and variable["description"]
        for variable in dashboard["templating"]["list"]
    )


def test_every_variable_in_use_exists(dashboard: Json) -> None:
    """In queries, links and texts: the dashboard's own, or one of Grafana's."""
    own = {variable["name"] for variable in dashboard["templating"]["list"]}
    used = {name for text in strings(dashboard) for name in variables_in(text)}
    assert used <= own | OF_GRAFANA


def test_every_variable_is_used(dashboard: Json) -> None:
    """By a panel or a link; filters work without being named."""
    own = {
        variable["name"]
        for variable in dashboard["templating"]["list"]
        if variable["type"] != "adhoc"
    }
    used = {name for text in strings(dashboard) for name in variables_in(text)}
    assert own <= used


def test_panels_have_title_and_description(dashboard: Json) -> None:
    """Both are sentences of use: no title stands twice, and descriptions end with a full stop."""
    titles = [panel["title"] for panel in panels(dashboard)]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    for panel in panels(dashboard):
        assert panel["description"].endswith("."), panel["title"]


def test_panels_have_a_unit(dashboard: Json) -> None:
    """Each that shows values says of what; columns of numbers say it for themselves."""
    for panel in panels(dashboard):
        if panel["type"] != "text":
            assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]


def test_states_and_thresholds_are_told_by_words_or_numbers(dashboard: Json) -> None:
    """A colour never stands alone: it comes from thresholds beside the number, or with a word."""
    for mapping in values_of("mappings", dashboard):
        for word in mapping[0]["options"].values():
            assert word["text"], mapping
    for panel in panels(dashboard):
        if panel["type"] in {"stat", "bargauge"}:
            assert panel["fieldConfig"]["defaults"]["thresholds"]["steps"], panel["title"]


def test_series_are_named(dashboard: Json) -> None:
    """Each query of a chart has a legend of its own."""
    for panel in panels(dashboard):
        if panel["type"] in WITHOUT_LEGEND or "targets" not in panel:
            continue
        legends = [target["legendFormat"] for target in panel["targets"]]
        assert all(legends), panel["title"]
        assert len(set(legends)) == len(legends), panel["title"]


def test_ids_are_unique(dashboard: Json) -> None:
    """Of panels in the dashboard, of queries in a panel."""
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in panels(dashboard):
        letters = [target["refId"] for target in panel.get("targets", [])]
        assert len(set(letters)) == len(letters)
        assert all(re.fullmatch("[A-Z]", letter) for letter in letters)


def test_no_query_stands_twice_in_a_panel(dashboard: Json) -> None:
    """It would only be asked twice."""
    for panel in panels(dashboard):
        exprs = [target["expr"] for target in panel.get("targets", [])]
        assert len(set(exprs)) == len(exprs), panel["title"]


def test_panels_fit_side_by_side(dashboard: Json) -> None:
    """Within the 24 columns, none over another, rows above what they hold."""
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        assert place["x"] >= 0
        assert place["x"] + place["w"] <= 24
        assert min(place["w"], place["h"]) > 0
    for one, other in combinations(dashboard["panels"], 2):
        assert not overlap(one["gridPos"], other["gridPos"]), (one["title"], other["title"])
    tops = [panel["gridPos"]["y"] for panel in dashboard["panels"] if panel["type"] == "row"]
    assert all(upper < lower for upper, lower in pairwise(tops))


def test_bands_fill_the_width(dashboard: Json) -> None:
    """No hole gapes beside the panels of a line of the grid."""
    lines: dict[int, int] = {}
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        for line in range(place["y"], place["y"] + place["h"]):
            lines[line] = lines.get(line, 0) + place["w"]
    assert set(lines.values()) == {24}
    assert set(lines) == set(range(max(lines) + 1))


def test_overrides_concern_what_is_there(dashboard: Json) -> None:
    """A column or a query of the panel, so that a renamed one loses nothing."""
    for panel in panels(dashboard):
        letters = {target["refId"] for target in panel.get("targets", [])}
        for override in panel.get("fieldConfig", {}).get("overrides", []):
            known = letters if panel["type"] != "table" else set(column_names(panel))
            assert override["matcher"]["options"] in known, panel["title"]
        for order in panel["options"].get("sortBy", []):
            assert order["displayName"] in column_names(panel)


def test_tables_name_their_columns_once(dashboard: Json) -> None:
    """Two columns of one name would be taken for one."""
    for panel in panels(dashboard):
        if panel["type"] == "table":
            names = column_names(panel)
            assert len(set(names)) == len(names), panel["title"]


def test_links_to_dashboards_lead_somewhere(dashboard: Json) -> None:
    """Each names a dashboard of ours, passes variables that it has, and keeps the time range."""
    urls = [url for url in values_of("url", dashboard) if url.startswith("/d/")]
    for url in urls:
        match = LINK_TO_DASHBOARD.match(url)
        assert match, url
        assert "${__url_time_range}" in match[2]
        assert passed(match[2]) <= variable_names(EXPORTED[match[1]]), url


def test_links_to_the_guide_lead_to_its_pages(dashboard: Json) -> None:
    """Every runbook that is linked is a page of the exporter."""
    linked = {
        address.removeprefix(GUIDE)
        for text in strings(dashboard)
        for address in re.findall(r"\$\{exporter_url\}/guide/[\w/]+", text)
    }
    assert linked - {"finding/"} <= set(pages("en"))


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_alerts_link_to_dashboards(alert: Any) -> None:
    """The dashboard of an alert exists, and so do the variables that its link passes."""
    _, _, link = alert.annotations["dashboard_url"].removesuffix("{{ end }}").partition("/d/")
    uid, _, query = link.partition("?")
    assert set(re.findall(r"var-(\w+)=", query)) <= variable_names(EXPORTED[uid])


def overlap(one: Json, other: Json) -> bool:
    """Whether two places of the grid have a cell in common."""
    return bool(
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def passed(query: str) -> set[str]:
    """The variables that a link hands on."""
    return set(re.findall(r"var-(\w+)=", query)) | set(re.findall(r"\$\{(\w+):queryparam\}", query))


def variable_names(dashboard: Json) -> set[str]:
    """What can be chosen on a dashboard."""
    return {variable["name"] for variable in dashboard["templating"]["list"]}
