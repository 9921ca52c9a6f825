"""The templates of the pages, and what keeps strangers' text in them harmless."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from exporter.views.language import SPOKEN, say
from exporter.views.wording import instant, printable
from exporter.words.language import LANGUAGES

STATIC_FILES = Path(__file__).parent / "static"
"""What the server offers under `/static/`; the pages need nothing else."""
CODE = re.compile("`([^`]+)`")
PIECE = re.compile("(?<!<pre>)[(「]?<code>[^<]*</code>[)」、。,.;:]*")
"""Code of a sentence, with the signs that stand close to it, from which no line may part it."""
WORDS = re.compile("(<code[^>]*>)([^<]*)")
OPTION = re.compile(r"(?<![^\s(])--?\w[\w-]*")


def render_template(template: str, /, **values: object) -> str:
    """A page of the package's templates, in the language that is spoken."""
    return environment().get_template(template).render(language=SPOKEN.get(), **values)


@cache
def environment() -> Environment:
    """The templates with the words that all may use; every value is escaped and made visible."""
    templates = Environment(
        loader=PackageLoader("exporter.views.pages"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(instant=instant, with_code=with_code)
    templates.globals.update(say=say, LANGUAGES=LANGUAGES)
    return templates


def with_code(text: str) -> Markup:
    """The text of a remedy, with what stands between backticks as code."""
    escaped = str(escape(printable(text)))
    return Markup(in_pieces(CODE.sub(r"<code>\1</code>", escaped)))  # noqa: S704 - escaped before


def in_pieces(html: str) -> str:
    """Sentences whose code no line parts, where one can hold it, nor ever an option."""
    return WORDS.sub(with_options, PIECE.sub(r'<span class="piece">\g<0></span>', html))


def with_options(code: re.Match[str]) -> str:
    """The beginning of code and its words, each option of them in one piece."""
    return code[1] + OPTION.sub(r'<span class="option">\g<0></span>', code[2])


def visible(value: object) -> object:
    """A value as it may stand in a page: no control characters, no reversed text."""
    is_markup = hasattr(value, "__html__")
    return printable(value) if isinstance(value, str) and not is_markup else value
