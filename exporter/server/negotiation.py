"""What a client can read, from its Accept headers (RFC 9110, section 12.5)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """One element of an Accept header; a quality of 0 means "not this"."""

    value: str
    parameters: Mapping[str, str]
    quality: float


def preferences(header: str) -> Iterator[Preference]:
    """The elements of a header in lower case; one whose quality cannot be read is unwanted."""
    for element in header.lower().split(","):
        value, *rest = (part.strip() for part in element.split(";"))
        pairs = (part.partition("=") for part in rest)
        parameters = {name.strip(): text.strip(' "') for name, _, text in pairs}
        quality = parameters.pop("q", "1")
        yield Preference(
            value=value,
            parameters=parameters,
            quality=float(quality) if QUALITY.fullmatch(quality) else 0.0,
        )


def wants_openmetrics(accept: str) -> bool:
    """Whether OpenMetrics 1.0.0 is preferred to the text format, which is the default."""
    openmetrics, text = 0.0, 0.0
    for preference in preferences(accept):
        version = preference.parameters.get("version", "")
        if preference.value == "application/openmetrics-text" and version in {"", "1.0.0"}:
            openmetrics = max(openmetrics, preference.quality)
        if preference.value in {"text/plain", "text/*", "*/*"} and version in {"", "0.0.4"}:
            text = max(text, preference.quality)
    return openmetrics > 0 and openmetrics >= text


def wants_page(accept: str) -> bool:
    """Whether a page is asked for by its name, and no less than plain text: a browser, no program."""
    qualities = {each.value: each.quality for each in preferences(accept)}
    page = qualities.get("text/html", 0.0)
    return page > 0 and page >= qualities.get("text/plain", 0.0)


def wants_gzip(accept_encoding: str) -> bool:
    """Whether gzip is acceptable, and no less welcome than no compression."""
    qualities = {each.value: each.quality for each in preferences(accept_encoding)}
    otherwise = qualities.get("*", 0.0)
    gzip = max(qualities.get("gzip", otherwise), qualities.get("x-gzip", 0.0))
    return gzip > 0 and gzip >= qualities.get("identity", 0.0)


def language(accept_language: str, offered: Sequence[str]) -> str:
    """The most wanted of the languages offered; the first of these where none is wanted."""
    wanted = sorted(preferences(accept_language), key=lambda each: -each.quality)
    tags = (each.value.partition("-")[0] for each in wanted if each.quality)
    return next((tag for tag in tags if tag in offered), offered[0])
