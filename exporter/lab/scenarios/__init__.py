"""Everything the lab shows, read from the data files beside this one: a list for each step."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import TypeAdapter

from exporter.lab.deployment import FIRST_ADDRESS
from exporter.lab.expectation import Baseline
from exporter.lab.scenario import Scenario

FILES = ("healthy", "port", "server_config", "certificate", "dns", "chain", "compatibility")
BASELINES = TypeAdapter(dict[str, Baseline])
SCENARIO = TypeAdapter(Scenario)


@cache
def all_scenarios() -> tuple[Scenario, ...]:
    """The one list that the demo runs and the tests assert, in the guide's order."""
    return tuple(one for name in FILES for one in scenarios(name, read(name)))


def scenarios(name: str, entries: list[dict[str, Any]]) -> Iterator[Scenario]:
    """Those of one file; an error names the file, the scenario and the key."""
    for written in entries:
        try:
            yield scenario(written)
        except ValueError as error:
            raise ValueError(f"{name}.yml, {written.get('name')}: {error}") from error


def scenario(written: dict[str, Any]) -> Scenario:
    """One as it is written: `server` alone stands where the name leads, and is sound if not told."""
    rest = {**written}
    lone = {FIRST_ADDRESS: rest.pop("server", {})}
    deployment = {"servers": rest.pop("servers", lone)}
    for key, field in (("dns", "answer"), ("cache", "stale_answer")):
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
    return BASELINES.validate_python(read("baselines"))


def read(name: str) -> Any:
    """A data file as it is written."""
    return yaml.safe_load(resources.files(__name__).joinpath(f"{name}.yml").read_bytes())
