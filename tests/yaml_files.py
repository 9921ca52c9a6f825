"""YAML files of the repository, read by the parser written in C: rules and their tests are long."""

from pathlib import Path
from typing import Any

import yaml


def read_yaml(file: Path) -> Any:
    """What the file says."""
    return yaml.load(file.read_text(), Loader=yaml.CSafeLoader)
