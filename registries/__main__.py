"""Writes what we use of IANA's registries into exporter/words/iana, from the files given."""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from exporter.words.registry import selection
from registries.published import COLUMNS, UnusableFileError, assigned

WORDS = Path(__file__).parents[1] / "exporter" / "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A registry: our name for it, and how its last value ends."""

    name: str
    end: str
    is_selected: bool = True
    """Whether we use no more of it than selection/NAME.txt lists."""


REGISTRIES = {
    "tls-parameters-4.csv": Registry(name="cipher_suites", end="0xFF,0x00-FF"),
    "tls-parameters-6.csv": Registry(name="alerts", end="255", is_selected=False),
    "tls-parameters-8.csv": Registry(name="groups", end="65535"),
    "tls-signaturescheme.csv": Registry(name="signature_schemes", end="0xFFFF"),
}
"""By the names of the files that IANA publishes."""


def main(arguments: Sequence[str] | None = None, destination: Path = WORDS / "iana") -> int:
    """The exit code: 1, with nothing written, if a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m registries", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help=", ".join(REGISTRIES))
    try:
        excerpts = dict(map(excerpt, parser.parse_args(arguments).files))
    except (UnusableFileError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, text in excerpts.items():
        (destination / f"{name}.csv").write_text(text, encoding="ascii")
    return 0


def excerpt(path: Path) -> tuple[str, str]:
    """Our name for the registry that IANA publishes as `path.name`, and what we use of it."""
    if path.name not in REGISTRIES:
        raise UnusableFileError(f"{path}: name it as IANA does: one of {', '.join(REGISTRIES)}")
    registry = REGISTRIES[path.name]
    values = assigned(path, registry.end)
    names = selected(registry.name, values, path) if registry.is_selected else values.keys()
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerows([COLUMNS, *((value, name) for name, value in values.items() if name in names)])
    return registry.name, text.getvalue()


def selected(registry: str, values: dict[str, str], path: Path) -> set[str]:
    """The names selected that have no number of ours: those that the registry must have."""
    place = f"exporter/words/selection/{registry}.txt"
    entries = selection(registry)
    for name, number in entries.items():
        if number is None and name not in values:
            raise UnusableFileError(
                f"{place}: {name} is not in {path}; name it as the registry does"
            )
        if number is not None and name in values:
            raise UnusableFileError(f"{place}: {name} is in {path} now; remove its number")
    return {name for name, number in entries.items() if number is None}


if __name__ == "__main__":
    sys.exit(main())
