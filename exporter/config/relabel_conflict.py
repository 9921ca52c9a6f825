"""Keys of a rule of relabelling that do not go together, by what its action takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exporter.config.kind import Values
from exporter.config.name import LABEL
from exporter.config.problem import TellProblem
from exporter.config.wording import shown
from exporter.model.relabel_rule import RelabelRule
from exporter.words.relabel_action import RelabelAction

GROUP = r"\$(?:\{[a-zA-Z0-9_]+\}|[a-zA-Z0-9_]+)"
TEMPLATE = re.compile(rf"(?:[a-zA-Z_]|{GROUP})(?:[a-zA-Z0-9_]|{GROUP})*")
"""A label name with references to groups of the expression."""
USUAL = RelabelRule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What an action takes beside its name."""

    needs: tuple[str, ...] = ()
    named: str = ""
    """The key that is a label name."""
    name: re.Pattern[str] = LABEL
    refuses: tuple[str, ...] = ()


CASE = Form(needs=("target_label",), named="target_label", refuses=("replacement",))
COMPARISON = Form(
    needs=("target_label",),
    named="target_label",
    refuses=("regex", "modulus", "separator", "replacement"),
)
BY_NAME = Form(refuses=("source_labels", "target_label", "modulus", "separator", "replacement"))
FORMS: Mapping[RelabelAction, Form] = MappingProxyType(
    {
        RelabelAction.REPLACE: Form(needs=("target_label",), named="target_label", name=TEMPLATE),
        RelabelAction.KEEP: Form(),
        RelabelAction.DROP: Form(),
        RelabelAction.KEEPEQUAL: COMPARISON,
        RelabelAction.DROPEQUAL: COMPARISON,
        RelabelAction.HASHMOD: Form(needs=("target_label", "modulus"), named="target_label"),
        RelabelAction.LOWERCASE: CASE,
        RelabelAction.UPPERCASE: CASE,
        RelabelAction.LABELMAP: Form(named="replacement", name=TEMPLATE),
        RelabelAction.LABELDROP: BY_NAME,
        RelabelAction.LABELKEEP: BY_NAME,
    }
)
"""What Prometheus refuses as well (model/relabel); keys that are of no use otherwise are let pass."""


def find_relabel_conflict(keys: Values, tell: TellProblem) -> None:
    """What the rule's action lacks, and what it has no use for."""
    action = keys.get("action", USUAL.action)
    if action is None:
        return
    form = FORMS[action]
    for key in form.needs:
        if keys.get(key, "") == "":
            tell((key,), f"missing; add the one that `{action}` needs")
    name = keys.get(form.named)
    if name and not form.name.fullmatch(name):
        references = " and references such as $1" if form.name is TEMPLATE else ""
        message = f"{shown(name)} is no label name; use letters, digits, underscores{references}"
        tell((form.named,), message)
    for key in form.refuses:
        if key in keys and keys[key] not in {None, getattr(USUAL, key)}:
            tell((key,), f"of no use for `{action}`; remove it")
