"""What the configuration says of a target."""

from functools import partial

from exporter.views.metrics.fact import ChangesWith, fact

declared = partial(fact, changes_with=ChangesWith.CONFIG)
TARGET = (
    declared(
        "tls_target_info",
        ("host", "port", "server_name", "starttls"),
        lambda report: [
            ((report.target.host, str(report.target.port), report.target.server_name, ""), 1)
        ],
        "What is probed, from the configuration; always 1.",
    ),
    declared(
        "tls_target_interval_seconds",
        (),
        lambda report: [((), report.target.policy.interval)],
        "Seconds between two probes of the target, from the configuration.",
    ),
)
