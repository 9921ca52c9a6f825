"""Reports as JSON values, and the schema that describes them."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from exporter.model.report import Report
from exporter.views.document import Document, document
from exporter.views.summary import soonest_end, weakest_protocol
from exporter.words.protocol import Protocol
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step

Schema = dict[str, Any]
REFERENCE = re.compile(r"#/\$defs/(\w+)")


class Short(Document):
    """One target in short."""

    name: str
    host: str
    port: int
    standing: Standing
    first_failing_step: Step | None
    steps: Mapping[Step, Status]
    findings: tuple[str, ...]
    """Codes."""
    certificate_not_after: datetime | None
    """When the first of the certificates ends."""
    weakest_protocol: Protocol | None
    probed_at: datetime
    """When the last probe began."""


class Overview(Document):
    """All targets in short."""

    targets: tuple[Short, ...]
    pending: tuple[str, ...]
    """Those that were not probed yet."""
    clock_doubt: str
    """Why the clock of the exporter's machine is suspected; empty where it is not."""
    problems: tuple[str, ...]
    """What of the exporter's own files cannot be used at present, each in a sentence."""


def overview_json(
    reports: Iterable[Report],
    pending_names: Iterable[str] = (),
    *,
    clock_doubt: str = "",
    problems: Iterable[str] = (),
) -> dict[str, object]:
    """Every target in short, and the names of those not probed yet.

    Target by target: nothing else goes on while pydantic writes one.
    """
    others = Overview(
        targets=(),
        pending=tuple(sorted(pending_names)),
        clock_doubt=clock_doubt,
        problems=tuple(problems),
    )
    targets = [in_short(report).model_dump(mode="json") for report in reports]
    return {**others.model_dump(mode="json"), "targets": targets}


def in_short(report: Report) -> Short:
    """One line of the overview."""
    return Short(
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
    return document(Report).model_validate(report).model_dump(mode="json")


@cache
def schema() -> dict[str, object]:
    """The JSON Schema of both, among its `$defs` as `Overview` and `Report`."""
    _, described = models_json_schema(
        [(Overview, "serialization"), (document(Report), "serialization")],
        title="tls-exporter",
        description="Overview: /api/v1/targets. Report: /api/v1/targets/NAME.",
    )
    definitions = described["$defs"]
    for kind in definitions.values():
        for key in kind.get("properties", {}).values():
            if "description" not in key and (text := of_its_class(key, kind, definitions)):
                key["description"] = text
    return described


def of_its_class(key: Schema, kind: Schema, definitions: Schema) -> str:
    """What is said of the one class that stands under a key; empty where a name has to do."""
    if "const" in key:
        return str(kind["description"])
    if len(classes := set(REFERENCE.findall(str(key)))) == 1:
        return str(definitions[classes.pop()]["description"])
    return ""
