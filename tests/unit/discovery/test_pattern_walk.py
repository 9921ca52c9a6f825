"""Patterns match what pathlib's match, and no disk is walked from end to end for one."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from exporter.discovery.pattern_walk import TooMuchError, matching


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders in folders, hidden ones, links to a file, to a folder above and to nothing."""
    root = tmp_path_factory.mktemp("tree")
    for path in ("a.yml", "a.json", "x/a.yml", "x/y/b.yml", "x/y/z/c.yml", ".h/d.yml", "x/.e.yml"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    (root / "x" / "folder.yml").mkdir()
    (root / "x" / "up").symlink_to(root)
    (root / "x" / "link.yml").symlink_to(root / "a.yml")
    (root / "x" / "dangling.yml").symlink_to(root / "none")
    return root


@pytest.mark.parametrize(
    "pattern",
    [
        "a.yml",
        "*.yml",
        "none/*.yml",
        "a.yml/*.yml",
        "[a-b].[!j]*",
        "*/?.yml",
        "**/*.yml",
        "x/up/*.yml",
        "*/up/**/*.yml",
        "**/y/**/*.yml",
        "**/**/*.yml",
        "**/*/**/*/**/*.yml",
        "x/../*.yml",
    ],
)
def test_it_matches_what_pathlib_matches(tree: Path, pattern: str) -> None:
    """Each file once, in order."""
    expected = sorted({path for path in tree.glob(pattern) if path.is_file()})
    assert matching(str(tree / pattern)) == expected


@pytest.mark.parametrize("pattern", ["/srv/*.yml", "/srv/**/*.yml", "/**/*/**/*.yml"])
def test_a_pattern_that_leads_through_a_whole_disk_is_given_up(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 100,000 names in all, whatever part they are looked at for."""
    looked: list[int] = []

    class Folder:
        def __init__(self, number: int, above: str) -> None:
            looked.append(number)
            self.name = f"{number}"
            self.path = f"{above}/{number}"

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            return not follow_symlinks and int(self.name) < 1000

    class Endless:
        def __init__(self, folder: str) -> None:
            self._entries = (Folder(number, folder) for number in count())

        def __enter__(self) -> Iterator[Folder]:
            return self._entries

        def __exit__(self, *_: object) -> None:
            self._entries.close()

    monkeypatch.setattr(os, "scandir", Endless)
    with pytest.raises(TooMuchError, match=r"more than 100,000 names were looked at; begin"):
        matching(pattern)
    assert len(looked) == 100_001


def test_folders_in_folders_are_no_recursion(tmp_path: Path) -> None:
    """However deep they are."""
    descriptor = os.open(tmp_path, os.O_DIRECTORY)
    for _ in range(900):
        os.mkdir("d", dir_fd=descriptor)
        descriptor, above = os.open("d", os.O_DIRECTORY, dir_fd=descriptor), descriptor
        os.close(above)
    os.close(os.open("a.yml", os.O_CREAT, dir_fd=descriptor))
    os.close(descriptor)
    assert len(matching(f"{tmp_path}/**/*.yml")) == 1


def test_more_files_than_targets_are_written_by_hand_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand are read, as they may hold one target each."""
    for number in range(5):
        (tmp_path / f"{number}.yml").touch()
    monkeypatch.setattr("exporter.discovery.pattern_walk.MOST_FILES", 4)
    with pytest.raises(TooMuchError, match=r"more than 4 files match"):
        matching(f"{tmp_path}/*.yml")
