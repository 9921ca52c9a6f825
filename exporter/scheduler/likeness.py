"""Whether a changed configuration asks a target to be probed anew, or only to be judged anew."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter

from exporter.model.target import Policy, Target

EXPECTED = frozenset(
    {
        "labels",
        "expected_ips",
        "trust",
        "clients",
        "expiry",
        "minimum_protocol",
        "address_label",
        "publish",
    }
)
"""Keys by which the judgement alone goes; a probe goes by all others, and by what is looked up."""
probed_as: Callable[[Target], tuple[object, ...]] = attrgetter(
    *(each.name for each in fields(Target) if each.name not in EXPECTED | {"policy"}),
    "is_looked_up",
    *(f"policy.{each.name}" for each in fields(Policy) if each.name not in EXPECTED),
)


def is_probed_alike(target: Target, before: Target) -> bool:
    """Whether both are asked the same, at the same times, whatever is expected of the answers."""
    return probed_as(target) == probed_as(before)
