"""Data files of the package, in the YAML of configurations: a key that appears twice is an error."""

from pathlib import Path
from typing import Any

from exporter.config.document import read_document


def written(path: Path) -> Any:
    """What a file holds, as it is written."""
    document = read_document(path)
    document.refuse_if_faulty()
    return document.root.value
