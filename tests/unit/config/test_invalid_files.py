"""Every bad configuration is a file beside its expected message."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from exporter.config import yaml_reader
from exporter.config.load import load_settings
from exporter.config.problem import ConfigurationError

FOLDER = Path(__file__).parent / "invalid"
NAMES = sorted(file.stem for file in FOLDER.glob("*.yml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_configuration_is_told_apart(
    name: str, monkeypatch: pytest.MonkeyPatch, golden: Callable[[Path, str], str]
) -> None:
    """All that is wrong is said in file order, each with file, line, key and cure."""
    monkeypatch.chdir(FOLDER)
    with pytest.raises(ConfigurationError) as caught:
        load_settings(Path(f"{name}.yml"))
    text = f"{caught.value}\n"
    assert text == golden(Path(f"{name}.expect.txt"), text)


@pytest.mark.parametrize("name", NAMES)
def test_the_parser_in_python_tells_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML has no parser in C, only its own words about bad YAML differ."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr(yaml_reader, "PARSER", yaml.SafeLoader)
    with pytest.raises(ConfigurationError) as caught:
        load_settings(Path(f"{name}.yml"))
    told, _, _ = str(caught.value).partition(": not YAML: ")
    expected, _, _ = Path(f"{name}.expect.txt").read_text().rstrip("\n").partition(": not YAML: ")
    assert told == expected


def test_every_expectation_has_its_configuration() -> None:
    """No expected message is left over from a case that is gone."""
    assert sorted(file.name for file in FOLDER.glob("*.expect.txt")) == [
        f"{name}.expect.txt" for name in NAMES
    ]


def test_every_problem_is_one_line_with_a_cure() -> None:
    """A message says what is wrong before the semicolon and what to do after it."""
    lines = [line for file in FOLDER.glob("*.expect.txt") for line in file.read_text().splitlines()]
    assert [line for line in lines if "; " not in line] == []
