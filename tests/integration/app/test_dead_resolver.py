"""A dead resolver is one trouble of the exporter's, and no site's."""

import socket
from collections.abc import Callable
from pathlib import Path

from exporter.words.standing import Standing
from exporter.words.step import Step
from tests.integration.app.program import until
from tests.integration.app.test_target_watch import watching

Configure = Callable[..., Path]


async def test_of_twenty_sites_behind_a_dead_resolver_none_is_blamed(
    tmp_path: Path,
) -> None:
    """All are unknown, each says which resolver is silent, and the exporter says so once."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        file = tmp_path / "config.yml"
        hosts = "".join(f"  - host: site{number}.example\n" for number in range(20))
        file.write_text(
            f"resolvers: [{{name: corp, address: '127.0.0.1:{silent.getsockname()[1]}'}}]\n"
            f"defaults: {{timeout: 2s}}\ntargets:\n{hosts}"
        )
        async with watching(file) as (watch, _):
            reports = watch.reports()

            async def is_told() -> bool:
                return bool(watch.problems())

            await until(is_told)  # a lookup goes on when the probes that began it are over
            assert watch.problems() == ("the resolver corp gives no usable answer",)
    assert len(reports) == 20
    for report in reports:
        assert (report.findings, report.standing) == ((), Standing.UNKNOWN)
        needs = {rung.step: rung.summary for rung in report.ladder}
        words = "needs an answer of the resolver corp (no answer in time)"
        assert needs[Step.DNS] == needs[Step.PORT] == words
