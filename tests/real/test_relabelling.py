"""Rules of relabelling, drawn at random, do to our targets what a real Prometheus does to its own."""

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pytest
import yaml

from exporter.config.conflict import declared
from exporter.config.load import load_settings
from exporter.discovery.file_sd import listing
from exporter.discovery.inheritance import Inheritance
from tests.real.conftest import Program
from tests.real.programs.prometheus import configured_prometheus

pytestmark = pytest.mark.real

Labelled: TypeAlias = frozenset[tuple[str, tuple[tuple[str, str], ...]]]
"""Targets, each with its own labels."""
CASES = 400
FILE = "targets.json"
ADDED = frozenset({"job", "instance"})
"""Labels that Prometheus gives to all targets."""
EXPRESSIONS = (
    "(.*)",
    "",
    r"(.+)\.(?:example|test):(\d+)",
    "a.*|web",
    "web|db-1",
    "(?i)WEB(?P<rest>.*)",
    "[[:alpha:]]+",
    r"(\pL+)-?(\d*)",
    "(a|ab)(c|bcd)?(d*)",
    r"(?U)(\w+)-(\w*).*",
    "(.*);(.*)",
    r"\Qweb-1\E",
    "__meta_(rack|site)",
    "(t|e)(.+)",
)
REPLACEMENTS = ("$1", "${2}-x", "$1x", "$$1", "${rest}", "fixed", "", "$", "${1", "$3$2", "${0}!")
VALUES = ("web-1", "db-1", "Web", "prod", "", "abcd", "ab", "Äß", "ǆ", "x;y", "$1", "line\tend")
PLAIN = ("team", "env", "tier")
SOURCES = (*PLAIN, "__address__", "__meta_rack", "__meta_site", "__tmp_a", "__scheme__", "none")
TARGETS = (*PLAIN, "__tmp_a")
MAPPED = ("$1", "${1}_$2", "kept_$1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A group of targets and the rules for them."""

    number: str
    group: dict[str, Any]
    rules: list[dict[str, Any]]


def drawn_rule(draw: random.Random) -> dict[str, Any]:
    """A rule that Prometheus accepts."""
    sources = draw.sample(SOURCES, draw.choice((0, 1, 1, 1, 2)))
    separator = {"separator": draw.choice((";", "", "-"))} if draw.random() < 0.3 else {}
    source = {"source_labels": sources, **separator}
    matched = {"regex": draw.choice(EXPRESSIONS)} if draw.random() < 0.8 else {}
    replacement = {"replacement": draw.choice(REPLACEMENTS)} if draw.random() < 0.7 else {}
    target = {"target_label": draw.choice(TARGETS)}
    template = {"target_label": draw.choice(("${1}_copy", "to_$2", "$1")), "replacement": "fixed"}
    return draw.choice(
        (
            {**source, **matched, **replacement, **target},
            {**source, **matched, **replacement, **target, "action": "replace"},
            {**source, **matched, **template},
            {"source_labels": ["__address__"], "regex": "a(.+):.*", "target_label": "__address__"},
            {**source, "regex": draw.choice(("a.*|web.*", ".+", "db-1")), "action": "keep"},
            {**source, **matched, "action": "drop"},
            {"source_labels": sources, **target, "action": draw.choice(("keepequal", "dropequal"))},
            {**source, **target, "modulus": draw.choice((1, 7, 10**12)), "action": "hashmod"},
            {**source, **target, "action": draw.choice(("lowercase", "uppercase"))},
            {"regex": draw.choice(("__meta_(.+)", "(t|e)(.+)")), "replacement": draw.choice(MAPPED), "action": "labelmap"},
            {"regex": draw.choice(("team|__meta.*", "t.*")), "action": "labeldrop"},
            {"regex": draw.choice(("__.*|t.*", "__.*|env|team")), "action": "labelkeep"},
        )
    )  # fmt: skip


def drawn_case(draw: random.Random, number: str) -> Case:
    """Two targets with labels, and up to four rules."""
    names = draw.sample((*PLAIN, "__meta_rack", "__meta_site"), 3)
    labels = {name: draw.choice(VALUES) for name in names} | {"__meta_filepath": FILE}
    hosts = [f"{draw.choice('ab')}{number}.{draw.choice(('example', 'test'))}:8443" for _ in "12"]
    rules = [drawn_rule(draw) for _ in range(draw.randint(1, 4))]
    return Case(number=number, group={"targets": hosts, "labels": labels}, rules=rules)


def by_prometheus(case: Case, active: list[Any]) -> Labelled:
    """The targets that Prometheus keeps, where each would be asked, and its labels."""
    found = set()
    for one in (one for one in active if one["scrapePool"] == case.number):
        own = {name: text for name, text in one["labels"].items() if name not in ADDED}
        found.add((urlsplit(one["scrapeUrl"]).netloc, tuple(sorted(own.items()))))
    return frozenset(found)


def by_us(case: Case, inheritance: Inheritance) -> Labelled:
    """The same of our targets."""
    listed = listing(FILE, json.dumps([case.group]), inheritance)
    assert listed.problems == (), case
    targets = [found.target for found in listed.found]
    return frozenset(
        (f"{target.host}:{target.port}", tuple(sorted(target.labels.items()))) for target in targets
    )


def test_targets_are_kept_and_labelled_as_prometheus_does_it(
    program: Program, folder: Path
) -> None:
    """The same targets at the same addresses with the same labels, case by case."""
    draw = random.Random(20)  # noqa: S311 - of cases, not of keys
    cases = [drawn_case(draw, str(number)) for number in range(CASES)]
    configuration = folder / "config.yml"
    sources = [{"files": ["none.yml"], "relabel_configs": case.rules} for case in cases]
    configuration.write_text(yaml.safe_dump({"discovery": {"file_sd": sources}}))
    settings = load_settings(configuration)
    jobs = [
        {
            "job_name": case.number,
            "scheme": "https",
            "scrape_interval": "1d",
            "static_configs": [case.group],
            "relabel_configs": case.rules,
        }
        for case in cases
    ]
    theirs = yaml.safe_dump({"scrape_configs": jobs})
    with configured_prometheus(program("prometheus"), folder, theirs) as server:
        active = server.relabelled_targets(CASES)
    plain = Inheritance(defaults=settings.defaults, declared=declared(settings))
    compared = [
        (case, by_prometheus(case, active), by_us(case, replace(plain, rules=each.relabel_configs)))
        for case, each in zip(cases, settings.file_discoveries, strict=True)
    ]
    assert [one for one in compared if one[1] != one[2]] == []
    assert sum(map(bool, (expected for _, expected, _ in compared))) == 281
