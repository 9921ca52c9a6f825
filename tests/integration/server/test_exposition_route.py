"""The path /metrics gives every client what it can read."""

import asyncio
import gzip
from collections.abc import Iterable

import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse_text

from exporter.words.reason import Reason
from tests.integration.server.scripted import Served
from tests.unit.scheduler.world import report_on, target

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PROMETHEUS_2 = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
    "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


def values(families: Iterable[Metric], name: str) -> dict[str, float]:
    """The values of a series by target."""
    return {
        sample.labels.get("target", ""): sample.value
        for family in families
        for sample in family.samples
        if sample.name == name
    }


async def scrape(server: Served, path: str = "/metrics", **headers: str) -> tuple[str, str]:
    """The content type and the text of one scrape."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.client.get(path, headers={"Accept-Encoding": "identity", **sent}) as answer:
        assert answer.status == 200
        return answer.headers["Content-Type"], (await answer.read()).decode()


def watch_two(server: Served) -> None:
    """One target whose port is closed, and one of which nothing is known."""
    server.watch.add(report_on(target("open")), report_on(target("closed"), Reason.CONNECT_REFUSED))


async def test_the_text_format_is_the_default(server: Served) -> None:
    """Targets and the exporter's own families come in one exposition that parses."""
    watch_two(server)
    content_type, text = await scrape(server, Accept="*/*")
    assert content_type == TEXT
    families = list(parse_text(text))
    assert values(families, "tls_first_failing_step") == {"open": 0, "closed": 1}
    assert values(families, "tls_port_open") == {"closed": 0}
    assert values(families, "tls_exporter_internal_errors_total") == {"": 0}
    names = [family.name for family in families]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("accept", [PROMETHEUS_2, PROMETHEUS_3])
async def test_prometheus_gets_openmetrics(server: Served, accept: str) -> None:
    """What both of its major versions ask for is answered in OpenMetrics, which parses."""
    watch_two(server)
    content_type, text = await scrape(server, Accept=accept)
    assert content_type == OPENMETRICS
    assert text.endswith("# EOF\n")
    families = list(parse_openmetrics(text))
    assert values(families, "tls_first_failing_step") == {"open": 0, "closed": 1}
    assert values(families, "tls_exporter_probes_total").keys() == {""}


@pytest.mark.parametrize("accept", [TEXT, PROMETHEUS_3])
async def test_series_can_be_chosen_by_name(server: Served, accept: str) -> None:
    """With `name[]` nothing else is in the exposition, of targets or of the exporter."""
    watch_two(server)
    path = "/metrics?name[]=tls_port_open&name[]=tls_exporter_internal_errors_total"
    _, text = await scrape(server, path, Accept=accept)
    parse = parse_openmetrics if accept is PROMETHEUS_3 else parse_text
    names = {sample.name for family in parse(text) for sample in family.samples}
    assert names == {"tls_port_open", "tls_exporter_internal_errors_total"}


async def test_no_targets_give_a_valid_exposition(server: Served) -> None:
    """A fresh exporter has its own families only."""
    for accept, parse in ((TEXT, parse_text), (PROMETHEUS_3, parse_openmetrics)):
        _, text = await scrape(server, Accept=accept)
        assert any(family.name == "tls_exporter_build_info" for family in parse(text)) or (
            "tls_exporter_build_info" in text
        )


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("*", "gzip"),
        ("", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("gzip;q=0.5, identity", None),
        ("deflate", None),
        ("gzip;q=nan", None),
    ],
)
async def test_the_answer_is_compressed_for_those_who_want_it(
    server: Served, accepted: str, encoding: str | None
) -> None:
    """Quality values are honoured, and the compressed text is the same."""
    watch_two(server)
    async with server.client.get("/metrics", headers={"Accept-Encoding": accepted}) as answer:
        body = await answer.read()
    assert answer.headers.get("Content-Encoding") == encoding
    text = gzip.decompress(body) if encoding else body
    assert text.startswith(b"# HELP tls_target_info")
    assert "Accept-Encoding" in answer.headers["Vary"]


async def test_compression_is_the_fastest(server: Served) -> None:
    """A scrape of a large fleet must not cost more CPU than its probes (RFC 1952, 2.3.1: XFL)."""
    async with server.client.get("/metrics", headers={"Accept-Encoding": "gzip"}) as answer:
        body = await answer.read()
    fastest = 4
    assert body[8] == fastest


async def test_scrapes_that_meet_share_the_work(server: Served) -> None:
    """Two servers that scrape in the same moment do not make the exposition twice."""
    watch_two(server)
    answers = await asyncio.gather(*(scrape(server, Accept="*/*") for _ in range(5)))
    assert len({text for _, text in answers}) == server.watch.renderings_asked_for
    await scrape(server, Accept="*/*")
    assert server.watch.renderings_asked_for >= 2


async def test_head_is_answered_without_a_body(server: Served) -> None:
    """The headers are those of GET."""
    async with server.client.head("/metrics", headers={"Accept-Encoding": "identity"}) as answer:
        assert answer.status == 200
        assert int(answer.headers["Content-Length"]) > 1000
        assert await answer.read() == b""
