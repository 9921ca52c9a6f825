"""Where clicks lead: from a target to its dashboard, from a finding to its runbook."""

from dashboards.parts.look import Link
from exporter.views.paths import finding_path, guide_path
from exporter.words.step import Step

EXPORTER = "${exporter_url}"
KEPT = "${datasource:queryparam}&${job:queryparam}&${__url_time_range}"
"""What of the reader's choices goes along."""

TARGET_OF_ROW = Link(
    title="This target, step by step",
    url="/d/tls-target?var-target=${__data.fields.target:percentencode}&" + KEPT,
)
TARGET_OF_SERIES = Link(
    title="This target, step by step",
    url="/d/tls-target?var-target=${__field.labels.target:percentencode}&" + KEPT,
)
PAGE_OF_ROW = Link(
    title="This target at the exporter",
    url=EXPORTER + "/targets/${__data.fields.target:percentencode}",
)
FINDING_OF_ROW = Link(
    title="Runbook of this finding",
    url=EXPORTER + finding_path("${__data.fields.code:percentencode}"),
)
EXPORTER_RUNBOOK = Link(title="Runbook of the exporter", url=EXPORTER + guide_path("exporter"))


def runbook(step: Step) -> Link:
    """The page of a step of the guide."""
    return Link(title=f"Runbook of step {step.number}", url=EXPORTER + guide_path(step))
