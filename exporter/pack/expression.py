"""The conditions of alerts in PromQL."""

import json

from exporter.pack.alert import Alert, Pace

FOUND = "address:tls_finding:lasting"
"""Recorded: the findings that stand."""
STEADY, AT_TIMES = "address:tls_finding:steady", "address:tls_finding:at_times"
"""Recorded: those but for failures less often than every second time, and these."""
PLACES = "address, resolver, file, document, code, step, severity"
"""Labels in which findings of one fault differ: where it was found, and how it shows."""
FOR = {Pace.SOON: "8m", Pace.LATER: "15m", Pace.SLOW: "1h"}
LOOKING_BACK = {Pace.SOON: "", Pace.LATER: "", Pace.SLOW: "15m"}
"""Through two probes of the default interval that got no answer."""
STAYS = "150s"
"""A finding, after the last scrape with it; what an alert hangs on besides is no sooner over, as it would be told as another."""
ON_TARGET = "on (job, instance, target)"
ON_ADDRESS = "on (job, instance, target, address)"


def condition(alert: Alert) -> str:
    """What must hold for an alert: one series for each target, however many places are concerned."""
    if alert.expr:
        return alert.expr
    found = findings(alert.codes, alert.pace, AT_TIMES if alert.at_times else STEADY)
    if alert.causes:
        found += f"\n    unless {ON_ADDRESS}\n  "
        found += findings(alert.causes, alert.pace, STEADY)
    whole = f"max without ({PLACES}) (\n  {found}\n) > 0"
    for operator, series in (("unless", alert.unless), ("and", alert.only_if)):
        if series:
            whole += f"\n  {operator} {ON_TARGET}\n(min_over_time({series}[{STAYS}]) == 1)"
    return whole


def findings(codes: tuple[str, ...], pace: Pace, recorded: str) -> str:
    """The findings of these codes that stand, or stood lately."""
    found = f"{recorded}{{{coded(codes)}}}"
    back = LOOKING_BACK[pace]
    return f"last_over_time({found}[{back}])" if back else found


def coded(codes: tuple[str, ...]) -> str:
    """The matcher of these codes."""
    return f'code="{codes[0]}"' if len(codes) == 1 else f'code=~"{"|".join(codes)}"'


def exporters_known(job: str) -> str:
    """Whether each exporter can be scraped: of this job, or of what looks like one."""
    if job:
        return f"up{{job={json.dumps(job)}}}"
    return (
        'up{job=~".*tls-exporter.*"}\n'
        "  or\n"
        "(up and on (job, instance) last_over_time(tls_exporter_build_info[1d]))"
    )
