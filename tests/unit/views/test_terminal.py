"""The ladder in a terminal: readable at 80 columns, in a pipe, and whatever strangers wrote."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from exporter.model.report import Report
from exporter.views.terminal import ladder
from tests.unit.views.maker import Maker

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = "CN=[red]a\x1b[2J\x1b]0;title\x07\r\u202e株式会社"


def printed(report: Report, *, width: int = 80, in_colour: bool = False) -> str:
    """The ladder as a pipe, or a terminal with colours, gets it."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=in_colour,
        color_system="standard" if in_colour else None,
        legacy_windows=False,
    )
    console.print(ladder(report))
    return out.getvalue()


def test_the_ladder_is_as_expected(make: Maker) -> None:
    """Every line of a broken deployment, as it goes into a pipe."""
    assert printed(make.broken()) == (GOLDEN / "broken.terminal").read_text()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(make: Maker, width: int) -> None:
    """Nor does one end in blanks."""
    make.leaf = replace(make.leaf, dns_names=tuple(f"host-{n}.example.com" for n in range(40)))
    for line in printed(make.broken(), width=width).splitlines():
        assert len(line) <= width
        assert line == line.rstrip()


def test_a_pipe_gets_plain_text(make: Maker) -> None:
    """Neither escape sequences nor drawn boxes: ASCII where the report is ASCII."""
    assert printed(make.broken()).isascii()
    assert "\x1b" not in printed(make.broken())


def test_colour_adds_nothing_but_colour(make: Maker) -> None:
    """The words are the same with it and without."""
    coloured = printed(make.broken(), in_colour=True)
    assert "\x1b[" in coloured
    for word in ("passed", "FAILING", "not checked", "error", "warning"):
        assert word in coloured
        assert word in printed(make.broken())


def test_a_certificate_cannot_steer_the_terminal(make: Maker) -> None:
    """Escape sequences, title changes, reversed text: all are shown, none is sent."""
    make.leaf = replace(make.leaf, subject=HOSTILE, issuer=HOSTILE, dns_names=(HOSTILE,))
    make.target = replace(make.target, name=HOSTILE)
    finding = make.error.found(HOSTILE, address=HOSTILE)
    text = printed(replace(make.report(), ladder=make.ladder(finding)), width=200)
    assert all(line.isprintable() for line in text.splitlines())
    assert r"CN=[red]a\x1b[2J\x1b]0;title\x07\r\u202e株式会社" in text


def test_the_facts_of_a_gap_are_told(make: Maker) -> None:
    """The tree begins with what is missing."""
    text = printed(make.report(make.endpoint(chain=make.gap())))
    assert "Chain         CN=Issuing CA (missing, not sent)\n" in text
    assert "\n                  CN=www.example.com\n" in text


def test_a_name_of_its_own_is_shown_beside_the_host(make: Maker) -> None:
    """An IPv6 host stands in brackets; a name that only repeats the host is left out."""
    make.target = replace(make.target, name="[2001:db8::1]:443", host="2001:db8::1")
    assert printed(make.report()).startswith("[2001:db8::1]:443: 6 of 9 steps passed")
    make.target = replace(make.target, name="shop")
    assert printed(make.report()).startswith("[2001:db8::1]:443 (shop): ")


def test_a_title_is_told_once(make: Maker) -> None:
    """A rung whose summary is the title of its finding does not repeat it."""
    ladder_of_titles = tuple(
        replace(rung, summary=make.error.title) for rung in make.broken().ladder
    )
    text = printed(replace(make.broken(), ladder=ladder_of_titles))
    assert "what     The certificate has expired" not in text
    assert "what     The certificates are sent in the wrong order" in text


def test_what_could_not_be_decoded_is_told(make: Maker) -> None:
    """Each defect of the server's certificate on its own line."""
    make.leaf = replace(make.leaf, defects=("its policies are not readable",))
    assert "Defect        its policies are not readable\n" in printed(make.report())
