"""Whoever comes from another exporter is sent to words that exist."""

import re
from pathlib import Path

from exporter.config.target_schema import TARGET
from exporter.views.metrics.table import TARGET_FAMILIES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "migrating-from-blackbox.md").read_text()
KEYS = {"host", "timeout", "server_name", "trust", "address_family", "server", "expiry", "interval"}


def test_metrics_are_those_of_the_exporter() -> None:
    """Each that is named in place of another's."""
    named = set(re.findall(r"`(tls_[a-z_]+)", PAGE)) - {"tls_config"}
    assert len(named) > 12
    assert named <= {family.name for family in TARGET_FAMILIES}


def test_alerts_are_those_of_the_pack() -> None:
    """Each that is named in place of a rule."""
    rules = "".join(path.read_text() for path in (ROOT / "alerts").rglob("*.yml"))
    named = set(re.findall(r"`(TLS[A-Za-z]+)`", PAGE))
    assert len(named) > 12
    assert named <= set(re.findall(r"alert: (TLS\w+)", rules))


def test_keys_are_those_of_a_target() -> None:
    """What replaces a module's settings is there to be set."""
    assert TARGET.known.keys() >= KEYS
    assert all(re.search(rf"`{key}[`:]|{{{key}:", PAGE) for key in KEYS)
