"""Step 5: what browsers are told to remember."""

from collections.abc import Iterator

from exporter.model.report import Report
from exporter.model.web import WebAnswer
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.words.step import Step


def hsts_max_ages(report: Report) -> Iterator[Reading]:
    """For how long browsers insist on HTTPS, where that was sent and can be read."""
    for place, sighting in report.evidence.at_addresses():
        answer = sighting.found(WebAnswer)
        strict = answer.strict_transport if answer else None
        if strict and strict.max_age is not None:
            yield (place.address,), strict.max_age


CLIENT_CACHE = (
    Fact(
        name="tls_hsts_max_age_seconds",
        worst=min,
        labels=("address",),
        step=Step.CLIENT_CACHE,
        changes_with=ChangesWith.PROBE,
        read=hsts_max_ages,
        help="For how long browsers let nobody click a certificate error away "
        "(Strict-Transport-Security), where it is sent; asked for once in a scan interval.",
    ),
)
