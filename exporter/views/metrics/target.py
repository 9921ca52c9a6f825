"""What the configuration says of a target."""

from functools import partial

from exporter.views.metrics.fact import ChangesWith, Fact

declared = partial(Fact, changes_with=ChangesWith.CONFIG)
TARGET = (
    declared(
        name="tls_target_info",
        labels=("host", "port", "server_name", "starttls"),
        read=lambda report: [
            ((report.target.host, str(report.target.port), report.target.server_name, ""), 1)
        ],
        help="What is probed, from the configuration; always 1.",
    ),
    declared(
        name="tls_target_interval_seconds",
        labels=(),
        read=lambda report: [((), report.target.policy.interval)],
        help="Seconds between two probes of the target, from the configuration.",
    ),
)
