"""The page on discovery and the code have the same actions, labels and example."""

import re
from pathlib import Path

from exporter.config.load import load_settings
from exporter.discovery import labelled
from exporter.words.relabel_action import RelabelAction

PAGE = (Path(__file__).parents[3] / "docs" / "discovery.md").read_text()
ACTION = re.compile(r"^\| `([a-z]+)` \| ", re.MULTILINE)
LABEL = re.compile(r"^\| `(__[a-z_]+)` \| ", re.MULTILINE)
EXAMPLE = re.compile(r"```yaml\n(discovery:.*?)```", re.DOTALL)


def test_the_page_has_every_action() -> None:
    """And no other."""
    assert sorted(ACTION.findall(PAGE)) == sorted(RelabelAction)


def test_the_page_has_every_label_that_is_given() -> None:
    """And no other, but for the patterns."""
    given = {getattr(labelled, name) for name in ("ADDRESS", "FILE", "PARAMETER", "SCHEME", "URL")}
    assert set(LABEL.findall(PAGE)) == given


def test_the_page_s_examples_are_configurations(tmp_path: Path) -> None:
    """What it shows can be copied."""
    inventory, rules = EXAMPLE.findall(PAGE)
    (tmp_path / "config.yml").write_text(rules)
    (source,) = load_settings(tmp_path / "config.yml").file_discoveries
    assert [rule.action for rule in source.relabel_configs] == ["drop", "replace", "labelmap"]
    (tmp_path / "config.yml").write_text(inventory)
    (listed,) = load_settings(tmp_path / "config.yml").http_discoveries
    assert listed.inventory.url == "https://inventory.example.com/targets"
