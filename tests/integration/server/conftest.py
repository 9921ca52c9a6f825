"""A server in front of a scripted watch."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.server.scripted import Served, served


@pytest.fixture
async def server() -> AsyncIterator[Served]:
    """The server as it is by default."""
    async with served() as result:
        yield result


@pytest.fixture
async def obedient_server() -> AsyncIterator[Served]:
    """The server with the lifecycle API."""
    async with served(enable_lifecycle=True) as result:
        yield result
