"""Configurations that watch a port of loopback on which nothing listens."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Configure = Callable[..., Path]


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken, but does not listen: connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def configure(tmp_path: Path, closed_port: int) -> Configure:
    """Writes the configuration with targets of these names, and other sections."""

    def write(*names: str, **sections: Any) -> Path:
        targets = [{"host": "127.0.0.1", "port": closed_port, "name": name} for name in names]
        file = tmp_path / "tls-exporter.yml"
        # JSON is YAML, too; renamed, so that no one reads half of it.
        draft = tmp_path / "draft"
        draft.write_text(json.dumps({"targets": targets, **sections}))
        draft.rename(file)
        return file

    return write
