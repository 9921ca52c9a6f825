"""Everything the lab shows, read from the data files beside this one: a list for each step."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from exporter.config.data_file import written
from exporter.guide.data_file import within
from exporter.lab.deployment import FIRST_ADDRESS
from exporter.lab.expectation import Baseline
from exporter.lab.scenario import Scenario

FILES = (
    "healthy",
    "port",
    "server_config",
    "certificate",
    "dns",
    "client_cache",
    "chain",
    "private_key",
    "compatibility",
    "permissions",
)
FOLDER = Path(__file__).parent
BASELINES = TypeAdapter(dict[str, Baseline])
SCENARIO = TypeAdapter(Scenario)


@cache
def all_scenarios() -> tuple[Scenario, ...]:
    """The one list that the demo runs and the tests assert, in the guide's order."""
    return tuple(one for name in FILES for one in scenarios(name, written(FOLDER / f"{name}.yml")))


def scenarios(name: str, entries: list[dict[str, Any]]) -> Iterator[Scenario]:
    """Those of one file; an error names the file, the scenario and the key."""
    for entry in entries:
        with within(f"{name}.yml, {entry.get('name')}"):
            yield scenario(entry)


def scenario(entry: dict[str, Any]) -> Scenario:
    """One as it is written: `server` alone stands where the name leads, and is sound if not told."""
    rest = {**entry}
    lone = {FIRST_ADDRESS: rest.pop("server", {})}
    deployment = {"servers": rest.pop("servers", lone)}
    for key, field in (("dns", "answer"), ("cache", "stale_answer"), ("files", "files")):
        if key in rest:
            deployment[field] = rest.pop(key)
    expectation = {**rest.pop("expect", {})}
    baseline = expectation.get("baseline", "sound")
    if baseline not in baselines():
        raise ValueError(f"expect.baseline: `{baseline}` is not known")
    expectation["baseline"] = baselines()[baseline]
    return SCENARIO.validate_python({**rest, "deployment": deployment, "expectation": expectation})


@cache
def baselines() -> dict[str, Baseline]:
    """What is expected by how far a client gets, by name."""
    return BASELINES.validate_python(written(FOLDER / "baselines.yml"))
