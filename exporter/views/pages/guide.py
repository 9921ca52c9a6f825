"""The guide's pages, from the Markdown that the package carries to HTML in two languages."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import pages, read
from exporter.model.target import HTTPS_PORT, Target
from exporter.views.language import speaking
from exporter.views.pages.environment import in_pieces, render_template
from exporter.views.paths import guide_path, target_path
from exporter.words.step import Step

INDEX_TITLES = {"en": "The guide", "ja": "ガイド"}
INDEX_PROSE = {
    "en": "Nine steps, from the first that a connection needs to the last. An earlier fault often "
    "causes the later ones: begin at the first step that fails.",
    "ja": "接続に必要な順に並んだ 9 つの手順です。前の手順の問題が後の手順の問題を引き起こすことが多いため、"
    "最初に失敗した手順から始めます。",
}
CODE = re.compile("(<code[^>]*>)([^<]*)")
AN_EXAMPLE = "www.example.com"
"""Alone it is what prose tells of, and no command."""
ALERT_NAME = re.compile("TLS[A-Za-z]+")
ITS_API = "/targets/NAME"
ITS_NAME = re.compile(r"(?<![\w.-])(?:NAME|HOST|名前|www\.example\.com)(?![\w-]|\.\w)")
"""Stands in commands for the name of the site."""
ITS_HOST = re.compile(rf"(?<=-connect ){ITS_NAME.pattern}(?=:443)")
"""Where a connection leads, whatever name is asked for there."""
ITS_ADDRESS = re.compile(rf"(check |https://){ITS_NAME.pattern}(?!:)")
"""What another port than that of HTTPS has to stand behind."""
ITS_PORT = re.compile(r"\b443\b")


def guide_page(
    page: str, *, language: str, target: Target | None = None, now: datetime
) -> str | None:
    """The page as HTML, or None; `page` is "port", "exporter", "finding/port_refused", "" all.

    With a `target`, commands are those for it.
    """
    known = pages(language).get(page) if page else read("index.md", index(language))
    if known is None:
        return None
    html = markdown(language).render(known.text)
    if target:
        html = CODE.sub(lambda code: f"{code[1]}{made_for(target, code[2])}", html)
    here = guide_path(page) if page else "/guide"
    with speaking(language):
        return render_template(
            "guide.html",
            title=known.title,
            body=Markup(in_pieces(html)),  # noqa: S704 - our own text, raw HTML is off
            target=target,
            target_path=target_path,
            here=f"{here}?{urlencode({'target': target.name})}" if target else here,
            now=now,
        )


def made_for(target: Target, command: str) -> str:
    """A command (HTML) with the target's name and port in it."""
    if command == AN_EXAMPLE:
        return command
    host = str(escape(f"[{target.host}]" if ":" in target.host else target.host))
    name = host if ":" in target.host else str(escape(target.server_name))
    if target.port != HTTPS_PORT:
        command = ITS_ADDRESS.sub(r"\g<0>:443", command)
    command = ITS_HOST.sub(lambda _found: host, command)
    command = ITS_PORT.sub(str(target.port), command)
    command = command.replace(ITS_API, str(escape(target_path(target.name))))
    return ITS_NAME.sub(lambda _found: name, command)


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
    renderer.add_render_rule("strong_open", linked_to)
    if language == "ja":
        renderer.add_render_rule("softbreak", joined_lines)
    return renderer


def linked_to(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    """Bold; to the name of an alert, its link leads."""
    words = tokens[index + 1].content
    return f'<strong id="{words}">' if ALERT_NAME.fullmatch(words) else "<strong>"


def joined_lines(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    """Japanese is written without spaces, but for one between its letters and those of Latin."""
    before = tokens[index - 1].content[-1:] if index else ""
    after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
    if before.isascii() and after.isascii():
        return "\n" if before and after else ""
    return (
        " " if before.isalnum() and after.isalnum() and before.isascii() != after.isascii() else ""
    )
