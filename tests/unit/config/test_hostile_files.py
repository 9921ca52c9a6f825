"""A configuration that is wrong a hundred thousand times costs no more than reading it."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from exporter.config import client_name, wording
from exporter.config.problem import Faults, KeyPath

ProblemsOf = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("targets:\n" + "- {host: 'a b'}\n" * 3_000, "2,900 more"),
        ("targets:\n" + "- {host: a.example}\n" * 3_000, "2,899 more"),
        ("t: &t {host: 'a b', porrt: 7}\ntargets:\n" + "- *t\n" * 2_000, "3,901 more"),
        ("a: 1\n" * 3_000, "2,900 more"),
        (f"targets: [{{host: a.example, addresses: [{'192.0.2.1, ' * 3_000}]}}]", "2,899 more"),
        (f"targets: [{{host: a.example, clients: [{'Chromm, ' * 3_000}]}}]", "2,900 more"),
        (f"targets: [{{host: a.example, trust: [{'corp, ' * 2_000}]}}]", "3,899 more"),
    ],
)
def test_each_kind_of_fault_is_told_a_hundred_times(
    problems_of: ProblemsOf, text: str, more: str
) -> None:
    """The rest is a number."""
    problems = problems_of(text)
    assert len(problems) == 101
    assert problems[100] == f"0: : {more}"


KEYS = "more than 10,000 keys in one mapping"
ENTRIES = "more than 100,000 entries in one list"
FAULTS = "5,000 faults up to here"


@pytest.mark.parametrize(
    ("text", "stop", "more"),
    [
        ("".join(f"a{n}: 1\n" for n in range(6_000)), f"5000: a4999: {FAULTS}", 4_900),
        ("".join(f"a{n}: 1\n" for n in range(20_000)), f"10001: : {KEYS}", 4_900),
        ("a: 1\n" * 20_000, f"10001: : {KEYS}", 9_900),
        (
            "trust_stores:\n" + "".join(f"  s{n}: 1\n" for n in range(20_000)),
            f"10002: trust_stores: {KEYS}",
            4_900,
        ),
        (
            "targets:\n- host: a.example\n  trust: [\n" + "x,\n" * 100_001 + "]\n",
            f"100004: targets[0].trust: {ENTRIES}",
            4_900,
        ),
        ("targets:\n" + "- {host: 'a b'}\n" * 6_000, f"5001: targets[4999].host: {FAULTS}", 4_900),
        (
            "targets:\n" + "- {host: a.example}\n" * 6_000,
            f"5002: targets[5000].host: {FAULTS}",
            4_900,
        ),
    ],
    ids=["keys", "more keys", "one key", "names", "entries", "targets", "equal targets"],
)
def test_reading_stops_where_nobody_would_go_on(
    problems_of: ProblemsOf, text: str, stop: str, more: int
) -> None:
    """The place is told beside the first hundred faults; of the rest, as many as were met until then."""
    problems = problems_of(text)
    assert len(problems) == 102
    assert problems[100] == f"{stop}, where reading stopped"
    assert problems[101] == f"0: : at least {more:,} more"


def test_a_long_mapping_alone_is_refused_too(problems_of: ProblemsOf) -> None:
    """Where nothing else is wrong, nothing is said of more."""
    labels = ", ".join(f"k{n}: v" for n in range(10_001))
    (problem,) = problems_of(f"targets: [{{host: a.example, labels: {{{labels}}}}}]")
    assert problem == f"1: targets[0].labels: {KEYS}, where reading stopped"


def test_faults_are_gone_through_once_for_all_trust_stores(
    problems_of: ProblemsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not once for each of them, which for 200,000 wrong ones would take hours."""
    gone_through: list[Faults] = []
    paths = Faults.paths

    def counted(faults: Faults) -> Iterator[KeyPath]:
        gone_through.append(faults)
        return paths(faults)

    monkeypatch.setattr(Faults, "paths", counted)
    problems = problems_of("trust_stores:\n" + "".join(f"  s{n}: 1\n" for n in range(300)))
    assert problems[100] == "0: : 200 more"
    assert len(gone_through) == 2  # by the trust stores, and for the defaults


def test_what_was_meant_is_looked_for_where_it_is_told(
    problems_of: ProblemsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 3,000 clients that do not exist, the likeness of a hundred is sought."""
    sought: list[str] = []

    def nearest(text: str, words: Iterable[str]) -> str | None:
        sought.append(text)
        return wording.nearest(text, words)

    monkeypatch.setattr(client_name, "nearest", nearest)
    names = ", ".join(f"Chrom{number}" for number in range(150))
    problems_of(f"targets: [{{host: a.example, clients: [{names}]}}]")
    assert len(sought) == 100


def test_a_long_key_is_like_no_other(problems_of: ProblemsOf) -> None:
    """Nobody wants to know what a megabyte resembles."""
    assert wording.nearest("t" * 1_000_000, ["targets"]) is None
    (problem,) = problems_of("? " + "t" * 1_000_000 + "\n: 1\n")
    assert len(problem) < 200


def test_of_very_many_trust_stores_fifty_are_named(problems_of: ProblemsOf) -> None:
    """A message stays readable, however many names it could offer."""
    stores = "".join(f"  s{number}: {{bundle: certifi}}\n" for number in range(150))
    (problem,) = problems_of(
        f"trust_stores:\n{stores}targets: [{{host: a.example, trust: [corp]}}]"
    )
    assert len(problem) < 500


@pytest.mark.parametrize(
    "text",
    [
        "targets: [{host: " + "a" * 1_000_000 + "}]",
        "targets: [{host: " + "é" * 1_000_000 + "}]",
        "targets: [{host: a.example, port: " + "1" * 1_000_000 + "}]",
        "targets: [{host: a.example, timeout: " + "1" * 1_000_000 + "s}]",
        "targets: [{host: a.example, name: " + "n" * 1_000_000 + "}]",
        "discovery: {file_sd: [{files: ['" + "**/" * 100_000 + "a.yml']}]}",
        "a: 1\n---\n" * 10_000,
        "a: " + "[" * 10_000,
        "a: \0\n",
    ],
)
def test_one_fault_is_one_short_line(problems_of: ProblemsOf, text: str) -> None:
    """However long what is wrong may be."""
    (problem,) = problems_of(text)
    assert len(problem) < 200


def test_merges_in_a_chain_are_weighed(problems_of: ProblemsOf) -> None:
    """Each holds all before it: 500 of them weigh 125,000 values and as many again."""
    links = "".join(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, 5_000))
    (problem,) = problems_of("a0: &a0 {k: 1}\n" + links)
    assert problem == "500: a499.<<: more than 250,000 values up to here"
