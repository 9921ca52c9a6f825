"""The dashboard of one target: the guide, step by step, with evidence and repair."""

from dashboards.parts.annotations import CERTIFICATE_CHANGED, FIRING
from dashboards.parts.dashboard import Dashboard
from dashboards.parts.evidence import StepEvidence
from dashboards.parts.ladder import FIRST_FAILING_STEP, STATUS, findings, verdict
from dashboards.parts.layout import Band, Stack, side_by_side
from dashboards.parts.links import PAGE_OF_ROW, runbook
from dashboards.parts.look import Look
from dashboards.parts.measures import AGE, DURATION, probe_age
from dashboards.parts.panel import Lane, Panel, stat, state_timeline, text, time_series
from dashboards.parts.query import Query, of_targets
from dashboards.parts.steps import STEPS
from dashboards.parts.table import Cell, Column, label, table
from dashboards.parts.variables import (
    DATA_SOURCE_VARIABLE,
    EXPORTER_URL,
    OWN_LABELS,
    job,
    target,
)
from dashboards.parts.words import STEP_NUMBERS, VERDICT, good_or_bad
from exporter.views.wording import STEP_TITLES

SIDE, MAIN = 6, 18
"""Widths of what to do, and of what was seen."""
VERDICT_HEIGHT, LEAST_ADVICE, UNSEEN_HEIGHT = 3, 7, 5

BEGIN = stat(
    "Begin with",
    Query(expr=FIRST_FAILING_STEP, legend="{{target}}"),
    Look(words=STEP_NUMBERS),
    description="The first step of the guide that fails. A later one is often only its effect.",
    height=4,
    is_filled=True,
)
PROBED = table(
    "What is probed",
    [
        label("Target", "target", PAGE_OF_ROW),
        label("Host", "host"),
        label("Port", "port", width=70),
        label("Server name", "server_name"),
        label("STARTTLS", "starttls", width=90),
        label("Standing", "standing", width=110),
        Column(
            name="Handshakes",
            expr=f"min by (target) ({of_targets('tls_probe_success')})",
            look=Look(words=good_or_bad("at every address", "not everywhere")),
            cell=Cell.COLORED_TEXT,
        ),
        Column(name="Last probe, age", expr=f"max by (target) ({probe_age()})", look=AGE),
        Column(
            name="Took",
            expr=f"max by (target) ({of_targets('tls_probe_duration_seconds')})",
            look=DURATION,
        ),
        Column(
            name="Interval",
            expr=f"max by (target) ({of_targets('tls_target_interval_seconds')})",
            look=AGE,
        ),
    ],
    description="The target as the configuration has it, and its last probe. A handshake counts "
    "whatever the certificate.",
    height=4,
    labels_from=[
        f"group by (target, host, port, server_name, starttls) ({of_targets('tls_target_info')})",
        f"group by (target, standing) ({of_targets('tls_standing')})",
    ],
)
PHASES = time_series(
    "Time spent in each phase",
    [
        Query(
            expr=f"max by (target, phase) ({of_targets('tls_probe_phase_duration_seconds')})",
            legend="{{target}}: {{phase}}",
        )
    ],
    DURATION,
    description="Seconds of the last probe, of the slowest address or resolver.",
    height=8,
)
FAILURES = table(
    "What failed in the last probe",
    [
        label("Target", "target", PAGE_OF_ROW),
        label("Phase", "phase"),
        label("Address", "address"),
        label("Reason", "reason"),
    ],
    description="Each phase that failed, with its reason; lookups have no address.",
    height=8,
    labels_from=[f"group by (target, phase, address, reason) ({of_targets('tls_probe_failure')})"],
    may_be_empty="nothing failed",
)


def step_band(evidence: StepEvidence) -> Band:
    """A row of the dashboard: the verdict and what to do, beside what was seen."""
    number, title = evidence.step.number, STEP_TITLES[evidence.step]
    return Band(
        title=f"{number} · {title}: {evidence.question}",
        stacks=seen_stacks(evidence) if evidence.tables else unseen_stacks(evidence),
    )


def seen_stacks(evidence: StepEvidence) -> tuple[Stack, Stack]:
    """The evidence now and over time, high enough for what to do beside it."""
    tables = tuple(each.panel() for each in evidence.tables)
    left = VERDICT_HEIGHT + LEAST_ADVICE - sum(panel.height for panel in tables)
    seen = (*tables, history(evidence, least_height=left))
    rest = sum(panel.height for panel in seen) - VERDICT_HEIGHT
    judged = (verdict_panel(evidence, height=VERDICT_HEIGHT), advice(evidence, height=rest))
    return Stack(width=SIDE, panels=judged), Stack(width=MAIN, panels=seen)


def unseen_stacks(evidence: StepEvidence) -> tuple[Stack, Stack]:
    """What it would take to see anything, and how to check the step by hand."""
    judged = verdict_panel(evidence, height=UNSEEN_HEIGHT)
    by_hand = advice(evidence, height=UNSEEN_HEIGHT)
    return Stack(width=SIDE, panels=(judged,)), Stack(width=MAIN, panels=(by_hand,))


def verdict_panel(evidence: StepEvidence, *, height: int) -> Panel:
    """Where the step stands."""
    return stat(
        f"{evidence.step.number} · Verdict",
        Query(expr=verdict(evidence.step), legend="{{target}}"),
        Look(words=VERDICT, links=(runbook(evidence.step),)),
        description="Passed: the evidence was gathered and no error found, warnings aside. Not "
        "checked: there was no evidence, which is not the same as passed.",
        height=height,
        is_filled=True,
    )


def advice(evidence: StepEvidence, *, height: int) -> Panel:
    """What to do, in short, and what a step that is not checked would need."""
    link = runbook(evidence.step)
    needed = [f"To check it in full needs {evidence.needs}."] if evidence.needs else []
    return text(
        f"{evidence.step.number} · What to do",
        "\n\n".join((*needed, evidence.advice, f"[{link.title}]({link.url})")),
        description="The repair in short; the runbook has the commands.",
        height=height,
    )


def history(evidence: StepEvidence, *, least_height: int) -> Panel:
    """The verdict and the states behind it over time."""
    judged = Lane(
        query=Query(
            expr=f"min by (target) ({of_targets(STATUS, step=evidence.step)})",
            legend="{{target}}: verdict",
        ),
        words=VERDICT,
    )
    lanes = (judged, *evidence.lanes())
    return state_timeline(
        f"{evidence.step.number} · History",
        lanes,
        description="The verdict of the step and the states behind it, as they changed. A gap: not "
        "known then.",
        height=max(least_height, 3 + len(lanes)),
        may_be_empty="nothing was checked" if evidence.needs else "",
    )


TARGET = Dashboard(
    uid="tls-target",
    title="TLS / Target",
    description="One TLS deployment along the nine steps of the guide: verdict, evidence, history "
    "and what to do.",
    variables=(
        DATA_SOURCE_VARIABLE,
        job("tls_target_info", all_value=".*"),
        target(has_all=False),
        OWN_LABELS,
        EXPORTER_URL,
    ),
    annotations=(FIRING, CERTIFICATE_CHANGED),
    bands=(
        Band(stacks=(Stack(width=SIDE, panels=(BEGIN,)), Stack(width=MAIN, panels=(PROBED,)))),
        side_by_side(findings(height=5)),
        *(step_band(evidence) for evidence in STEPS),
        side_by_side(FAILURES, PHASES, title="The probe itself"),
    ),
)
