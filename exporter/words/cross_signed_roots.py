"""Roots of public CAs that older ones have signed as well, by the subjects of both."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

CROSS_SIGNED_ROOTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    tomllib.loads(
        resources.files(__package__).joinpath("cross_signed_roots.toml").read_text("utf-8")
    )
)
