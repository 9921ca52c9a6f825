"""`python -m docs.generation.pictures` takes the pictures of the pages, of the lab, with Chromium."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from exporter.app import App
from exporter.cli.demo import settled
from exporter.lab.running import running_lab
from exporter.server.listen_address import ListenAddress

IMAGES = Path(__file__).parents[1] / "images"
PICTURES = {
    "page-overview": ("/?lang=en", 1280, 900),
    "page-overview-ja": ("/?lang=ja", 1280, 900),
    "page-target": ("/targets/missing-intermediate?lang=en", 1280, 1000),
    "page-target-ja": ("/targets/missing-intermediate?lang=ja", 1280, 1000),
}
"""By the name of the file: the page, and how much of it, in pixels."""


async def main() -> None:
    """The pictures."""
    async with watched_lab() as url:
        for name, (path, width, height) in PICTURES.items():
            await taken(f"{url}{path}", IMAGES / f"{name}.png", width, height)


@asynccontextmanager
async def watched_lab() -> AsyncIterator[str]:
    """The lab watched until all is as it must be; yields where the pages are."""
    listening: asyncio.Future[tuple[str, ...]] = asyncio.get_running_loop().create_future()
    async with running_lab() as lab:
        app = App(lab.settings, listen_addresses=[ListenAddress(host="127.0.0.1", port=0)])
        running = asyncio.create_task(app.run(on_listening=listening.set_result))
        (url, *_) = await listening
        await settled(lab, app, tell=lambda _said: None)
        yield url
        app.stop()
        await running


async def taken(url: str, file: Path, width: int, height: int) -> None:
    """One picture."""
    chromium = shutil.which("chromium") or sys.exit(
        "Chromium is missing: apt-get install chromium fonts-ipafont-gothic"
    )
    with TemporaryDirectory() as profile:
        process = await asyncio.create_subprocess_exec(
            chromium,
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *("--disable-background-networking", f"--user-data-dir={profile}"),
            *(f"--window-size={width},{height}", f"--screenshot={file}", url),
            stderr=asyncio.subprocess.DEVNULL,
        )
        if await process.wait():
            sys.exit(f"chromium took no picture of {url}")


if __name__ == "__main__":
    asyncio.run(main())
