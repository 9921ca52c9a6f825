"""The dashboard of all certificates: what is left of their lives, who issues them, renewals."""

from dataclasses import replace

from dashboards.parts.annotations import CERTIFICATE_CHANGED
from dashboards.parts.dashboard import Dashboard
from dashboards.parts.layout import Band, Stack, side_by_side
from dashboards.parts.links import PAGE_OF_ROW, TARGET_OF_ROW, TARGET_OF_SERIES
from dashboards.parts.look import Look
from dashboards.parts.measures import (
    CHANGES_FORMULA,
    COUNT,
    DAYS_LEFT,
    DIFFERENT_CERTIFICATES_FORMULA,
    FAULTS,
    LIFE_LEFT,
    LIFETIME,
    MOMENT,
    MOMENT_FORMULA,
    NOT_AFTER,
    NOT_BEFORE,
    REMARKS,
    SHARE_OF_LIFE,
)
from dashboards.parts.panel import Panel, bar_gauge, bars, stat, time_series
from dashboards.parts.query import Query, of_targets, or_zero
from dashboards.parts.table import Cell, Column, label, table
from dashboards.parts.variables import (
    DATA_SOURCE_VARIABLE,
    EXPORTER_URL,
    OWN_LABELS,
    job,
    target,
)

INFO = of_targets("tls_certificate_info")
DAYS = of_targets("tls_certificate_expiry_days")
ADDRESSES = "target, address"
CERTIFICATES_THERE = "target, address, key_type"
"""One address may serve several, by the kind of their keys."""


def certificates_with(finding: str) -> str:
    """At how many addresses a finding stands."""
    return or_zero(
        f"count(group by ({ADDRESSES}) ({of_targets('tls_finding', code=finding)}))", known=INFO
    )


COUNTS = (
    stat(
        "Certificates",
        Query(expr=f"count(group by (fingerprint_sha256) ({INFO}))", legend="certificates"),
        COUNT,
        description="Different certificates that servers show now.",
    ),
    stat(
        "Ended",
        Query(expr=f"sum(min by ({ADDRESSES}) ({DAYS}) < bool 0)", legend="ended"),
        FAULTS,
        description="Addresses that serve a certificate which has ended.",
    ),
    stat(
        "About to end",
        Query(expr=certificates_with("certificate_expiry_imminent"), legend="about to end"),
        FAULTS,
        description="Addresses whose certificate has less left than the critical threshold of the "
        "target's expiry policy.",
    ),
    stat(
        "Renewal overdue",
        Query(expr=certificates_with("certificate_renewal_overdue"), legend="renewal overdue"),
        REMARKS,
        description="Addresses whose certificate a working renewal would have replaced by now.",
    ),
    stat(
        "Not trusted",
        Query(
            expr=f"sum(min by ({ADDRESSES}) ({of_targets('tls_certificate_trusted')}) == bool 0)",
            legend="not trusted",
        ),
        FAULTS,
        description="Addresses whose chain a configured trust store does not accept.",
    ),
    stat(
        "Renewals",
        Query(
            expr=f"sum(max by (target) ({CHANGES_FORMULA % of_targets(NOT_BEFORE)}))",
            legend="renewals",
        ),
        COUNT,
        description="Times that a target's certificate was replaced in the time range.",
    ),
)

LEAST_LIFE = bar_gauge(
    "Least life left",
    Query(
        expr=f"sort(bottomk(20, min by (target) ({LIFE_LEFT})))",
        legend="{{target}}",
    ),
    replace(SHARE_OF_LIFE, links=(TARGET_OF_SERIES,)),
    description="The twenty targets whose certificate has used up most of its life. Renewal comes "
    "when a third is left: below a quarter it is overdue, below a tenth it is urgent, whatever the "
    "lifetime. The exporter caps both at 30 and 7 days unless its policy says otherwise.",
    height=12,
    may_be_empty="no certificate was seen",
)
LIFE_OVER_TIME = time_series(
    "Life left over time",
    [Query(expr=f"min by (target) ({LIFE_LEFT})", legend="{{target}}")],
    replace(SHARE_OF_LIFE, links=(TARGET_OF_SERIES,)),
    description="Each line falls to where the renewal comes and jumps back to full: a line that "
    "goes on falling below the others is a renewal that does not work.",
    height=12,
    has_many_lines=True,
    shows_thresholds=True,
    may_be_empty="no certificate was seen",
)


def distribution(
    title: str, expr: str, legend: str, *, description: str, may_be_empty: str = ""
) -> Panel:
    """How many there are of each kind, the most frequent first."""
    return bar_gauge(
        title,
        Query(expr=f"sort_desc(topk(10, {expr}))", legend=legend),
        COUNT,
        description=description,
        height=6,
        may_be_empty=may_be_empty or "no certificate was seen",
    )


def certificates_by(label_name: str) -> str:
    """How many different certificates there are for each value of a label."""
    return f"count by ({label_name}) (group by ({label_name}, fingerprint_sha256) ({INFO}))"


