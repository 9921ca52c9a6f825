"""The dashboard of all targets: how many fail, at which step, and what comes next."""

from dashboards.parts.dashboard import Dashboard
from dashboards.parts.ladder import (
    EVERY_TARGET,
    FIRST_FAILING_STEP,
    FIRST_STEP,
    STATUS,
    findings,
    severity,
    verdict,
)
from dashboards.parts.layout import side_by_side
from dashboards.parts.links import TARGET_OF_ROW, TARGET_OF_SERIES, runbook
from dashboards.parts.look import Look
from dashboards.parts.measures import (
    COUNT,
    DAYS_LEFT,
    FAULTS,
    LIFE_LEFT,
    MOMENT,
    MOMENT_FORMULA,
    NOT_AFTER,
    REMARKS,
    SHARE_OF_LIFE,
    stale,
)
from dashboards.parts.panel import Lane, stat, state_timeline, time_series
from dashboards.parts.query import Query, of_targets, or_zero
from dashboards.parts.table import Cell, Column, label, table
from dashboards.parts.variables import (
    DATA_SOURCE_VARIABLE,
    EXPORTER_URL,
    OWN_LABELS,
    job,
    target,
)
from dashboards.parts.words import ALERTS, STEP_NUMBERS, VERDICT
from exporter.views.wording import STEP_TITLES
from exporter.words.step import Step

DAYS = "tls_certificate_expiry_days"


def scanned(code: str, legend: str) -> Query:
    """How many targets have a finding of the scan, where there was one."""
    found = f"count(group by (target) ({of_targets('tls_finding', code=code)}))"
    known = of_targets("tls_scan_timestamp_seconds")
    return Query(expr=or_zero(found, known=known), legend=legend)


COUNTS = (
    stat(
        "Targets",
        Query(
            expr=f"count({EVERY_TARGET})",
            legend="targets",
        ),
        COUNT,
        description="Targets that have been probed and chosen above.",
    ),
    stat(
        "Failing",
        Query(
            expr=f"sum(max by (target) ({of_targets(FIRST_STEP)}) > bool 0)",
            legend="failing",
        ),
        FAULTS,
        description="Targets with a step of the guide that fails: visitors do not get through, or "
        "not all of them, or something is on that should be off.",
    ),
    stat(
        "With warnings",
        Query(
            expr=or_zero(
                f"count(group by (target) ({of_targets('tls_finding', severity='warning')}))",
                known=of_targets("tls_target_info"),
            ),
            legend="with warnings",
        ),
        REMARKS,
        description="Targets with a finding that is to be repaired in working hours.",
    ),
    stat(
        "Weak ciphers",
        scanned("compatibility_weak_cipher_enabled", "with weak ciphers"),
        FAULTS,
        description="Targets that accept a cipher suite which protects little or nothing.",
        may_be_empty="nothing was scanned yet",
    ),
    stat(
        "No post-quantum",
        scanned("compatibility_no_post_quantum", "without post-quantum groups"),
        COUNT,
        description="Targets that accept no key exchange which withstands quantum computers. "
        "Nothing is broken today.",
        may_be_empty="nothing was scanned yet",
    ),
    stat(
        "Soonest expiry",
        Query(expr=f"min({of_targets(DAYS)} > 0)", legend="soonest expiry"),
        DAYS_LEFT,
        description="Days until the next certificate ends. Those that have ended are failing "
        "already and are not counted here.",
        may_be_empty="no certificate is valid",
    ),
    stat(
        "Least life left",
        Query(expr=f"min({LIFE_LEFT} > 0)", legend="least life left"),
        SHARE_OF_LIFE,
        description="The smallest share of its life that a valid certificate has left. Automatic "
        "renewal comes when a third is left, so that a quarter means that it did not work, whether "
        "the certificate lives for 398 days or for 6.",
        may_be_empty="no certificate is valid",
    ),
    stat(
        "Stale probes",
        Query(
            expr=or_zero(f"count({stale()})", known=of_targets("tls_target_info")), legend="stale"
        ),
        REMARKS,
        description="Targets whose last probe is more than three intervals and a minute old: what "
        "is said of them is old, too. See the dashboard of the exporter's health.",
    ),
)


def ladder_column(step: Step) -> Column:
    """One step for all targets."""
    return Column(
        name=f"{step.number} {STEP_TITLES[step]}",
        expr=verdict(step),
        look=Look(words=VERDICT, links=(TARGET_OF_ROW, runbook(step))),
        cell=Cell.FILLED,
        width=134,
    )


