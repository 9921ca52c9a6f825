"""A watched file is read when it changed, and keeps its last good targets while it is broken."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from exporter.config.problem import ConfigurationError, Problem
from exporter.discovery.listing import Found, Listing
from exporter.discovery.watched_file import WatchedFile
from exporter.model.target import Target


class Reader:
    """Reads hosts; "broken" hides all, and what begins with "odd" is wrong; counts how often it is asked."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self, file: str, text: str) -> Listing:
        """The targets in the text of the file."""
        self.reads += 1
        if text == "broken":
            raise ConfigurationError([Problem(file=file, line=1, message="broken; mend it")])
        found = tuple(
            Found(target=Target(name=host, host=host, server_name=host))
            for host in text.split()
            if not host.startswith("odd")
        )
        wrong = Counter(f"{word}; mend it" for word in text.split() if word.startswith("odd"))
        told = tuple(Problem(file=file, line=1, message=message) for message in wrong)
        return Listing(found=found, problems=told, wrong=wrong)


@pytest.fixture
def reader() -> Reader:
    """A reader that was not asked yet."""
    return Reader()


@pytest.fixture
def file(tmp_path: Path, reader: Reader) -> WatchedFile:
    """A file with one host, read once."""
    path = tmp_path / "hosts.yml"
    path.write_text("a.example")
    watched = WatchedFile(path, reader)
    watched.refresh()
    return watched


def names(file: WatchedFile) -> list[str]:
    """The targets that the file stands for now."""
    return [found.target.name for found in file.listing.found]


def test_an_unchanged_file_is_not_read_again(file: WatchedFile, reader: Reader) -> None:
    """Looking costs one call to the system."""
    file.refresh()
    file.refresh()
    assert reader.reads == 1
    assert names(file) == ["a.example"]


def grow(path: Path) -> None:
    """Another size."""
    status = path.stat()
    path.write_text("b.example c.example")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def touch_up(path: Path) -> None:
    """The same size at another time."""
    status = path.stat()
    path.write_text("b.example")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def rename_over(path: Path) -> None:
    """Another file of the same size and time."""
    status = path.stat()
    other = path.with_suffix(".new")
    other.write_text("b.example")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("change", [grow, touch_up, rename_over])
def test_a_changed_file_is_read_again(
    change: Callable[[Path], None], file: WatchedFile, reader: Reader
) -> None:
    """Any of time, size and inode tells a change."""
    change(file.path)
    file.refresh()
    assert reader.reads == 2
    assert names(file)[0] == "b.example"


def test_a_broken_file_keeps_its_last_good_targets(file: WatchedFile, reader: Reader) -> None:
    """It is reported as long as it is broken, and read once."""
    file.path.write_text("broken")
    file.refresh()
    file.refresh()
    assert reader.reads == 2
    assert names(file) == ["a.example"]
    assert [problem.message for problem in file.listing.problems] == ["broken; mend it"]


def test_nothing_is_gone_from_a_file_that_is_wrong_in_part(file: WatchedFile) -> None:
    """What it names anew is watched; what it names no more may be what is wrong."""
    file.path.write_text("b.example odd")
    file.refresh()
    assert names(file) == ["b.example", "a.example"]
    assert [problem.message for problem in file.listing.problems] == ["odd; mend it"]
    file.path.write_text("b.example")
    file.refresh()
    assert names(file) == ["b.example"]


@pytest.mark.parametrize(
    ("course", "left"),
    [
        (["a.example b odd", "b odd"], "b"),
        (["a.example b odd", "broken", "b odd"], "b"),
        (["a.example b", "b odd", "odd"], "a.example"),
        (["a.example b odd", "b odd odd"], "a.example b"),
        (["a.example b odd", "b odd odd", "b odd"], "a.example b"),
        (["a.example b odd", "b odd odd2", "b odd odd3"], "a.example b"),
        (["a.example b odd", "b odd odd2", "odd odd2"], "a.example"),
        (["a.example b odd", "b odd odd2", "a.example b odd odd2", "b odd odd2"], "b"),
    ],
)
def test_what_was_wrong_beside_a_target_hides_it_not(
    course: list[str], left: str, file: WatchedFile
) -> None:
    """A target that is gone may be what is wrong since then: it stays as long as that does."""
    for text in course:
        file.path.write_text(text)
        file.refresh()
    assert sorted(names(file)) == left.split()


def test_a_mended_file_is_believed_again(file: WatchedFile) -> None:
    """Its problems are gone with the cause."""
    file.path.write_text("broken")
    file.refresh()
    file.path.write_text("b.example c.example")
    file.refresh()
    assert names(file) == ["b.example", "c.example"]
    assert file.listing.problems == ()


def test_a_file_that_vanishes_while_it_is_looked_at_keeps_its_targets(file: WatchedFile) -> None:
    """Whether it is gone for good is for the next look at the folder to say."""
    file.path.unlink()
    file.refresh()
    assert names(file) == ["a.example"]
    assert [str(problem) for problem in file.listing.problems] == [
        f"{file.path}: does not exist; correct the path or create it"
    ]


def test_a_file_that_could_not_be_read_is_read_when_it_can(
    file: WatchedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mode that changes leaves time, size and inode as they are."""

    def refuse(_path: str, _flags: int) -> None:
        raise PermissionError

    file.path.write_text("b.example c.example")
    with monkeypatch.context() as patch:
        patch.setattr("os.open", refuse)
        file.refresh()
    assert names(file) == ["a.example"]
    assert "permission denied" in str(file.listing.problems[0])
    file.refresh()
    assert names(file) == ["b.example", "c.example"]
    assert file.listing.problems == ()


def test_a_file_that_comes_back_unchanged_has_no_problem_left(file: WatchedFile) -> None:
    """Renamed away and back, it looks as it did when it was read last."""
    away = file.path.with_suffix(".away")
    file.path.rename(away)
    file.refresh()
    away.rename(file.path)
    file.refresh()
    assert names(file) == ["a.example"]
    assert file.listing.problems == ()
