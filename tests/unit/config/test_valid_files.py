"""Every good configuration is a file beside the values that it stands for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path

import pytest
import yaml

from exporter.config import yaml_reader
from exporter.config.load import load_settings
from exporter.model.settings import TrustAnchors

FOLDER = Path(__file__).parent / "valid"
NAMES = sorted(file.stem for file in FOLDER.glob("*.yml"))


def described(path: str, value: object) -> Iterator[str]:
    """A line for each value that is not the default of its field."""
    match value:
        case TrustAnchors(name=name, profile=profile):
            yield f"{path}: {name}, {profile}"
        case [*items] if any(is_dataclass(item) for item in items):
            for index, item in enumerate(items):
                yield from described(f"{path}[{index}]", item)
        case [*items]:
            yield f"{path}: {', '.join(map(str, items)) or 'none'}"
        case Mapping():
            yield f"{path}: {dict(value)}"
        case object() if is_dataclass(value):
            for field in fields(value):
                inner = getattr(value, field.name)
                if inner != default(field):
                    yield from described(f"{path}.{field.name}".removeprefix("."), inner)
        case _:
            yield f"{path}: {value}"


def default(field: "Field[object]") -> object:
    """What the field holds where nothing is said."""
    return field.default_factory() if field.default_factory is not MISSING else field.default


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("name", NAMES)
def test_a_good_configuration_becomes_values(
    name: str,
    parser: str,
    monkeypatch: pytest.MonkeyPatch,
    golden: Callable[[Path, str], str],
) -> None:
    """Everything that differs from the defaults is as the file says, whichever parser reads it."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr(yaml_reader, "PARSER", getattr(yaml, parser, yaml.SafeLoader))
    lines = described("", load_settings(Path(f"{name}.yml")))
    text = "".join(f"{line}\n" for line in lines)
    assert text == golden(Path(f"{name}.expect.txt"), text)


def test_every_expectation_has_its_configuration() -> None:
    """No expected values are left over from a case that is gone."""
    assert sorted(file.name for file in FOLDER.glob("*.expect.txt")) == [
        f"{name}.expect.txt" for name in NAMES
    ]