def firing(gravity: str) -> str:
    """The exporter's alerts of one severity; those about itself name no target."""
    return of_targets("ALERTS", 'alertname=~"TLS.+"', alertstate="firing", severity=gravity)


MATRIX = table(
    "The nine steps",
    [
        label("Target", "target", TARGET_OF_ROW),
        Column(
            name="Begin with",
            expr=FIRST_FAILING_STEP,
            look=Look(words=STEP_NUMBERS),
            cell=Cell.COLORED_TEXT,
            width=140,
        ),
        *(ladder_column(step) for step in Step),
    ],
    description="Every target and every step of the guide: passed, failing, or not checked, which "
    "is never counted as passed. An earlier step often causes the later ones, so begin with the "
    "first that fails. A click on a target opens its dashboard, one on a step also its runbook.",
    height=14,
    sort_by="Begin with",
)

FIRING_ALERTS = table(
    "Firing alerts",
    [
        Column(
            name="Severity",
            expr=severity(firing, ALERTS, "alertname, target, address"),
            look=Look(words=ALERTS),
            cell=Cell.COLORED_TEXT,
            width=90,
        ),
        label("Alert", "alertname"),
        label("Target", "target", TARGET_OF_ROW),
        label("Address", "address", width=130),
    ],
    description="Alerts of the rules that come with the exporter (tls.rules.yml) and fire now, "
    "those about the exporter itself among them.",
    height=9,
    sort_by="Severity",
    may_be_empty="nothing fires, or the rules are not loaded",
)

SOONEST = f"bottomk(10, min by (target, address) ({of_targets(NOT_AFTER)}))"
EXPIRIES = table(
    "Soonest to end",
    [
        label("Target", "target", TARGET_OF_ROW),
        label("Address", "address", width=130),
        Column(
            name="Days left",
            expr=f"min by (target, address) ({of_targets(DAYS)}) and {SOONEST}",
            look=DAYS_LEFT,
            cell=Cell.COLORED_TEXT,
            width=90,
        ),
        Column(name="Valid until", expr=MOMENT_FORMULA % SOONEST, look=MOMENT, width=170),
        Column(
            name="Life left",
            expr=f"min by (target, address) ({LIFE_LEFT}) and {SOONEST}",
            look=SHARE_OF_LIFE,
            cell=Cell.GAUGE,
        ),
    ],
    description="The ten certificates that end first, those that have ended at the top. The bar is "
    "the share of its life that a certificate has left.",
    height=9,
    sort_by="Days left",
    may_be_empty="no certificate was seen",
)

STEPS_OVER_TIME = time_series(
    "Targets failing at each step",
    [
        Query(
            expr=f"count by (step) (min by (target, step) ({of_targets(STATUS)}) == 0)",
            legend="{{step}}",
        )
    ],
    COUNT,
    description="How many targets fail at a step. One target may fail at several.",
    height=9,
    is_stacked=True,
    may_be_empty="nothing fails",
)

FIRST_STEP_OVER_TIME = state_timeline(
    "First failing step",
    [
        Lane(
            query=Query(
                expr=f"({FIRST_FAILING_STEP}) and on (target) "
                f"(max_over_time({of_targets(FIRST_STEP)}[$__range] @ end()) > 0)",
                legend="{{target}}",
            ),
            words=STEP_NUMBERS,
        )
    ],
    description="Where each target failed first, as it changed; targets that never failed in the "
    "time range are left out.",
    height=12,
    links=(TARGET_OF_SERIES,),
    may_be_empty="nothing has failed",
)

OVERVIEW = Dashboard(
    uid="tls-overview",
    title="TLS / Overview",
    description="All TLS deployments: which fail, at which step of the guide, what ends next.",
    variables=(
        DATA_SOURCE_VARIABLE,
        job("tls_target_info", all_value=".*"),
        target(has_all=True),
        OWN_LABELS,
        EXPORTER_URL,
    ),
    bands=(
        side_by_side(*COUNTS),
        side_by_side(MATRIX),
        side_by_side(findings(height=9), FIRING_ALERTS),
        side_by_side(EXPIRIES, STEPS_OVER_TIME),
        side_by_side(FIRST_STEP_OVER_TIME),
    ),
)
