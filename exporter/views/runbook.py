"""The guide's pages, from the Markdown that the package carries to HTML in two languages."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from exporter.views.page import render_template

LANGUAGES = {"en": "English", "ja": "日本語"}
"""The languages by their tags (RFC 5646), the default first, with their own names."""


def runbook_page(page: str, *, language: str, now: datetime) -> str | None:
    """The page as HTML, or None; `page` is "port", "exporter", "finding/port_refused"."""
    text = sources(language).get(page)
    if text is None:
        return None
    title = text.partition("\n")[0].removeprefix("# ")
    body = Markup(markdown(language).render(text))  # noqa: S704 - our own text, raw HTML is off
    return render_template(
        "guide.html",
        title=title,
        body=body,
        page=page,
        language=language,
        languages=LANGUAGES,
        now=now,
    )


def pages() -> tuple[str, ...]:
    """All pages: one for each step, one for the exporter, one for each finding."""
    return tuple(sources("en"))


@cache
def sources(language: str) -> dict[str, str]:
    """The Markdown of every page of one language, by page."""
    folder = resources.files("exporter.guide").joinpath("runbook", language)
    named = {"": folder, "finding/": folder.joinpath("finding")}
    return {
        f"{prefix}{entry.name.removesuffix('.md')}": entry.read_text(encoding="utf-8")
        for prefix, place in named.items()
        for entry in sorted(place.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }


@cache
def markdown(language: str) -> MarkdownIt:
    """CommonMark with tables and without raw HTML."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    if language == "ja":
        renderer.add_render_rule("softbreak", joined_lines)
    return renderer


def joined_lines(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    """Japanese is written without spaces, so the end of a line must not become one."""
    before = tokens[index - 1].content[-1:] if index else ""
    after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
    return "\n" if before.isascii() and after.isascii() and before and after else ""
