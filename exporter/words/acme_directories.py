"""Where well-known CAs have their ACME directories, by the organization that certificates name as the issuer's."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

ACME_DIRECTORIES: Mapping[str, str] = MappingProxyType(
    tomllib.loads(resources.files(__package__).joinpath("acme_directories.toml").read_text("utf-8"))
)
