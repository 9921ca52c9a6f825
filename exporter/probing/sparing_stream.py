"""Connections of an HTTP client that read little at a time, and let others have their turn in between."""

import asyncio
from typing import Any

from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

AT_A_TIME = 4 * 1024
"""Bytes: frames and chunks without content are gone through one by one, 64 KiB of them for a fifth of a second."""


class SparingBackend(AsyncNetworkBackend):
    """Makes such connections as another one does."""

    def __init__(self, usual: AsyncNetworkBackend) -> None:
        self._usual = usual

    async def connect_tcp(self, *place: Any, **options: Any) -> AsyncNetworkStream:
        """One to this place."""
        return SparingStream(await self._usual.connect_tcp(*place, **options))


class SparingStream(AsyncNetworkStream):
    """A connection of which what has come is not read at one go."""

    def __init__(self, usual: AsyncNetworkStream) -> None:
        self._usual = usual

    async def read(self, max_bytes: int, *options: Any, **more: Any) -> bytes:
        """What comes next; a read of what is there already would give nobody a turn."""
        await asyncio.sleep(0)
        return await self._usual.read(min(max_bytes, AT_A_TIME), *options, **more)

    async def write(self, buffer: bytes, *options: Any, **more: Any) -> None:
        """Sends it."""
        await self._usual.write(buffer, *options, **more)

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._usual.aclose()

    async def start_tls(self, *context: Any, **options: Any) -> AsyncNetworkStream:
        """The same within TLS."""
        return SparingStream(await self._usual.start_tls(*context, **options))

    def get_extra_info(self, info: str) -> Any:
        """What is known of it."""
        return self._usual.get_extra_info(info)
