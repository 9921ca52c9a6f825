"""The files of the alert pack that the repository holds; `python -m alerts` writes them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from exporter.pack.files import exported
from exporter.pack.offer import Format, Kind
from exporter.pack.setting import Setting

FOLDER = Path(__file__).parent


def shipped(kind: Kind) -> str:
    """What `tls-exporter export` prints where nothing else is said."""
    return exported(kind, Format.PROMETHEUS, Setting())


def alertmanager_example() -> str:
    """A whole configuration of Alertmanager: routes to begin with, and the inhibition rules."""
    return (FOLDER / "routes.yml").read_text(encoding="utf-8") + shipped(Kind.INHIBITION)


FILES: Mapping[str, Callable[[], str]] = {
    "tls.rules.yml": lambda: shipped(Kind.RULES),
    "alertmanager.example.yml": alertmanager_example,
}
"""What each file holds, by its name."""
