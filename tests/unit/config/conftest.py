"""Configurations written down in tests, and what comes of them."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from exporter.config.load import load_settings
from exporter.config.problem import ConfigurationError
from exporter.model.settings import Settings


@pytest.fixture
def settings_of(tmp_path: Path) -> Callable[[str], Settings]:
    """The settings of a configuration with this text."""

    def load(text: str) -> Settings:
        file = tmp_path / "config.yml"
        file.write_text(dedent(text))
        return load_settings(file)

    return load


@pytest.fixture
def problems_of(settings_of: Callable[[str], Settings]) -> Callable[[str], list[str]]:
    """What is wrong with a configuration of this text: key path and message, without cure."""

    def problems(text: str) -> list[str]:
        with pytest.raises(ConfigurationError) as caught:
            settings_of(text)
        return [
            f"{problem.line}: {problem.key}: {problem.message.partition(';')[0]}"
            for problem in caught.value.problems
        ]

    return problems
