"""A folder of file_sd files that tests write."""

from collections.abc import Callable
from pathlib import Path

import pytest

from exporter.discovery.targets import Discovery
from exporter.model.server_config import ServerConfig
from exporter.model.settings import FileDiscovery, Profile, Settings, TrustAnchors
from exporter.model.target import Target
from exporter.words.server_software import ServerSoftware


def no_server(_software: ServerSoftware, _paths: tuple[str, ...], _root: str) -> ServerConfig:
    """Where no configuration of a server is to be read."""
    raise AssertionError


@pytest.fixture
def discovery(tmp_path: Path) -> Callable[..., Discovery]:
    """Discovery in the folder, with targets of the configuration by name."""

    def build(*names: str, patterns: tuple[str, ...] = ("*.yml", "*.json")) -> Discovery:
        return Discovery(
            Settings(
                trust_stores=(TrustAnchors(name="mozilla", pem=b"", profile=Profile.WEB),),
                targets=tuple(
                    Target(name=name, host="www.example.com", server_name="www.example.com")
                    for name in names
                ),
                file_discoveries=(
                    FileDiscovery(
                        patterns=tuple(str(tmp_path / pattern) for pattern in patterns),
                        refresh_interval=60.0,
                    ),
                ),
            ),
            no_server,
        )

    return build
