"""Which browsers, devices and libraries would get through."""

from collections.abc import Iterator
from functools import partial

from exporter.model.report import Report
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.views.metrics.scan import three_state
from exporter.words.series_group import SeriesGroup
from exporter.words.step import Step


def supported(report: Report) -> Iterator[Reading]:
    """The verdicts that are known."""
    for address, verdicts in report.clients.items():
        yield from three_state(address, ((verdict.client, verdict.support) for verdict in verdicts))


def shut_out(report: Report) -> Iterator[Reading]:
    """The clients that must get through and do not."""
    for address, verdicts in report.clients.items():
        yield from (((address, one.client), 1) for one in verdicts if one.is_shut_out)


declared = partial(Fact, changes_with=ChangesWith.SCAN, step=Step.COMPATIBILITY)
CLIENTS = (
    declared(
        name="tls_client_supported",
        worst=min,
        labels=("address", "client"),
        read=supported,
        help="1 if the browser, device or library would connect and trust the certificate, 0 if it "
        "would not; reckoned from the last scan and the chain as sent.",
        group=SeriesGroup.CLIENTS,
    ),
    declared(
        name="tls_client_shut_out",
        labels=("address", "client"),
        read=shut_out,
        help="1 for each browser, device or library that must get through (see clients) and would not.",
    ),
)
