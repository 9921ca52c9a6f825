"""Grafana's dashboards, in an operator's language, for his scrape job and with his addresses."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from exporter.pack.setting import Setting
from exporter.words.language import LANGUAGES

FOLDER = Path(__file__).parent / "dashboards"
EXPORTER = "${exporter_url}"
"""Where the reader's choice of the exporter stands in links."""
GUIDE = f"{EXPORTER}/guide"
Json: TypeAlias = dict[str, Any]


def dashboards(setting: Setting) -> dict[str, Json]:
    """By the names of their files."""
    files = sorted(FOLDER.glob("*.json"))
    return {file.name: made_for(setting, json.loads(file.read_text("utf-8"))) for file in files}


def made_for(setting: Setting, dashboard: Json) -> Json:
    """A dashboard as this operator has it."""
    made: Json = rewritten(dashboard, setting)
    for variable in variables(made):
        if setting.job and variable["name"] == "job":
            variable["current"] = {"text": [setting.job], "value": [setting.job]}
    return made


def variables(dashboard: Json) -> Iterator[Json]:
    """What a reader chooses at the top."""
    yield from dashboard["templating"]["list"]


def rewritten(value: Any, setting: Setting) -> Any:
    """The value with its words in the language, and its links with the addresses, of the setting."""
    if isinstance(value, dict):
        return {key: rewritten(one, setting) for key, one in value.items()}
    if isinstance(value, list):
        return [rewritten(one, setting) for one in value]
    if not isinstance(value, str):
        return value
    if "ALERTS{" in value:
        return setting.matching(value)
    return linked(words(setting.language).get(value, value), setting)


def linked(text: str, setting: Setting) -> str:
    """A link, or a text with links, that leads where the setting says."""
    if setting.grafana and text.startswith("/d/"):
        return f"{setting.grafana.rstrip('/')}{text}"
    if setting.runbook_base:
        return text.replace(GUIDE, setting.runbook_base.rstrip("/"))
    return text


@cache
def words(language: str) -> Mapping[str, str]:
    """What stands for the titles, headings and values of the English dashboards; none for English itself."""
    if language == next(iter(LANGUAGES)):
        return {}
    sections = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return {english: text for section in sections.values() for english, text in section.items()}
