"""Labels of a target as rules make them of those it was found with; or nothing, where it is dropped."""

import re
from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import md5
from typing import TypeAlias

from exporter.config.name import LABEL
from exporter.config.pattern import Match, Pattern, whole
from exporter.model.relabel_rule import RelabelRule
from exporter.words.relabel_action import RelabelAction

Labels: TypeAlias = Mapping[str, str]
REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))")
"""Of a group of an expression, in what replaces it (Go, regexp.Expand)."""
NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
HASHED = slice(8, 16)
"""The bytes of a digest that Prometheus takes a remainder of."""


def relabelled(labels: Labels, rules: Iterable[RelabelRule]) -> Labels | None:
    """The labels after all rules, none of them empty; None where a rule drops the target."""
    present: Labels = {name: text for name, text in labels.items() if text}
    for rule in rules:
        left = after(rule, present)
        if left is None:
            return None
        present = left
    return present


def after(rule: RelabelRule, labels: Labels) -> Labels | None:
    """The labels after one rule."""
    value = rule.separator.join(labels.get(name, "") for name in rule.source_labels)
    match rule.action:
        case RelabelAction.KEEP | RelabelAction.DROP:
            is_kept = matches(rule, value) is (rule.action is RelabelAction.KEEP)
            return labels if is_kept else None
        case RelabelAction.KEEPEQUAL | RelabelAction.DROPEQUAL:
            is_equal = labels.get(rule.target_label, "") == value
            return labels if is_equal is (rule.action is RelabelAction.KEEPEQUAL) else None
        case RelabelAction.LABELKEEP | RelabelAction.LABELDROP:
            are_kept = rule.action is RelabelAction.LABELKEEP
            return {name: labels[name] for name in labels if matches(rule, name) is are_kept}
        case RelabelAction.LABELMAP:
            return mapped(rule, labels)
        case RelabelAction.REPLACE:
            return replaced(rule, value, labels)
    return with_label(labels, rule.target_label, computed(rule, value))


def matches(rule: RelabelRule, text: str) -> bool:
    """Whether the rule's expression matches the whole text."""
    return whole(rule.regex).search(text) is not None


def computed(rule: RelabelRule, value: str) -> str:
    """What a rule makes of a value without its expression."""
    match rule.action:
        case RelabelAction.LOWERCASE:
            return "".join(map(lower, value))
        case RelabelAction.UPPERCASE:
            return "".join(map(upper, value))
    return str(remainder(value, rule.modulus or 1))


def replaced(rule: RelabelRule, value: str, labels: Labels) -> Labels:
    """A label set to what the match of a value makes of the replacement; without a match, none is."""
    pattern = whole(rule.regex)
    match = pattern.search(value)
    if match is None:
        return labels
    name = expanded(rule.target_label, pattern, match)
    if not LABEL.fullmatch(name):
        return labels
    return with_label(labels, name, expanded(rule.replacement, pattern, match))


def mapped(rule: RelabelRule, labels: Labels) -> Labels:
    """With copies of the labels whose names match; of two that get one name, the later by its own name stays."""
    pattern, copies = whole(rule.regex), dict(labels)
    for name, text in sorted(labels.items()):
        if match := pattern.search(name):
            copies[expanded(rule.replacement, pattern, match)] = text
    return copies


def with_label(labels: Labels, name: str, text: str) -> Labels:
    """With this label; an empty one is none."""
    others = {other: held for other, held in labels.items() if other != name}
    return {**others, name: text} if text else others


def expanded(template: str, pattern: Pattern, match: Match) -> str:
    """A template with what each group stands for; one that is not there stands for nothing."""
    return REFERENCE.sub(partial(referred, pattern, match), template)


def referred(pattern: Pattern, match: Match, reference: re.Match[str]) -> str:
    """What one reference stands for."""
    escaped, *names = reference.groups()
    if escaped:
        return "$"
    name = next(filter(None, names))
    if NUMBER.fullmatch(name):
        return (match.group(int(name)) or "") if int(name) <= pattern.groups else ""
    return (match.group(name) or "") if name in pattern.groupindex else ""


def remainder(value: str, modulus: int) -> int:
    """Which of `modulus` parts a value falls to, as Prometheus reckons it."""
    digest = md5(value.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[HASHED]) % modulus


def lower(character: str) -> str:
    """Its small letter, always one character (Unicode's simple mapping)."""
    return character.lower()[0]


def upper(character: str) -> str:
    """Its capital, always one character (Unicode's simple mapping)."""
    forms = (character.upper(), character.title())
    return next((form for form in forms if len(form) == 1), character)
