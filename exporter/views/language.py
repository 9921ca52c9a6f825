"""What views say, in the reader's language: in English as it stands in the code, else from a catalogue."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources

from exporter.guide.runbook import pages
from exporter.model.finding import Finding, FindingKind, fitting

ENGLISH = "en"
SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said meanwhile, is said in the language of this tag."""
    before = SPOKEN.set(language)
    try:
        yield
    finally:
        SPOKEN.reset(before)


def say(message: str, /, **values: object) -> str:
    """A message in the language that is spoken, its `{…}` filled in."""
    text = catalogue(SPOKEN.get()).get(message, message)
    return text.format(**values) if values else text


def say_number(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 target", "2 targets"; catalogues have "{number} targets"."""
    several = plural or f"{noun}s"
    if SPOKEN.get() == ENGLISH:
        return f"{number} {noun if number == 1 else several}"
    return say(f"{{number}} {several}", number=number)


def title_of(kind: FindingKind) -> str:
    """What a finding says, as its page of the guide has it."""
    if SPOKEN.get() == ENGLISH:
        return kind.title
    page = pages(SPOKEN.get()).get(f"finding/{kind.code}")
    return page.title if page else kind.title


def remedy_of(finding: Finding) -> str:
    """What to do about a finding, as its page of the guide has it."""
    page = pages(SPOKEN.get()).get(f"finding/{finding.kind.code}")
    if SPOKEN.get() == ENGLISH or page is None or page.about is None:
        return finding.remedy
    return fitting(finding.causes, page.about.remedy, page.about.remedies)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The messages of a language by their English form; there are none for English itself."""
    if language == ENGLISH:
        return {}
    file = resources.files(__package__).joinpath("translations", f"{language}.toml")
    return {
        message: text
        for section in tomllib.loads(file.read_text(encoding="utf-8")).values()
        for message, text in section.items()
    }
