"""A file_sd file stands for targets as Prometheus' own would, or for problems with lines."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.config import yaml_reader
from exporter.config.conflict import Declared
from exporter.config.problem import ConfigurationError
from exporter.discovery import file_sd
from exporter.discovery.file_sd import listing
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.listing import Found
from exporter.model.relabel_rule import RelabelRule
from exporter.model.target import ExpiryThresholds, Origin, Policy, Target
from exporter.words.address_family import AddressFamily
from exporter.words.protocol import Protocol
from exporter.words.proxy_protocol import ProxyProtocol

INVALID = Path(__file__).parent / "invalid"
NAMES = sorted(file.stem for file in INVALID.glob("*.yml"))
INHERITANCE = Inheritance(
    defaults=Policy(interval=120.0),
    declared=Declared(
        trust_stores=frozenset({"mozilla", "corp"}), resolvers=frozenset({"system", "corp"})
    ),
)


def read(text: str, file: str = "web.yml") -> tuple[Found, ...]:
    """The targets in a file of this text, in which nothing is wrong."""
    listed = listing(file, text, INHERITANCE)
    assert listed.problems == ()
    return listed.found


def test_a_group_gives_each_of_its_targets_its_labels() -> None:
    """Hosts are read as in the configuration, defaults inherited, places kept."""
    text = "- targets:\n    - www.example.com\n    - '[2001:DB8::1]:8443'\n  labels: {team: web}\n"
    policy = Policy(interval=120.0)
    assert read(text) == (
        Found(
            file="web.yml",
            key="[0].targets[0]",
            line=2,
            target=Target(
                name="www.example.com:443",
                host="www.example.com",
                server_name="www.example.com",
                labels={"team": "web"},
                policy=policy,
            ),
        ),
        Found(
            file="web.yml",
            key="[0].targets[1]",
            line=3,
            target=Target(
                name="[2001:db8::1]:8443",
                host="2001:db8::1",
                port=8443,
                server_name="2001:db8::1",
                labels={"team": "web"},
                policy=policy,
            ),
        ),
    )


def test_labels_of_prometheus_are_left_out() -> None:
    """What Prometheus drops after relabelling is no label of a target."""
    text = "- {targets: [a.example], labels: {__meta_rack: x, __scheme__: https, team: web}}"
    (found,) = read(text)
    assert found.target.labels == {"team": "web"}


def test_setting_labels_set_keys_of_the_targets() -> None:
    """What stands behind a key in the configuration stands in its label."""
    labels = {
        "__tls_name": "7",
        "__tls_port": "8443",
        "__tls_server_name": "shop.example.com",
        "__tls_addresses": "[203.0.113.10]",
        "__tls_origins": "[198.51.100.7]",
        "__tls_expected_ips": "[203.0.113.0/24]",
        "__tls_interval": "1h",
        "__tls_timeout": "1m",
        "__tls_scan_interval": "0s",
        "__tls_trust": "[corp]",
        "__tls_expiry": "{warn: 10d}",
        "__tls_minimum_protocol": "TLSv1.3",
        "__tls_max_addresses": "2",
        "__tls_address_family": "ipv4",
        "__tls_proxy_protocol": "v2",
    }
    (found,) = read(json.dumps([{"targets": ["www.example.com"], "labels": labels}]), "web.json")
    assert found.target == Target(
        name="7",
        host="www.example.com",
        port=8443,
        server_name="shop.example.com",
        addresses=("203.0.113.10",),
        origins=(Origin(address="198.51.100.7"),),
        expected_ips=(ip_network("203.0.113.0/24"),),
        policy=Policy(
            interval=3600.0,
            timeout=60.0,
            scan_interval=0.0,
            trust=("corp",),
            expiry=ExpiryThresholds(warn=864_000.0),
            minimum_protocol=Protocol.TLS1_3,
            max_addresses=2,
            address_family=AddressFamily.IPV4,
            proxy_protocol=ProxyProtocol.V2,
        ),
    )


@pytest.mark.parametrize("name", ["7", "[7]", "*seven", "a: b", "~", "true"])
def test_a_setting_that_holds_text_is_not_read_as_yaml(name: str) -> None:
    """What would be a number, a list or an alias in YAML stays text."""
    labels = {"__tls_name": name}
    (found,) = read(json.dumps([{"targets": ["a.example"], "labels": labels}]), "web.json")
    assert found.target.name == name


@pytest.mark.parametrize("name", ["web.json", "web.yml"])
def test_null_is_no_text(name: str) -> None:
    """Neither a host nor a label's value; in quotes it is a word like any other."""
    labels = {"x": None, "y": "null", "z": "~"}
    text = json.dumps([{"targets": ["a.example", None, "null"], "labels": labels}])
    listed = listing(name, text, INHERITANCE)
    targets = [each.target for each in listed.found]
    assert [each.host for each in targets] == ["a.example", "null"]
    assert targets[0].labels == {"x": "", "y": "null", "z": "~"}
    (problem,) = listed.problems
    assert (problem.key, problem.message) == (
        "[0].targets[1]",
        "the host is empty; write a host name or an IP address",
    )


