"""The sockets of the exporter as clients meet them that send more than a question."""

import asyncio
import gzip
import socket
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry

from exporter.server.listen_address import ListenAddress
from exporter.server.listening import listening
from exporter.server.routes import application
from exporter.views.exporter_metrics import ExporterMetrics
from tests.integration.server.scripted import ScriptedWatch

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(bytes(1 << 20))])
async def test_what_a_client_sends_is_never_inflated(body: bytes) -> None:
    """Two megabytes could stand for two thousand: as it is passed over, even nonsense does no harm."""
    metrics = ExporterMetrics(CollectorRegistry(auto_describe=True))
    routes = application(ScriptedWatch(), metrics, clock=lambda: NOW, enable_lifecycle=False)
    async with listening(routes, [ListenAddress(host="127.0.0.1", port=0)]) as (url,):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        head = "POST /-/reload HTTP/1.1\r\nHost: exporter\r\nContent-Encoding: gzip\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 403")
        writer.write(b"GET /-/healthy HTTP/1.1\r\nHost: exporter\r\nConnection: close\r\n\r\n")
        assert b"HTTP/1.1 200 OK\r\n" in await reader.read()
        writer.close()


async def test_little_of_what_clients_send_comes_at_a_time() -> None:
    """Connections have the size of the door's buffer, of which Linux says twice what it was told."""
    metrics = ExporterMetrics(CollectorRegistry(auto_describe=True))
    routes = application(ScriptedWatch(), metrics, clock=lambda: NOW, enable_lifecycle=False)
    with socket.create_server(("127.0.0.1", 0)) as door:
        async with listening(routes, [door]):
            assert door.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) <= 2 * 64 * 1024
