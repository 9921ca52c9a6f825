"""Targets of files and of servers are what rules make of their labels."""

import json
from typing import Any

from exporter.config.conflict import Declared
from exporter.discovery.file_sd import listing
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.listing import Listing
from exporter.model.relabel_rule import RelabelRule
from exporter.model.target import Policy
from exporter.words.relabel_action import RelabelAction

HOST = ("__address__",)


def listed(
    *rules: RelabelRule, targets: list[str], labels: dict[str, Any] | None = None
) -> Listing:
    """What a file with one group comes to."""
    inheritance = Inheritance(
        defaults=Policy(),
        declared=Declared(trust_stores=frozenset({"mozilla"}), resolvers=frozenset({"system"})),
        rules=rules,
    )
    group = {"targets": targets, "labels": labels or {}}
    return listing("/etc/targets/web.json", json.dumps([group]), inheritance)


def test_rules_see_the_address_the_file_and_the_scheme() -> None:
    """What begins with __ is gone afterwards."""
    listing = listed(
        RelabelRule(
            source_labels=("__scheme__", "__address__"), separator="://", target_label="url"
        ),
        RelabelRule(
            source_labels=("__meta_filepath",), regex=".*/(.+).json", target_label="__tmp_file"
        ),
        RelabelRule(source_labels=("__tmp_file",), target_label="list"),
        targets=["a.example"],
        labels={"__meta_rack": "r7"},
    )
    (found,) = listing.found
    assert found.target.labels == {"url": "https://a.example", "list": "web"}
    assert (found.line, found.key) == (1, "[0].targets[0]")


def test_a_rule_changes_where_a_target_is_and_its_settings() -> None:
    """`__address__` is the host, `__tls_<key>` a key."""
    (found,) = listed(
        RelabelRule(source_labels=HOST, regex="([^:]+)(:.*)?", target_label="__address__", replacement="${1}:8443"),
        RelabelRule(source_labels=("team",), regex="pay", target_label="__tls_interval", replacement="30s"),
        targets=["a.example:80"],
        labels={"team": "pay"},
    ).found  # fmt: skip
    assert found.target.name == "a.example:8443"
    assert found.target.policy.interval == 30.0


def test_rules_for_blackbox_exporter_work_as_they_are() -> None:
    """The host is the parameter `target`, not where blackbox_exporter would be asked."""
    (found,) = listed(
        RelabelRule(source_labels=HOST, target_label="__param_target"),
        RelabelRule(source_labels=("__param_target",), target_label="instance"),
        RelabelRule(target_label="__address__", replacement="blackbox:9115"),
        targets=["https://www.example.com/login"],
    ).found
    assert found.target.name == "www.example.com:443"
    assert found.target.labels == {"instance": "https://www.example.com/login"}


def test_what_is_dropped_is_no_fault() -> None:
    """Targets that are no concern of this exporter need not even be right."""
    rule = RelabelRule(source_labels=HOST, regex="http://.*", action=RelabelAction.DROP)
    left = listed(rule, targets=["http://a.example", "b.example"])
    assert [found.target.host for found in left.found] == ["b.example"]
    assert (left.problems, left.remarks) == ((), ())


def test_rules_that_drop_everything_are_told_of() -> None:
    """It may be meant."""
    rule = RelabelRule(source_labels=("team",), regex="pay", action=RelabelAction.KEEP)
    left = listed(rule, targets=["a.example", "b.example"])
    assert left.problems == ()
    (remark,) = map(str, left.remarks)
    assert remark == (
        "/etc/targets/web.json: `relabel_configs` drop all of its targets (2); correct them, unless "
        "this is meant"
    )


def test_what_rules_make_wrong_costs_the_target_alone() -> None:
    """It is told at the target, by the name of the label."""
    left = listed(
        RelabelRule(source_labels=HOST, regex="(b).*", target_label="__tls_interval"),
        RelabelRule(source_labels=HOST, regex="c.*", target_label="__address__", replacement=""),
        targets=["a.example", "b.example", "c.example"],
    )
    assert [found.target.host for found in left.found] == ["a.example"]
    assert [(one.key, one.message) for one in left.problems] == [
        (
            "[0].targets[1]",
            "`__tls_interval` after `relabel_configs`: b is not a duration; write it like 30s, 5m, 1h30m or 2d",
        ),
        (
            "[0].targets[2]",
            "`__address__` after `relabel_configs`: the host is empty; write a host name or an IP address",
        ),
    ]