def test_what_a_group_shares_is_judged_without_a_target() -> None:
    """A wrong setting is told before the first host comes."""
    text = "- {targets: [], labels: {__tls_interval: 5, __tls_timeout: 1h, 9: x}}"
    listed = listing("web.yml", text, INHERITANCE)
    assert [problem.key for problem in listed.problems] == [
        "[0].labels.__tls_interval",
        "[0].labels.9",
    ]


def test_of_very_many_faults_a_hundred_are_told() -> None:
    """A file that another program wrote wrongly is refused as cheaply as a configuration."""
    labels = "".join(f"    __tls_intervall{number}: 1m\n" for number in range(9_999))
    listed = listing("web.yml", f"- targets: [a.example]\n  labels:\n{labels}", INHERITANCE)
    assert listed.found == ()
    assert len(listed.problems) == 101
    assert str(listed.problems[100]) == "web.yml: 9,899 more; mend these first"


def test_a_list_beyond_every_bound_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it lists before is told of, and not watched without the rest."""
    monkeypatch.setattr(yaml_reader, "MOST_ENTRIES", 3)
    with pytest.raises(ConfigurationError) as refused:
        listing("web.yml", "- targets: [a.example, 'a b', c.example, d.example]", INHERITANCE)
    wrong, stop = refused.value.problems
    assert wrong.key == "[0].targets[1]"
    assert stop.message == "more than 3 entries in one list, where reading stopped; write fewer"


def test_scalars_are_text_as_prometheus_reads_them() -> None:
    """A file that Prometheus accepts need not be changed."""
    (found,) = read("- {targets: [a.example], labels: {rack: 07, live: yes, version: 1.10}}")
    assert found.target.labels == {"rack": "07", "live": "yes", "version": "1.10"}


def test_json_may_be_indented_with_tabs_and_escape_what_it_likes() -> None:
    """Characters beyond the basic plane are escaped in halves, and backslashes stay themselves."""
    text = '[\n\t{\n\t\t"targets": ["a\\u002eexample"],\n\t\t"labels": '
    text += '{"duck":"\\ud83e\\udd86", "path":"C:\\\\ud83e\\\\udd86", "slash":"\\/"}\n\t}\n]\n'
    (found,) = read(text, "web.JSON")
    assert found.target.host == "a.example"
    assert found.target.labels == json.loads(text)[0]["labels"]


@pytest.mark.parametrize(
    ("escaped", "meant"),
    [
        (r"\\ud83e\\udd86", r"\ud83e\udd86"),
        (r"\\\ud83e\udd86", "\\\N{DUCK}"),
        (r"\\ud83e\udd86", "\\ud83e\N{REPLACEMENT CHARACTER}"),
        (r"\ud83e\ud83e\udd86", "\N{REPLACEMENT CHARACTER}\N{DUCK}"),
    ],
)
def test_a_backslash_before_makes_text_of_an_escape(escaped: str, meant: str) -> None:
    """Two of them are one that is meant."""
    (found,) = read(f'[{{"targets": ["a.example"], "labels": {{"l": "{escaped}"}}}}]', "web.json")
    assert found.target.labels == {"l": meant}


def test_of_escapes_only_halves_of_characters_are_taken_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each piece costs hundreds of bytes: five million line breaks took a third of a gibibyte."""
    taken: list[str] = []

    def joined(escape: re.Match[str]) -> str:
        taken.append(escape[0])
        return ""

    monkeypatch.setattr(file_sd, "joined", joined)
    escapes = r"\n\\\"\u0041\ud83e" * 50
    listing("web.json", f'[{{"targets": ["{escapes}"]}}]', INHERITANCE)
    assert taken == [r"\ud83e"] * 50


RENAME = (RelabelRule(target_label="team", replacement="web"),)


