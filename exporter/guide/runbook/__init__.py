"""The guide's pages as the package carries them; a finding's page says what it is, above its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from exporter.model.finding import FindingKind
from exporter.words.severity import Severity
from exporter.words.step import Step

FENCE = "---\n"
"""Stands before and after what a page says of its finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in one language."""

    title: str
    text: str
    """Markdown, the title on its first line."""
    about: Mapping[str, str]
    """What stands above: nothing but on the English pages of findings."""


@cache
def pages(language: str) -> Mapping[str, Page]:
    """Every page: "port", "exporter", "finding/port_refused"."""
    folder = resources.files(__name__).joinpath(language)
    named = {"": folder, "finding/": folder.joinpath("finding")}
    return {
        f"{prefix}{entry.name.removesuffix('.md')}": read(entry.read_text(encoding="utf-8"))
        for prefix, place in named.items()
        for entry in sorted(place.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }


def read(written: str) -> Page:
    """A page as it is written; what it says of its finding is `key: value`, a line each."""
    above, text = "", written
    if written.startswith(FENCE):
        _, above, text = written.split(FENCE, maxsplit=2)
    title = text.partition("\n")[0].removeprefix("# ")
    return Page(title=title, text=text, about=dict(map(pair, above.splitlines())))


def pair(line: str) -> tuple[str, str]:
    """A key and its value."""
    key, colon, value = line.partition(": ")
    if not colon:
        raise ValueError(f"{line!r} is no `key: value`")
    return key, value


@cache
def finding_kind(code: str) -> FindingKind:
    """The kind that the page of this code declares; its step is the one that the code begins with."""
    page = pages("en")[f"finding/{code}"]
    about = dict(page.about)
    kind = FindingKind(
        code=code,
        step=next(step for step in Step if code.startswith(f"{step}_")),
        severity=Severity(about.pop("severity")),
        title=page.title,
        remedy=about.pop("remedy"),
        reference=about.pop("reference", ""),
    )
    if about:
        raise ValueError(f"the page of {code} says {', '.join(about)}, which nobody reads")
    return kind