DISTRIBUTIONS = (
    distribution(
        "Issuers",
        certificates_by("issuer"),
        "{{issuer}}",
        description="Different certificates by the authority that issued them.",
    ),
    distribution(
        "Lifetimes",
        'count_values("days", round('
        f"max by ({CERTIFICATES_THERE}) ({of_targets(NOT_AFTER)} - {of_targets(NOT_BEFORE)}) / 86400))",
        "{{days}} days",
        description="Certificates at addresses by the days from their begin to their end. Public ones may "
        "live for 200 days since March 2026, for 100 from March 2027, for 47 from March 2029.",
    ),
    distribution(
        "Keys",
        certificates_by("key"),
        "{{key}}",
        description="Different certificates by the algorithm and the size of their key.",
    ),
    distribution(
        "Signatures",
        certificates_by("signature"),
        "{{signature}}",
        description="Different certificates by the algorithm of their issuer's signature.",
    ),
    distribution(
        "Chain lengths",
        f'count_values("certificates", max by ({CERTIFICATES_THERE}) ({of_targets("tls_chain_length")}))',
        "{{certificates}} sent",
        description="Chains at addresses by the number of certificates that are sent: usually 2 or 3, and 1 "
        "where the intermediate was forgotten.",
    ),
    distribution(
        "Not trusted, by reason",
        "count by (trust_store, reason) (group by (target, address, trust_store, reason) "
        f"({of_targets('tls_certificate_trust_failure')}))",
        "{{trust_store}}: {{reason}}",
        description="Addresses by the reason why a trust store does not accept their chain.",
        may_be_empty="everything is trusted",
    ),
)

BEGIN = f"max by (target) ({of_targets(NOT_BEFORE)})"
BEGIN_BEFORE = f"max by (target) ({of_targets(NOT_BEFORE)} offset $__interval)"
RENEWALS = bars(
    "Renewals over time",
    Query(expr=f"sum({BEGIN} != bool {BEGIN_BEFORE})", legend="renewals"),
    COUNT,
    description="Targets whose certificate begins at another time than one bar earlier.",
    height=8,
    interval="10m",
)
DIFFERENT = table(
    "Different certificates at one name",
    [
        label("Target", "target", TARGET_OF_ROW),
        Column(
            name="Certificates",
            expr=f"{DIFFERENT_CERTIFICATES_FORMULA % INFO} > 1",
            look=COUNT,
        ),
        Column(
            name="By turns",
            expr=f"max by (target) ({of_targets('tls_certificate_alternates')})",
            look=COUNT,
        ),
    ],
    description="Targets whose addresses do not serve the same certificate, or of which one presents "
    "several by turns: often one server was left out when the others were renewed or reloaded.",
    height=8,
    may_be_empty="every name shows one certificate",
)


def of_each(name: str, expr: str, look: Look, *, cell: Cell = Cell.PLAIN, width: int) -> Column:
    """A number for each certificate."""
    return Column(
        name=name, expr=f"max by ({CERTIFICATES_THERE}) ({expr})", look=look, cell=cell, width=width
    )


EVERY_CERTIFICATE = table(
    "All certificates",
    [
        label("Target", "target", TARGET_OF_ROW, PAGE_OF_ROW, width=150),
        label("Address", "address", width=110),
        label("Key type", "key_type", width=80),
        of_each("Days left", DAYS, DAYS_LEFT, cell=Cell.COLORED_TEXT, width=85),
        of_each("Life left", LIFE_LEFT, SHARE_OF_LIFE, cell=Cell.GAUGE, width=130),
        of_each(
            "Lifetime",
            f"({of_targets(NOT_AFTER)} - {of_targets(NOT_BEFORE)}) / 86400",
            LIFETIME,
            width=80,
        ),
        of_each("Valid from", MOMENT_FORMULA % of_targets(NOT_BEFORE), MOMENT, width=155),
        of_each("Valid until", MOMENT_FORMULA % of_targets(NOT_AFTER), MOMENT, width=155),
        of_each(
            "Chain until",
            MOMENT_FORMULA % of_targets("tls_chain_not_after_timestamp_seconds"),
            MOMENT,
            width=155,
        ),
        label("Subject", "subject"),
        label("Issuer", "issuer"),
        label("Key", "key", width=105),
        label("Signature", "signature", width=160),
    ],
    description="Every certificate at every address. The chain ends with the first certificate of "
    "its path, which may be before the server's own.",
    height=16,
    labels_from=[f"group by ({CERTIFICATES_THERE}, subject, issuer, key, signature) ({INFO})"],
    sort_by="Days left",
    may_be_empty="no certificate was seen",
)

CERTIFICATES = Dashboard(
    uid="tls-certificates",
    title="TLS / Certificates and renewal",
    description="All certificates: what is left of their lives, who issued them, whether renewal "
    "works.",
    variables=(
        DATA_SOURCE_VARIABLE,
        job("tls_target_info", all_value=".*"),
        target(has_all=True),
        OWN_LABELS,
        EXPORTER_URL,
    ),
    annotations=(CERTIFICATE_CHANGED,),
    period="now-30d",
    bands=(
        side_by_side(*COUNTS),
        side_by_side(LEAST_LIFE, LIFE_OVER_TIME),
        Band(
            stacks=(
                Stack(width=16, panels=(RENEWALS,)),
                Stack(width=8, panels=(DIFFERENT,)),
            )
        ),
        side_by_side(*DISTRIBUTIONS[:3]),
        side_by_side(*DISTRIBUTIONS[3:]),
        side_by_side(EVERY_CERTIFICATE),
    ),
)
