"""Rules change the labels of a target, or drop it, as Prometheus' own rules do."""

import pytest

from exporter.discovery.relabelling import Labels, relabelled
from exporter.model.relabel_rule import RelabelRule
from exporter.words.relabel_action import RelabelAction

LABELS = {"__address__": "web-1.example:8443", "__meta_rack": "r7", "team": "Web", "empty": ""}
HOST = ("__address__",)


def changed(*rules: RelabelRule) -> Labels:
    """The labels that rules have changed or added; empty where they took one away."""
    after = relabelled(LABELS, rules)
    assert after is not None
    names = sorted(LABELS.keys() | after.keys())
    return {
        name: after.get(name, "") for name in names if after.get(name) != (LABELS.get(name) or None)
    }


@pytest.mark.parametrize(
    ("replacement", "expected"),
    [
        ("$1", "web"),
        ("${1}1", "web1"),
        ("$11", ""),
        ("$01", ""),
        ("$number-$name", "1-"),
        ("$0", "web-1.example:8443"),
        ("$$1", "$1"),
        ("cost: $", "cost: $"),
        ("${1", "${1"),
        ("${}$-", "${}$-"),
    ],
)
def test_a_replacement_refers_to_groups_as_go_does(replacement: str, expected: str) -> None:
    """By number or name; a name is as long as it can be, and what is no reference is itself."""
    rule = RelabelRule(
        source_labels=HOST,
        regex=r"(\w+)-(?P<number>\d+).*",
        target_label="to",
        replacement=replacement,
    )
    assert changed(rule) == ({"to": expected} if expected else {})


@pytest.mark.parametrize(
    ("regex", "is_match"),
    [
        ("web", False),
        ("web.*", True),
        (".*8443", True),
        ("a|web-1.*", True),
        (r"\Qweb-1.\E[[:alpha:]]+:\d{4}", True),
        (r"(?i)WEB-\d\.\pL+:.*", True),
        ("(?U)web.*", True),
        ("", False),
    ],
)
def test_an_expression_matches_the_whole_or_not(regex: str, *, is_match: bool) -> None:
    """`keep` and `drop` are each other's opposite."""
    keep = RelabelRule(source_labels=HOST, regex=regex, action=RelabelAction.KEEP)
    drop = RelabelRule(source_labels=HOST, regex=regex, action=RelabelAction.DROP)
    assert (relabelled(LABELS, [keep]) is not None) is is_match
    assert (relabelled(LABELS, [drop]) is None) is is_match


def test_an_expression_that_backtracking_never_ends_is_matched_at_once() -> None:
    """Its time grows with the text alone."""
    rule = RelabelRule(source_labels=("x",), regex="(a+)+b", action=RelabelAction.KEEP)
    assert relabelled({"x": "a" * 50_000}, [rule]) is None


def test_a_dot_stands_for_a_line_feed_as_well() -> None:
    """As since Prometheus 3."""
    rule = RelabelRule(source_labels=("x",), regex="a.b", action=RelabelAction.KEEP)
    assert relabelled({"x": "a\nb"}, [rule]) == {"x": "a\nb"}


def test_labels_are_joined_whether_they_are_there_or_not() -> None:
    """A label that is not there has an empty value."""
    rule = RelabelRule(source_labels=("team", "none", "__meta_rack"), target_label="to")
    assert changed(rule) == {"to": "Web;;r7"}


def test_a_rule_without_sources_sets_a_label() -> None:
    """And an empty value takes one away."""
    setting = RelabelRule(target_label="env", replacement="prod")
    removing = RelabelRule(target_label="team", replacement="")
    assert changed(setting, removing) == {"env": "prod", "team": ""}


def test_a_rule_that_does_not_match_changes_nothing() -> None:
    """Neither does one that would make a name that no label may have."""
    no_match = RelabelRule(source_labels=HOST, regex="x", target_label="to", replacement="y")
    no_name = RelabelRule(source_labels=HOST, target_label="${1}", replacement="y")
    assert changed(no_match, no_name) == {}


def test_a_name_may_be_made_of_the_value() -> None:
    """Of `replace` alone."""
    rule = RelabelRule(
        source_labels=("__meta_rack",), regex="r(.)", target_label="rack_$1", replacement="yes"
    )
    assert changed(rule) == {"rack_7": "yes"}


@pytest.mark.parametrize(
    ("value", "modulus", "expected"),
    [("", 8, "6"), ("web-1.example:8443", 8, "1"), ("www.example.com:443", 1000, "324")],
)
def test_a_part_is_that_of_prometheus(value: str, modulus: int, expected: str) -> None:
    """The last eight bytes of MD5, as a whole number (judged by Prometheus in tests/real)."""
    rule = RelabelRule(
        source_labels=("x",), modulus=modulus, target_label="part", action=RelabelAction.HASHMOD
    )
    after = relabelled({"x": value}, [rule])
    assert after is not None
    assert after["part"] == expected


@pytest.mark.parametrize(
    ("value", "small", "capital"), [("Ab1", "ab1", "AB1"), ("İß", "iß", "İß"), ("ᾳ", "ᾳ", "ᾼ")]
)
def test_letters_are_mapped_one_to_one(value: str, small: str, capital: str) -> None:
    """As Go maps them: no letter becomes two."""
    rules = [
        RelabelRule(source_labels=("x",), target_label=action, action=action)
        for action in (RelabelAction.LOWERCASE, RelabelAction.UPPERCASE)
    ]
    assert relabelled({"x": value}, rules) == {"x": value, "lowercase": small, "uppercase": capital}


def test_labels_are_copied_removed_and_kept_by_name() -> None:
    """What one rule has changed is what the next one sees."""
    mapped = RelabelRule(
        regex="__meta_(.+)", replacement="${1}_name", action=RelabelAction.LABELMAP
    )
    dropped = RelabelRule(regex="t.*", action=RelabelAction.LABELDROP)
    kept = RelabelRule(regex="__address__|rack.*", action=RelabelAction.LABELKEEP)
    assert changed(mapped, dropped) == {"rack_name": "r7", "team": ""}
    assert relabelled(LABELS, [mapped, kept]) == {
        "__address__": "web-1.example:8443",
        "rack_name": "r7",
    }


@pytest.mark.parametrize(("label", "is_kept"), [("team", True), ("__meta_rack", False)])
def test_a_label_may_decide_by_being_the_value(label: str, *, is_kept: bool) -> None:
    """`keepequal` and `dropequal` are each other's opposite."""
    keep, drop = (
        RelabelRule(source_labels=("team",), target_label=label, action=action)
        for action in (RelabelAction.KEEPEQUAL, RelabelAction.DROPEQUAL)
    )
    assert (relabelled(LABELS, [keep]) is not None) is is_kept
    assert (relabelled(LABELS, [drop]) is None) is is_kept
