"""What the configuration gives to targets that are found elsewhere."""

from dataclasses import dataclass

from exporter.config.conflict import Declared
from exporter.model.relabel_rule import RelabelRule
from exporter.model.target import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """Of one source; its rules come before everything else."""

    defaults: Policy
    declared: Declared
    rules: tuple[RelabelRule, ...] = ()
