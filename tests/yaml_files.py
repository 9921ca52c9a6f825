"""YAML of the repository, read by the parser written in C: rules and their tests are long."""

from pathlib import Path
from typing import Any

import yaml


def read_yaml(file: Path) -> Any:
    """What the file says."""
    return parsed(file.read_text())


def parsed(text: str) -> Any:
    """What the text says."""
    (document,) = all_parsed(text)
    return document


def all_parsed(text: str) -> list[Any]:
    """What each document of the text says."""
    return list(yaml.load_all(text, Loader=yaml.CSafeLoader))
