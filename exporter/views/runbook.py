"""The guide's pages, from the Markdown that the package carries to HTML in two languages."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import pages, read
from exporter.views.page import render_template
from exporter.views.paths import guide_path
from exporter.words.step import Step

LANGUAGES = {"en": "English", "ja": "日本語"}
"""The languages by their tags (RFC 5646), the default first, with their own names."""
INDEX_TITLES = {"en": "The guide", "ja": "ガイド"}
INDEX_PROSE = {
    "en": "Nine steps, from the first that a connection needs to the last. An earlier fault often "
    "causes the later ones: begin at the first step that fails.",
    "ja": "接続に必要な順に並んだ 9 つの手順です。前の手順の問題が後の手順の問題を引き起こすことが多いため、"
    "最初に失敗した手順から始めます。",
}
INTERNAL_LINK = re.compile('href="(/guide/[^"?]+)"')


def runbook_page(
    page: str, *, language: str, is_asked_for: bool = False, now: datetime
) -> str | None:
    """The page as HTML, or None; `page` is "port", "exporter", "finding/port_refused", "" all."""
    known = pages(language).get(page) if page else read("index.md", index(language))
    if known is None:
        return None
    kept = f"?lang={language}" if is_asked_for else ""
    html = INTERNAL_LINK.sub(rf'href="\1{kept}"', markdown(language).render(known.text))
    return render_template(
        "guide.html",
        title=known.title,
        body=Markup(html),  # noqa: S704 - our own text, raw HTML is off
        page=page,
        kept=kept,
        language=language,
        languages=LANGUAGES,
        now=now,
    )


@cache
def index(language: str) -> str:
    """The way to every page, in Markdown."""
    return "\n".join(
        [f"# {INDEX_TITLES[language]}\n", f"{INDEX_PROSE[language]}\n", *entries(language)]
    )


def entries(language: str) -> Iterator[str]:
    """Each step with its findings below it, then the exporter."""
    for step in Step:
        yield entry(step, language)
        for kind in ALL_KINDS:
            if kind.step is step:
                yield f"  {entry(f'finding/{kind.code}', language)}"
    yield entry("exporter", language)


def entry(page: str, language: str) -> str:
    """A page's title as a link to it."""
    return f"- [{pages(language)[page].title}]({guide_path(page)})"


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
