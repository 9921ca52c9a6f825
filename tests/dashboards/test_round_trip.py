"""Grafana's own schema knows every key that is written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

Json = dict[str, Any]
UNKNOWN_TO_THE_SDK = {
    "baseFilters": "ad hoc filters have a model of their own in Grafana, which the SDK leaves out",
    "filters": "as above",
}


@pytest.fixture(scope="module", autouse=True)
def _panels_are_known() -> None:
    register_default_plugins()


def test_round_trip_loses_nothing(dashboard: Json) -> None:
    """Read and written by Grafana's SDK, every key is still there with its value."""
    assert [
        loss for loss in losses(dashboard) if loss.split(".")[-1] not in UNKNOWN_TO_THE_SDK
    ] == []


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ((), "editble"),
        (("panels", 0), "descripton"),
        (("panels", 0, "options"), "colourMode"),
        (("panels", 0, "targets", 0), "legendFromat"),
        (("panels", 0, "fieldConfig", "defaults"), "units"),
        (("templating", "list", 1), "includesAll"),
    ],
)
def test_round_trip_finds_misspelt_keys(dashboard: Json, path: tuple[Any, ...], key: str) -> None:
    """Wherever they stand."""
    copy = json.loads(json.dumps(dashboard))
    place = copy
    for part in path:
        place = place[part]
    place[key] = "anything"
    assert ".".join(map(str, (*path, key))) in set(losses(copy))


def losses(dashboard: Json) -> Iterator[str]:
    """Paths to what a round trip through the SDK drops or changes."""
    again = json.loads(json.dumps(Dashboard.from_json(dashboard), cls=JSONEncoder))
    yield from differences(dashboard, again, "")


def differences(before: object, after: object, path: str) -> Iterator[str]:
    """Paths to what is in the one value and not, or otherwise, in the other."""
    match before, after:
        case dict(), dict():
            for key, value in before.items():
                yield from differences(value, after.get(key, MISSING), f"{path}.{key}".strip("."))
        case list(), list() if len(before) == len(after):
            for index, (one, other) in enumerate(zip(before, after, strict=True)):
                yield from differences(one, other, f"{path}.{index}")
        case _ if before != after:
            yield path
        case _:
            pass


MISSING = object()
