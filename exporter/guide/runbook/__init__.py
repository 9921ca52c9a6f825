"""The guide's pages as the package carries them; a finding's page says what it is, above its text."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass as checked

from exporter.guide.data_file import STRICT, within
from exporter.model.finding import FindingKind
from exporter.words.severity import Severity
from exporter.words.step import Step

ENGLISH = "en"
FENCE = "---\n"
"""Stands before and after what a page says of its finding."""
FOR_CAUSE = "remedy for "


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class Advice:
    """What the page of a finding says above its title, in any language."""

    remedy: str
    remedies: Mapping[str, str] = field(default_factory=dict)
    """By cause: written `remedy for CAUSE: …`."""


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class About(Advice):
    """What its English page says besides."""

    severity: Severity
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in one language."""

    title: str
    text: str
    """Markdown, the title on its first line."""
    about: Advice | None
    """None: of all but the pages of findings."""


ABOUT: TypeAdapter[Advice] = TypeAdapter(About)
ADVICE = TypeAdapter(Advice)


@cache
def pages(language: str) -> Mapping[str, Page]:
    """Every page: "port", "exporter", "finding/port_refused"; an error names the file and the key."""
    folder = resources.files(__name__).joinpath(language)
    named = {"": folder, "finding/": folder.joinpath("finding")}
    return {
        f"{prefix}{entry.name.removesuffix('.md')}": read(
            f"{language}/{prefix}{entry.name}",
            entry.read_text(encoding="utf-8"),
            ABOUT if language == ENGLISH else ADVICE,
        )
        for prefix, place in named.items()
        for entry in sorted(place.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }


def read(file: str, written: str, form: TypeAdapter[Advice] = ABOUT) -> Page:
    """A page as it is written; what it says of its finding is `key: value`, a line each."""
    about, text = None, written
    if written.startswith(FENCE):
        _, above, text = written.split(FENCE, maxsplit=2)
        with within(file):
            about = form.validate_python(said(map(pair, above.splitlines())))
    return Page(title=text.partition("\n")[0].removeprefix("# "), text=text, about=about)


def said(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The keys, those of remedies for a cause as one."""
    keys: dict[str, object] = {}
    remedies: dict[str, str] = {}
    for key, value in pairs:
        if key.startswith(FOR_CAUSE):
            remedies[key.removeprefix(FOR_CAUSE)] = value
        else:
            keys[key] = value
    return keys | ({"remedies": remedies} if remedies else {})


def pair(line: str) -> tuple[str, str]:
    """A key and its value."""
    key, colon, value = line.partition(": ")
    if not colon:
        raise ValueError(f"{line!r} is no `key: value`")
    return key, value


@cache
def finding_kind(code: str) -> FindingKind:
    """The kind that the page of this code declares; its step is the one that the code begins with."""
    page = pages(ENGLISH)[f"finding/{code}"]
    if not isinstance(page.about, About):  # the page is wrong, not a type
        raise ValueError(f"en/finding/{code}.md: says nothing above its title")  # noqa: TRY004
    return FindingKind(
        code=code,
        step=Step.of(code),
        title=page.title,
        **asdict(page.about),
    )
