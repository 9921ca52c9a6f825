"""`python -m tests.accessibility` holds every kind of page against the rules of axe, in Chromium."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from itertools import product
from typing import Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright

from docs.generation.pictures import watched_lab

PATHS = (
    "/",
    "/?q=step%3D6",
    "/?q=nothing",
    "/targets/healthy",
    "/targets/healthy-files",
    "/targets/missing-intermediate",
    "/targets/one-of-two-closed",
    "/targets/tls10-only",
    "/guide",
    "/guide/chain",
    "/guide/finding/chain_incomplete",
    "/guide/finding/chain_incomplete?target=missing-intermediate",
    "/guide/exporter",
    "/targets/nowhere",
)
LANGUAGES, WIDTHS = ("en", "ja"), (390, 800, 1280)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


async def main() -> None:
    """Prints what is wrong with each view, and ends with 1 where anything is."""
    binary = shutil.which("chromium") or sys.exit("Chromium is missing: apt-get install chromium")
    found: list[str] = []
    async with watched_lab() as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        views = tuple(product(LANGUAGES, THEMES, WIDTHS))
        for language, theme, width in views:
            # Our pages allow no script but their own.
            context = await browser.new_context(
                color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True
            )
            page = await context.new_page()
            for path in PATHS:
                mark = "&" if "?" in path else "?"
                await page.goto(f"{url}{path}{mark}lang={language}")
                faults = [fault async for fault in faults_of(page)]
                found += [f"{path} ({language}, {theme}, {width} px): {one}" for one in faults]
            await context.close()
        await browser.close()
    told = (*found, f"{len(views) * len(PATHS)} views, {len(found)} faults")
    sys.stdout.writelines(f"{line}\n" for line in told)
    sys.exit(bool(found))


async def faults_of(page: Page) -> AsyncIterator[str]:
    """What axe says of a page with all its parts unfolded, and whether it is wider than the window."""
    await page.evaluate(OPEN_ALL)
    results = await Axe().run(page)
    for fault in results.response["violations"]:
        first = fault["nodes"][0]
        yield f"{fault['id']} ({fault['impact']}) at {len(fault['nodes'])}: {first['html'][:120]}"
    if (excess := await page.evaluate(TOO_WIDE)) > 0:
        yield f"{excess} px wider than the window"


if __name__ == "__main__":
    asyncio.run(main())
