"""A problem is one line: file, line, key path, message."""

import pytest

from exporter.config.problem import ConfigurationError, KeyPath, Problem, dotted


def test_a_problem_names_file_line_and_key() -> None:
    """The line reads as compilers write theirs, so editors can jump to it."""
    problem = Problem(file="config.yml", line=12, key="targets[3].port", message="bad; mend it")
    assert str(problem) == "config.yml:12: targets[3].port: bad; mend it"


def test_a_problem_of_a_whole_file_has_neither_line_nor_key() -> None:
    """What is not known is left out."""
    assert str(Problem(file="config.yml", message="does not exist")) == "config.yml: does not exist"


def test_an_error_reads_as_its_problems() -> None:
    """The error's text has one line for each problem."""
    problems = [Problem(file="a", line=line, message="bad") for line in (1, 2)]
    assert str(ConfigurationError(problems)) == "a:1: bad\na:2: bad"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("limits",), "limits"),
        (("targets", 3, "labels", "team"), "targets[3].labels.team"),
        ((0, "targets", 1), "[0].targets[1]"),
        (("labels", "a\nb"), r"labels.'a\nb'"),
        (("labels", ""), "labels.''"),
    ],
)
def test_a_key_path_reads_as_people_write_it(path: KeyPath, text: str) -> None:
    """Indexes stand in brackets, keys behind dots, and nothing breaks the line."""
    assert dotted(path) == text
