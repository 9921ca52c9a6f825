"""The changes of a file, as they are noticed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from exporter.discovery.watched_file import FileSignature, signature_of

INTERVAL = 5.0
"""Seconds from one look to the next."""


async def changes_of(file: Path) -> AsyncIterator[None]:
    """One for each look at which the file is another than at the last; while there is none, it is not."""
    known = await signature(file)
    while True:
        await asyncio.sleep(INTERVAL)
        present = await signature(file)
        if present and present != known:
            known = present
            yield


async def signature(file: Path) -> FileSignature | None:
    """What tells the file from what it was before; None where it cannot be looked at."""
    try:
        return await asyncio.to_thread(signature_of, file)
    except OSError:
        return None
