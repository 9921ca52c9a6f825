"""The effective configuration and the own targets, as others can read them."""

from exporter.model.settings import Limits, Settings
from tests.integration.server.scripted import Served
from tests.unit.scheduler.world import report_on, target


async def test_the_configuration_is_shown_as_yaml(server: Served) -> None:
    """With defaults spelled out; another one is shown as soon as it is in force."""
    async with server.client.get("/config") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "defaults:\n  interval: 5m\n  timeout: 10s\n" in await answer.text()
    server.watch.settings = Settings(limits=Limits(concurrency=7))
    async with server.client.get("/config") as answer:
        assert "limits:\n  concurrency: 7\n" in await answer.text()


async def test_targets_are_listed_as_prometheus_finds_them(server: Served) -> None:
    """Each with its labels, and with what sets it apart from the defaults."""
    server.watch.add(report_on(target("www")))
    async with server.client.get("/api/v1/sd") as answer:
        assert answer.headers["Content-Type"] == "application/json"
        assert await answer.json() == [
            {
                "targets": ["www.example.com:443"],
                "labels": {"__tls_name": "www", "__tls_interval": "1m"},
            }
        ]
