"""Discovery gives one set of targets, names unique, and says what it left out."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from exporter.config import file as config_file
from exporter.discovery.targets import Discovery
from exporter.model.relabel_rule import RelabelRule
from exporter.model.settings import FileDiscovery, Settings
from exporter.model.target import Policy
from exporter.words.relabel_action import RelabelAction
from tests.unit.discovery.conftest import no_server

Build = Callable[..., Discovery]


def names(discovery: Discovery) -> list[str]:
    """The present targets by name."""
    return [target.name for target in discovery.refresh()]


def test_without_files_the_targets_are_those_of_the_configuration(discovery: Build) -> None:
    """Nothing is looked for but what is configured."""
    assert names(discovery("one", "two", patterns=())) == ["one", "two"]


def test_configured_targets_come_first_then_files_by_name(discovery: Build, tmp_path: Path) -> None:
    """The order depends on nothing but names."""
    (tmp_path / "b.yml").write_text("- targets: [b.example, a.example]")
    (tmp_path / "a.yml").write_text("- targets: [c.example]")
    (tmp_path / "c.json").write_text('[{"targets": ["d.example"]}]')
    assert names(discovery("www")) == [
        "www",
        "c.example:443",
        "b.example:443",
        "a.example:443",
        "d.example:443",
    ]


def test_files_may_come_and_go(discovery: Build, tmp_path: Path) -> None:
    """A new file is found, a deleted one takes its targets along."""
    found = discovery()
    assert names(found) == []
    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    assert names(found) == ["a.example:443"]
    (tmp_path / "a.yml").unlink()
    assert names(found) == []
    assert found.problems == ()


def test_a_broken_file_harms_no_other(discovery: Build, tmp_path: Path) -> None:
    """It keeps its last good targets and is reported until it is mended."""
    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    (tmp_path / "b.yml").write_text("- targets: [b.example]")
    found = discovery()
    assert names(found) == ["a.example:443", "b.example:443"]
    (tmp_path / "a.yml").write_text("- targets: [a.example, c.exa")
    (tmp_path / "b.yml").write_text("- targets: [d.example]")
    assert names(found) == ["a.example:443", "d.example:443"]
    assert [problem.file for problem in found.problems] == [f"{tmp_path}/a.yml"]
    (tmp_path / "a.yml").write_text("- targets: [a.example, c.example]")
    assert names(found) == ["a.example:443", "c.example:443", "d.example:443"]
    assert found.problems == ()


def test_the_first_of_a_name_keeps_it(discovery: Build, tmp_path: Path) -> None:
    """The configuration wins over files, a file over those behind it; the loser is reported."""
    (tmp_path / "a.yml").write_text(
        "- targets:\n  - WWW.example.com\n  - a.example\n  labels: {team: web}\n"
    )
    (tmp_path / "b.yml").write_text("- targets: [b.example]\n- targets: [A.example.:443]\n")
    found = discovery("www.example.com:443")
    assert names(found) == ["www.example.com:443", "a.example:443", "b.example:443"]
    assert "\n".join(map(str, found.problems)).replace(str(tmp_path), "") == (
        "/a.yml:2: [0].targets[0]: www.example.com:443 is also the name of a target of the "
        "configuration, which is kept; remove one, or give it another `name`\n"
        "/b.yml:2: [1].targets[0]: a.example:443 is also the name of that on line 3 of /a.yml, "
        "which is kept; remove one, or give it another `name`"
    )


def test_the_same_target_twice_is_one(discovery: Build, tmp_path: Path) -> None:
    """Two paths of a site are one endpoint; with other labels it is told that one is left out."""
    urls = "[https://a.example/login, https://a.example/shop]"
    (tmp_path / "a.yml").write_text(f"- targets: {urls}")
    (tmp_path / "b.yml").write_text("- targets: [a.example]")
    found = discovery()
    assert names(found) == ["a.example:443"]
    assert found.problems == ()
    (tmp_path / "b.yml").write_text("- targets: [a.example]\n  labels: {team: web}")
    assert names(found) == ["a.example:443"]
    assert len(found.problems) == 1


def test_a_pattern_without_a_file_is_told_apart_from_problems(
    discovery: Build, tmp_path: Path
) -> None:
    """It may be meant; once a file is there, nothing is said of it."""
    found = discovery(patterns=("*.yml", "*.json"))
    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    assert names(found) == ["a.example:443"]
    assert [problem.file for problem in found.remarks] == [f"{tmp_path}/*.json"]
    assert found.problems == ()
    (tmp_path / "a.json").write_text("[]")
    found.refresh()
    assert found.remarks == ()


def test_a_file_that_two_patterns_match_is_told_once(discovery: Build, tmp_path: Path) -> None:
    """Its targets are not in their own way."""
    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    found = discovery(patterns=("*.yml", "a.*"))
    assert names(found) == ["a.example:443"]
    assert found.problems == ()
    assert found.targets_of == {f"{tmp_path}/*.yml": 1, f"{tmp_path}/a.*": 0}
    (tmp_path / "a.yml").write_text("- targets: [a.example")
    found.refresh()
    assert found.problems_of == {f"{tmp_path}/*.yml": 1, f"{tmp_path}/a.*": 0}


def test_patterns_reach_into_folders(discovery: Build, tmp_path: Path) -> None:
    """A folder is no file, whatever its name."""
    folder = tmp_path / "deep" / "deeper.yml"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("- targets: [a.example]")
    assert names(discovery(patterns=("**/*.yml",))) == ["a.example:443"]


def test_a_file_behind_a_closed_folder_keeps_its_targets(
    discovery: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that lists its files but lets none be looked at has not lost them."""
    look = Path.stat

    def refuse(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.suffix == ".yml":
            raise PermissionError
        return look(path, follow_symlinks=follow_symlinks)

    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    found = discovery()
    assert names(found) == ["a.example:443"]
    monkeypatch.setattr(Path, "stat", refuse)
    assert names(found) == ["a.example:443"]
    assert "permission denied" in str(found.problems[0])


def test_a_folder_that_may_not_be_listed_keeps_its_targets(
    discovery: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are gone only where they are seen to be gone."""

    def refuse(_folder: Path) -> None:
        raise PermissionError

    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    found = discovery(patterns=("*.yml",))
    assert names(found) == ["a.example:443"]
    monkeypatch.setattr(os, "scandir", refuse)
    assert names(found) == ["a.example:443"]
    assert "permission denied" in str(found.problems[0])


def test_a_pattern_that_leads_to_too_much_keeps_its_targets(
    discovery: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is told; it harms no other."""
    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    found = discovery(patterns=("*.yml",))
    assert names(found) == ["a.example:443"]
    monkeypatch.setattr("exporter.discovery.pattern_walk.MOST_ENTRIES", 0)
    assert names(found) == ["a.example:443"]
    assert str(found.problems[0]).startswith(f"{tmp_path}/*.yml: more than 0 names")


def test_a_pattern_that_the_system_refuses_is_a_problem(discovery: Build, tmp_path: Path) -> None:
    """It harms no other pattern, and ends no command."""
    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    found = discovery(patterns=(f"{'x' * 300}.yml", "*.yml"))
    assert names(found) == ["a.example:443"]
    assert "name too long" in str(found.problems[0])


def test_patterns_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They start at the working directory, as the path of the configuration did."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text("- targets: [a.example]")
    source = FileDiscovery(patterns=("*.yml",), refresh_interval=60.0)
    assert names(Discovery(Settings(file_discoveries=(source,)), no_server)) == ["a.example:443"]


def test_a_file_that_is_too_large_is_refused(
    discovery: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file can take the exporter's memory."""
    monkeypatch.setattr(config_file, "LARGEST", 100)
    (tmp_path / "a.yml").write_text(f"- targets: [{'a' * 100}]")
    found = discovery()
    assert names(found) == []
    assert "larger than" in str(found.problems[0])


def test_the_shortest_interval_counts() -> None:
    """With several sources, all are looked at as often as the most eager one."""
    sources = tuple(
        FileDiscovery(patterns=(), refresh_interval=seconds) for seconds in (60.0, 5.0, 30.0)
    )
    assert Discovery(Settings(file_discoveries=sources), no_server).interval == 5.0
    assert Discovery(Settings(), no_server).interval == 3600.0


def test_of_very_many_names_that_are_taken_a_hundred_are_told(
    discovery: Build, tmp_path: Path
) -> None:
    """The first is kept, and the rest is a number."""
    others = "[www.example.com]\n  labels: {team: web}\n- targets: "
    text = f"- targets: {others}[{'www.example.com, ' * 3_000}]\n"
    (tmp_path / "a.yml").write_text(text)
    found = discovery()
    assert [target.name for target in found.refresh()] == ["www.example.com:443"]
    assert len(found.problems) == 101
    assert found.problems[100].message == "2,900 more; mend these first"


@pytest.mark.parametrize("name", ["a.yml", "a.json"])
def test_aliases_in_a_file_that_multiply_are_refused(
    discovery: Build, tmp_path: Path, name: str
) -> None:
    """Files of others are weighed like the configuration."""
    labels = ", ".join(f'"k{number}": "1"' for number in range(10_000))
    first = f'{{"targets": ["a.example"], "labels": &l {{{labels}}}}}'
    others = ', {"targets": ["b.example"], "labels": {"<<": *l}}' * 10_000
    (tmp_path / name).write_text(f"[{first}{others}]")
    found = discovery()
    assert found.refresh() == ()
    (problem,) = found.problems
    assert problem.message.startswith("more than 250,000 values")


def test_one_pattern_may_stand_in_two_sources(tmp_path: Path) -> None:
    """With rules of its own in each; what they give is counted together."""
    (tmp_path / "a.yml").write_text("- targets: [a.example, b.example, c.example]")
    keep = RelabelRule(source_labels=("__address__",), regex="a.*", action=RelabelAction.KEEP)
    other = RelabelRule(source_labels=("__address__",), regex="b.*", action=RelabelAction.KEEP)
    pattern = str(tmp_path / "*.yml")
    sources = tuple(
        FileDiscovery(patterns=(pattern,), relabel_configs=(rule,)) for rule in (keep, other)
    )
    found = Discovery(Settings(file_discoveries=sources), no_server)
    assert names(found) == ["a.example:443", "b.example:443"]
    assert found.targets_of == {pattern: 2}


def test_under_other_settings_a_broken_file_keeps_its_targets(tmp_path: Path) -> None:
    """Unless what its targets have from elsewhere is another: by that, they were never right."""
    file = tmp_path / "a.yml"
    sources = (FileDiscovery(patterns=(str(file),)),)
    file.write_text("- targets: [a.example]")
    first = Discovery(Settings(file_discoveries=sources), no_server)
    assert names(first) == ["a.example:443"]
    file.write_text("[")
    more = (*sources, FileDiscovery(patterns=(str(tmp_path / "*.json"),)))
    second = Discovery(Settings(file_discoveries=more), no_server, before=first)
    assert names(second) == ["a.example:443"]
    assert [problem.file for problem in second.problems] == [str(file)]
    hourly = Settings(file_discoveries=more, defaults=Policy(interval=3600.0))
    assert names(Discovery(hourly, no_server, before=second)) == []
