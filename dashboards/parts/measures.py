"""Numbers of certificates and probes: the formulas, and how they look."""

from dashboards.parts.look import Look, Thresholds
from dashboards.parts.query import Selector, of_targets
from dashboards.parts.words import GREEN, ORANGE, PLAIN, RED
from exporter.model.target import ExpiryThresholds

NOT_BEFORE = "tls_certificate_not_before_timestamp_seconds"
NOT_AFTER = "tls_certificate_not_after_timestamp_seconds"

# `%s` stands for the series of one family.
LIFE_LEFT_FORMULA = (
    f"clamp_min((%s - time()) / ({of_targets(NOT_AFTER)} - {of_targets(NOT_BEFORE)}), 0)"
)
# One address may serve a certificate for each kind of key.
DIFFERENT_CERTIFICATES_FORMULA = (
    "max by (target) (count by (target, key_type) "
    "(group by (target, key_type, fingerprint_sha256) (%s)))"
)
CHANGES_FORMULA = "changes(%s[$__range])"
AGE_FORMULA = "time() - %s"
MOMENT_FORMULA = "%s * 1000"
"""Grafana's units of moments count milliseconds."""

LIFE_LEFT = LIFE_LEFT_FORMULA % of_targets(NOT_AFTER)
EXPIRY = ExpiryThresholds()
LIFE_THRESHOLDS: Thresholds = (
    (0, RED),
    (EXPIRY.critical_lifetime_ratio, ORANGE),
    (EXPIRY.warn_lifetime_ratio, GREEN),
)
NONE_FAILS: Thresholds = ((0, GREEN), (1, RED))
NONE_WARNS: Thresholds = ((0, GREEN), (1, ORANGE))

COUNT = Look(decimals=0, minimum=0)
FAULTS = Look(decimals=0, thresholds=NONE_FAILS)
REMARKS = Look(decimals=0, thresholds=NONE_WARNS)
DURATION = Look(unit="s")
AGE = Look(unit="s", decimals=0)
SHARE = Look(unit="percentunit", decimals=0, minimum=0, maximum=1)
MOMENT = Look(unit="dateTimeAsIso")
# Grafana's own unit for days shows 20 of them as "2.86 weeks".
DAYS_LEFT = Look(unit="suffix: d", decimals=1, thresholds=((-1, RED), (0, PLAIN)))
LIFETIME = Look(unit="suffix: d", decimals=0)
DH_BITS = Look(unit="suffix: bits", decimals=0, thresholds=((0, ORANGE), (2048, GREEN)))
SHARE_OF_LIFE = Look(
    unit="percentunit", decimals=0, minimum=0, maximum=1, thresholds=LIFE_THRESHOLDS
)


def probe_age(series: Selector = of_targets) -> str:
    """Seconds since the last probe began."""
    return AGE_FORMULA % series("tls_probe_timestamp_seconds")


def stale(series: Selector = of_targets) -> str:
    """The targets that are not probed on schedule, as in the alert TLSProbeStale."""
    return f"{probe_age(series)} > 60 + 3 * {series('tls_target_interval_seconds')}"
