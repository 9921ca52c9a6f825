"""What `check` prints: one report after the other, then what they come to."""

import re
from datetime import timedelta

import pytest

from exporter.cli.check_output import Printer, ladders, lines, nothing
from exporter.model.report import Report
from tests.deployments import NOW
from tests.unit.guide.test_clock import reports
from tests.unit.views.examples import broken, told

HEALTHY = told()


def printed(capsys: pytest.CaptureFixture[str], *reports: Report, is_brief: bool) -> str:
    """What goes to standard output; a pipe gets nothing else."""
    show = lines([report.target for report in reports]) if is_brief else ladders
    with Printer(show, awaited=len(reports)) as printer:
        for report in reports:
            printer.tell(report)
    printer.end(reports)
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_a_ladder_ends_in_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is the head again, as a long text scrolls it away, and whole in a pipe."""
    text = printed(capsys, broken(), is_brief=False).splitlines()
    assert f"{text[0]} {text[1]}" == text[-1]
    told = ": failing at step 3, Certificate: The certificate has expired (1 of 2 addresses)"
    assert text[-1].endswith(told)


def test_several_end_in_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    """By how they stand, the gravest first."""
    text = printed(capsys, HEALTHY, broken(), is_brief=False)
    assert text.splitlines()[-1] == "2 targets: 1 failing, 1 healthy"


@pytest.mark.parametrize("is_brief", [False, True])
def test_a_doubt_about_the_clock_stands_before_the_end(
    capsys: pytest.CaptureFixture[str], *, is_brief: bool
) -> None:
    """Whatever is printed of each."""
    lives = (NOW + timedelta(days=1), NOW + timedelta(days=91))
    lines = printed(capsys, *reports(*[lives] * 3), is_brief=is_brief).splitlines()
    assert lines[-2].startswith(
        "This machine's clock is suspected: by it, 2026-06-01 11:59 UTC, 3 of 3"
    )
    assert lines[-1].startswith("3 targets: ")


def test_brief_is_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty hosts and what they come to are read in a terminal of 24 lines."""
    text = printed(capsys, *[HEALTHY] * 19, broken(), is_brief=True).splitlines()
    assert len(text) == 21
    assert len({line.index(" ") for line in text[:20]}) <= 2
    assert text[-1] == "20 targets: 1 failing, 19 healthy"
    (alone,) = printed(capsys, HEALTHY, is_brief=True).splitlines()
    assert alone == text[0]


def test_a_line_on_a_terminal_is_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However narrow it is; what is cut off is told by a dot of three."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "50")
    with Printer(lines([HEALTHY.target]), awaited=2) as printer:
        printer.tell(broken())
        printer.tell(HEALTHY)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", capsys.readouterr().out).splitlines()
    assert [line for line in plain if line.startswith("www ")] == [
        "www  failing at step 3, Certificate: The certific…",
        "www  healthy: all 6 steps that can be checked pas…",
    ]


def test_one_document_is_not_mixed_with_text(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON comes whole, at the end, from elsewhere."""
    with Printer(nothing, awaited=1) as printer:
        printer.tell(HEALTHY)
    assert capsys.readouterr() == ("", "")
