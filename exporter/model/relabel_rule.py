"""A rule that changes the labels of a target that was found, or drops it."""

from dataclasses import dataclass

from exporter.words.relabel_action import RelabelAction


@dataclass(frozen=True, slots=True, kw_only=True)
class RelabelRule:
    """One of `relabel_configs`; its value is that of the source labels, joined by the separator."""

    source_labels: tuple[str, ...] = ()
    separator: str = ";"
    regex: str = "(.*)"
    """In RE2's syntax; it must match the whole."""
    modulus: int | None = None
    target_label: str = ""
    """With references to groups of the expression where it replaces."""
    replacement: str = "$1"
    action: RelabelAction = RelabelAction.REPLACE
