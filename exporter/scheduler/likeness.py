"""Whether a changed configuration asks a target to be probed anew, or only to be judged anew."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter

from exporter.model.target import Policy, Target

EXPECTED = frozenset({"labels", "expected_ips", "trust", "clients", "expiry", "minimum_protocol"})
"""Keys by which the judgement alone goes; a probe goes by all others."""
probed_as: Callable[[Target], tuple[object, ...]] = attrgetter(
    *(each.name for each in fields(Target) if each.name not in EXPECTED | {"policy"}),
    *(f"policy.{each.name}" for each in fields(Policy) if each.name not in EXPECTED),
)


def is_probed_alike(target: Target, before: Target) -> bool:
    """Whether both are asked the same, at the same times, whatever is expected of the answers."""
    return probed_as(target) == probed_as(before) and is_looked_up(target) == is_looked_up(before)


def is_looked_up(target: Target) -> bool:
    """Whether its host is resolved: for its addresses, or to see that it leads where it should."""
    return not target.addresses or bool(target.expected_ips)
