"""Reports as JSON values, and the schema that describes them."""

from collections.abc import Iterable
from functools import cache

from pydantic.json_schema import models_json_schema

from exporter.model.report import Report
from exporter.views.documents.overview import OverviewDocument, ShortDocument
from exporter.views.documents.report import ReportDocument
from exporter.views.summary import soonest_end, weakest_protocol


def overview_json(
    reports: Iterable[Report], pending_names: Iterable[str] = ()
) -> dict[str, object]:
    """Every target in short, and the names of those not probed yet."""
    overview = OverviewDocument(
        targets=tuple(in_short(report) for report in reports), pending=tuple(sorted(pending_names))
    )
    return overview.model_dump(mode="json")


def in_short(report: Report) -> ShortDocument:
    """One line of the overview."""
    return ShortDocument(
        name=report.target.name,
        host=report.target.host,
        port=report.target.port,
        standing=report.standing,
        first_failing_step=report.first_failing_step,
        steps={rung.step: rung.status for rung in report.ladder},
        findings=tuple(finding.kind.code for finding in report.findings),
        certificate_not_after=soonest_end(report),
        weakest_protocol=weakest_protocol(report),
        probed_at=report.evidence.started_at,
    )


def report_json(report: Report) -> dict[str, object]:
    """Everything of one report, but for the certificates' DER form."""
    return ReportDocument.model_validate(report).model_dump(mode="json")


@cache
def schema() -> dict[str, object]:
    """The JSON Schema of both, among its `$defs` as `OverviewDocument` and `ReportDocument`."""
    _, described = models_json_schema(
        [(OverviewDocument, "serialization"), (ReportDocument, "serialization")],
        title="tls-exporter",
        description="OverviewDocument: /api/v1/targets. ReportDocument: /api/v1/targets/NAME.",
    )
    return described
