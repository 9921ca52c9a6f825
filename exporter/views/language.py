"""What views say, in the reader's language: in English as it stands in the code, else from a catalogue."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from itertools import chain, zip_longest

from exporter.guide.runbook import pages
from exporter.model.finding import Finding, FindingKind

ENGLISH = "en"
SENTENCES = "sentences"
"""The section of what the guide says."""
PLACE = re.compile(r"{(\w+)}")
LONGEST = 1000
"""Characters of a sentence whose form is looked for."""
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
    return finding.fitting(page.about.remedy, page.about.remedies)


def reworded(sentence: str) -> str:
    """A sentence of the guide, by its form; as it is where none fits.

    The guide judges before anybody asks in which language.
    """
    if SPOKEN.get() == ENGLISH:
        return sentence
    known = catalogue(SPOKEN.get())
    if sentence in known:
        return known[sentence]
    if len(sentence) > LONGEST:
        return sentence
    for form, text in forms(SPOKEN.get()):
        if found := form.fullmatch(sentence):
            values = {name: reworded(value) for name, value in found.groupdict().items()}
            return text.format(**values)
    clauses = sentence.split("; ")
    return "; ".join(map(reworded, clauses)) if len(clauses) > 1 else sentence


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The messages of a language by their English form; there are none for English itself."""
    return {
        message: text
        for section in sections(language).values()
        for message, text in section.items()
    }


@cache
def forms(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences of the guide that have places to be filled in, those with the most words first."""
    sentences = sections(language).get(SENTENCES, {}).items()
    with_places = [(form, text) for form, text in sentences if PLACE.search(form)]
    with_places.sort(key=lambda pair: -len(PLACE.sub("", pair[0])))
    return tuple((re.compile(pattern(form)), text) for form, text in with_places)


def pattern(form: str) -> str:
    """What a sentence of this form matches: in a place in capitals one word, in others anything."""
    literals = PLACE.split(form)[::2]
    names = PLACE.findall(form)
    groups = [f"(?P<{name}>{r'[^ ]+?' if name.isupper() else '[^;]+?'})" for name in names]
    pairs = zip_longest(map(re.escape, literals), groups, fillvalue="")
    return "".join(chain.from_iterable(pairs))


@cache
def sections(language: str) -> Mapping[str, Mapping[str, str]]:
    """The catalogue as it is written."""
    if language == ENGLISH:
        return {}
    file = resources.files(__package__).joinpath("translations", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