@pytest.mark.parametrize(
    ("text", "rules", "key"),
    [
        ("- targets: [a, b]\n  labels: {k: '12345678'}\n", RENAME, ""),
        ("- targets: [a, b, c]\n  labels: {k: '12345678'}\n", RENAME, "[0]"),
        ("- targets: [a, b, c, d]\n  labels: {k: '12345678'}\n", (), ""),
        (
            "- {targets: [a], labels: {k: '123456789'}}\n- {targets: [b], labels: {k: '12345678'}}",
            (),
            "",
        ),
        ("- {targets: [a], labels: {k: '123456789'}}\n" * 3, (), "[2]"),
        ("- targets: [a]\n  labels: {__tls_interval: 1m}\n", (), "[0]"),
    ],
    ids=["twice", "thrice", "without rules", "in two groups", "in three groups", "a setting"],
)
def test_labels_are_weighed_as_often_as_they_are_read(
    monkeypatch: pytest.MonkeyPatch, text: str, rules: tuple[RelabelRule, ...], key: str
) -> None:
    """Once for each target where rules change them, and settings as what they are read at: short texts cannot cost hours."""
    monkeypatch.setattr(file_sd, "MOST_LABELS", 20)
    inherited = replace(INHERITANCE, rules=rules)
    if not key:
        listing("web.yml", text, inherited)
        return
    with pytest.raises(ConfigurationError) as refused:
        listing("web.yml", text, inherited)
    assert refused.value.problems[-1].key == key
    assert refused.value.problems[-1].message == (
        "too much to read in the labels of all targets, where reading stopped; write fewer"
    )


def test_half_a_character_in_json_is_none_that_is_known() -> None:
    """As Prometheus reads it; the rest of the file is not lost for it."""
    text = r'[{"targets": ["a.example"], "labels": {"x": "a\ud83eb", "y": "\udd86\ud83e"}}]'
    (found,) = read(text, "web.json")
    assert found.target.labels == {"x": "a\ufffdb", "y": "\ufffd\ufffd"}


@given(st.dictionaries(st.from_regex(r"\Al_[a-z]+\Z"), st.text(st.characters(codec="utf-8"))))
def test_any_label_in_json_is_read_as_json_has_it(labels: dict[str, str]) -> None:
    """JSON as Python writes it, in ASCII, keeps its meaning."""
    (found,) = read(json.dumps([{"targets": ["a.example"], "labels": labels}]), "web.json")
    assert found.target.labels == labels


def test_no_targets_are_written_as_an_empty_list() -> None:
    """A list without groups and a group without targets are no mistake."""
    assert read("[]") == ()
    assert read("- targets: []") == ()


def problems(text: str, file: str) -> str:
    """What is wrong with a file, a line each."""
    try:
        told = listing(file, text, INHERITANCE).problems
    except ConfigurationError as error:
        told = error.problems
    return "".join(f"{problem}\n" for problem in told)


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_file_is_told_apart(name: str, golden: Callable[[Path, str], str]) -> None:
    """All problems come at once, each once, with file, line, key and cure."""
    told = problems((INVALID / f"{name}.yml").read_text(), f"{name}.yml")
    assert told == golden(INVALID / f"{name}.expect.txt", told)


def test_a_fault_costs_what_it_stands_in() -> None:
    """A target, or its group where what they share is wrong; the others are watched."""
    text = """\
- targets: [a.example, 'http://b.example', c.example]
- targets: [d.example]
  labels: {__tls_timeout: fast}
- targets: [e.example]
"""
    listed = listing("web.yml", text, INHERITANCE)
    assert [found.target.host for found in listed.found] == ["a.example", "c.example", "e.example"]
    assert [(problem.line, problem.key) for problem in listed.problems] == [
        (1, "[0].targets[1]"),
        (3, "[1].labels.__tls_timeout"),
    ]


@pytest.mark.parametrize("second", ["", "- targets: [b.example]\n", "a: [\n"])
def test_a_second_document_is_told_and_not_read(second: str) -> None:
    """As Prometheus reads the first alone, and says nothing."""
    listed = listing("web.yml", f"---\n- targets: [a.example]\n---\n{second}", INHERITANCE)
    assert [found.target.host for found in listed.found] == ["a.example"]
    (problem,) = listed.problems
    assert str(problem).endswith(": a second document begins; keep one, without ---")


def test_faults_that_are_not_told_cost_theirs_alone() -> None:
    """A list shared with other exporters may have any number of targets that are not ours."""
    foreign = [f"http://{number}.example" for number in range(300)]
    text = json.dumps([{"targets": [*foreign, "a.example"]}])
    listed = listing("web.json", text, INHERITANCE)
    assert [found.target.host for found in listed.found] == ["a.example"]
    assert len(listed.problems) == 101
    assert listed.problems[-1].message == "200 more; mend these first"


def test_a_label_that_is_taken_gets_the_name_that_prometheus_gives_it() -> None:
    """As at a scrape: `exported_` in front, as often as it takes."""
    labels = {"target": "x", "exported_target": "y", "key": "z", "host": "h", "team": "web"}
    (found,) = read(json.dumps([{"targets": ["a.example"], "labels": labels}]), "web.json")
    assert found.target.labels == {
        "exported_exported_target": "x",
        "exported_target": "y",
        "exported_key": "z",
        "exported_host": "h",
        "team": "web",
    }
