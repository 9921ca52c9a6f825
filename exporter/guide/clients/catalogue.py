"""The clients whose verdict on a deployment is told, each read from its file, with its sources."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

from exporter.guide.clients.client import Client, Root
from exporter.guide.clients.client_file import clients_in, file_name
from exporter.guide.data_file import within
from exporter.words.client_name import CLIENT_NAMES

CATALOGUE_VERSION = "2026-11-28"
"""The day of which the catalogue tells the state of knowledge; public."""


def contents(*path: str) -> dict[str, Any]:
    """What a file of this package says."""
    with within(path[-1]):
        return tomllib.loads(resources.files(__package__).joinpath(*path).read_text("utf-8"))


ROOTS: Mapping[str, Root] = MappingProxyType(
    {
        name: Root(name=name, fingerprint_sha256=fingerprint)
        for name, fingerprint in contents("roots.toml").items()
    }
)
CATALOGUE: tuple[Client, ...] = clients_in(
    {name: contents("known", file_name(name)) for name in CLIENT_NAMES},
    ROOTS,
    {"mozilla": contents("distrust", "mozilla.toml")},
)
