"""The target's dashboard is the guide: all nine steps, in order, with their runbooks."""

from typing import Any

import pytest

from dashboards.parts.steps import STEPS
from exporter.guide.ladder import GUIDE
from exporter.views.wording import STEP_TITLES
from exporter.words.step import Step
from tests.dashboards.grafana import EXPORTED, column_names, panels, queries, strings, values_of

Json = dict[str, Any]
TARGET = EXPORTED["tls-target"]
MATRIX = next(
    panel for panel in panels(EXPORTED["tls-overview"]) if panel["title"] == "The nine steps"
)
ROWS = [panel for panel in TARGET["panels"] if panel["type"] == "row"]


def test_steps_are_described_once_in_order() -> None:
    """As the guide has them."""
    assert tuple(evidence.step for evidence in STEPS) == tuple(Step)


@pytest.mark.parametrize("step", Step)
def test_step_has_a_row(step: Step) -> None:
    """With its number and title, at its place."""
    assert ROWS[step.number - 1]["title"].startswith(f"{step.number} · {STEP_TITLES[step]}: ")


@pytest.mark.parametrize("step", Step)
def test_row_has_verdict_advice_and_runbook(step: Step) -> None:
    """Where the step stands, what to do, and a link to the page with the commands."""
    row = row_panels(step)
    verdict, *others = row
    assert verdict["type"] == "stat"
    assert any(panel["type"] == "text" for panel in others)
    runbook = f"${{exporter_url}}/guide/{step}"
    assert runbook in list(values_of("url", verdict))
    assert any(f"]({runbook})" in text for panel in others for text in strings(panel["options"]))


@pytest.mark.parametrize("step", Step)
def test_row_has_evidence_or_says_what_is_needed(step: Step) -> None:
    """Tables and history where something is seen; else the words of the guide itself."""
    kinds = [panel["type"] for panel in row_panels(step)]
    if any(guide.step is step and guide.checks for guide in GUIDE):
        assert "table" in kinds
    if "table" in kinds:
        assert "state-timeline" in kinds
    else:
        content = " ".join(strings([panel["options"] for panel in row_panels(step)]))
        assert "To check it in full needs " in content


def test_worse_news_counts() -> None:
    """Where two exporters differ: a port is open, a certificate not self-signed, for both."""
    expected = {
        "tls_port_open": "min",
        "tls_certificate_self_signed": "max",
        "tls_weak_cipher_enabled": "max",
        "tls_dh_group_size": "min",
        "tls_client_supported": "min",
    }
    exprs = {
        selector: asked.expr.partition(" ")[0]
        for asked in queries(TARGET)
        for selector in expected
        if f"({selector}{{" in asked.expr
    }
    assert exprs == expected


def test_matrix_has_a_column_for_every_step() -> None:
    """In the order of the guide, after the target and where to begin."""
    expected = [f"{step.number} {STEP_TITLES[step]}" for step in Step]
    assert column_names(MATRIX) == ["Target", "Begin with", *expected]


def test_matrix_tells_three_states_apart_by_word_and_colour() -> None:
    """Passed, failing and not checked, which is never shown as passed."""
    words = words_of("1 Port")
    assert set(words) == {"passed", "failing", "not checked"}
    assert len(set(words.values())) == 3


def test_matrix_leads_from_a_target_to_its_runbook() -> None:
    """A click on a target opens its dashboard; one on a step also the page on that step."""
    for step in Step:
        urls = list(values_of("url", override_of(f"{step.number} {STEP_TITLES[step]}")))
        assert urls[0].startswith("/d/tls-target?var-target=${__data.fields.target")
        assert urls[1] == f"${{exporter_url}}/guide/{step}"
    (url,) = values_of("url", override_of("Target"))
    assert url.startswith("/d/tls-target?")


def test_findings_lead_to_their_runbooks() -> None:
    """On the dashboards that list findings."""
    for uid in ("tls-overview", "tls-target"):
        (findings,) = (panel for panel in panels(EXPORTED[uid]) if panel["title"] == "Findings")
        urls = list(values_of("url", findings))
        assert "${exporter_url}/guide/finding/${__data.fields.code:percentencode}" in urls


def test_dashboards_ask_for_every_step() -> None:
    """The verdict of each, by its slug."""
    for uid in ("tls-overview", "tls-target"):
        exprs = " ".join(asked.expr for asked in queries(EXPORTED[uid]))
        assert all(f'step="{step}"' in exprs for step in Step)


def row_panels(step: Step) -> list[Json]:
    """The panels between a step's row and the next."""
    top = ROWS[step.number - 1]["gridPos"]["y"]
    bottom = ROWS[step.number]["gridPos"]["y"]
    return [panel for panel in panels(TARGET) if top < panel["gridPos"]["y"] < bottom]


def override_of(column: str) -> Json:
    """What the matrix says of one column."""
    (found,) = (
        override
        for override in MATRIX["fieldConfig"]["overrides"]
        if override["matcher"]["options"] == column
    )
    return dict(found)


def words_of(column: str) -> dict[str, str]:
    """The words of a column of the matrix, with their colours."""
    (mappings,) = (
        each["value"] for each in override_of(column)["properties"] if each["id"] == "mappings"
    )
    return {word["text"]: word["color"] for word in mappings[0]["options"].values()}
