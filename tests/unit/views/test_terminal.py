"""The ladder in a terminal: readable at 80 columns, in a pipe, and whatever strangers wrote."""

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from exporter.model.report import Report
from exporter.views.terminal import Hanging, ladder
from tests.deployments import INTERMEDIATE, LEAF, SITE, assessment, closed, gap
from tests.unit.views.examples import (
    ERROR,
    LEFT_OUT,
    WELL,
    beside,
    broken,
    finding,
    told,
)

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
    console.print(ladder(report), crop=False)
    return out.getvalue()


def test_the_ladder_is_as_expected(golden: Callable[[Path, str], str]) -> None:
    """Every line of a broken deployment, as it goes into a pipe."""
    text = printed(broken())
    assert text == golden(GOLDEN / "broken.terminal", text)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Unless by a single word, to be copied; nor does one end in blanks."""
    leaf = replace(LEAF, dns_names=tuple(f"host-{n}.example.com" for n in range(40)))
    report = told(deployment=WELL.serving(assessment(leaf, INTERMEDIATE)))
    lines = (printed(broken(), width=width) + printed(report, width=width)).splitlines()
    for line in lines:
        assert len(line) <= width or max(map(len, line.split())) > width - 18
        assert line == line.rstrip()


def test_a_list_to_be_copied_is_never_broken() -> None:
    """Between words it is, and between Japanese characters; punctuation begins no line."""
    suites = ":".join(["ECDHE-ECDSA-AES128-GCM-SHA256"] * 6)
    japanese = "次の行を設定してから、再読み込みします。" * 5
    report = told(finding(ERROR, f"set {suites}; then reload, {japanese}"))
    lines = printed(report, width=100).splitlines()
    assert f"                 {suites};" in lines
    assert all(cell_len(line) <= 100 for line in lines if suites not in line)
    assert sum("読み込み" in line for line in lines) > 1
    assert not any(line.lstrip().startswith(("。", "、")) for line in lines)


@pytest.mark.parametrize("width", range(24, 60))
def test_japanese_lines_begin_and_end_as_they_should(width: int) -> None:
    """No full stop, closing bracket, small letter or long vowel in front; no opening bracket behind."""
    text = "グループに残します(nginx は `ssl_ecdh_curve`)。「サーバー」のコンピューターを(再読み込みし)ます。"
    out = StringIO()
    paragraph = Hanging(label=Text(), body=Text(text), indent=0)
    Console(file=out, width=width).print(paragraph)
    lines = out.getvalue().splitlines()
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not [line for line in lines if line[0] in "。)」ーュ" or line.rstrip()[-1] in "「("]
    assert all(cell_len(line) <= width for line in lines)


def test_a_label_that_does_not_fit_stands_above() -> None:
    """As Japanese ones may be wider than their column."""
    out = StringIO()
    Console(file=out, width=60).print(
        Hanging(label=Text("  通常の ClientHello"), body=Text("x"), indent=16)
    )
    assert out.getvalue().splitlines() == ["  通常の ClientHello", f"{'':16}x"]


def test_a_pipe_gets_plain_text() -> None:
    """Neither escape sequences nor drawn boxes: ASCII where the report is ASCII."""
    assert printed(broken()).isascii()
    assert "\x1b" not in printed(broken())


def test_colour_adds_nothing_but_colour() -> None:
    """The words are the same with it and without."""
    coloured = printed(broken(), in_colour=True)
    assert "\x1b[" in coloured
    for word in ("passed", "FAILING", "not checked", "error", "warning"):
        assert word in coloured
        assert word in printed(broken())


def test_a_certificate_cannot_steer_the_terminal() -> None:
    """Escape sequences, title changes, reversed text: all are shown, none is sent."""
    leaf = replace(LEAF, subject=HOSTILE, issuer=HOSTILE, dns_names=(HOSTILE,))
    deployment = replace(
        WELL.serving(assessment(leaf, INTERMEDIATE)), target=replace(WELL.target, name=HOSTILE)
    )
    text = printed(told(finding(ERROR, HOSTILE), deployment=deployment), width=200)
    assert all(line.isprintable() for line in text.splitlines())
    assert r"CN=[red]a\x1b[2J\x1b]0;title\x07\r\u202e株式会社" in text


def test_the_facts_of_a_gap_are_told() -> None:
    """The tree begins with what is missing."""
    text = printed(told(deployment=WELL.serving(assessment(LEAF, trusts=(gap(),)))))
    assert "Chain         CN=Issuing CA (missing, not sent)\n" in text
    assert "\n                  CN=www.example.com\n" in text


def test_a_name_of_its_own_is_shown_beside_the_host() -> None:
    """An IPv6 host stands in brackets; a name that only repeats the host is left out."""
    target = replace(WELL.target, name="[2001:db8::1]:443", host="2001:db8::1")
    report = told(deployment=replace(WELL, target=target))
    assert printed(report).startswith("[2001:db8::1]:443: healthy: all 6 steps that")
    report = told(deployment=replace(WELL, target=replace(target, name="shop")))
    assert printed(report).startswith("[2001:db8::1]:443 (shop): ")


def test_what_is_not_known_of_a_place_has_words_of_its_own() -> None:
    """In the heading and at each rung; a failing one tells it below its fault."""
    text = printed(beside(LEFT_OUT), width=120)
    assert "nothing known is wrong, but not everything could be checked: 203.0.113.9:443" in text
    assert " 1  partly checked  Port            port 443 is open on 1 address; not checked:" in text
    assert "  Not checked   203.0.113.9:443 needs max_addresses above 16\n" in text
    failing = printed(beside(closed(site=replace(SITE, address="203.0.113.8")), LEFT_OUT))
    assert "\n        unknown  203.0.113.9:443 needs max_addresses above 16\n" in failing


def test_a_title_is_told_once() -> None:
    """A rung whose summary is the title of its finding does not repeat it."""
    steps = tuple(replace(rung, summary=ERROR.title) for rung in broken().ladder)
    text = printed(replace(broken(), ladder=steps))
    assert "what     The certificate has expired" not in text
    assert "what     The certificates are sent in the wrong order" in text


def test_what_could_not_be_decoded_is_told() -> None:
    """Each defect of the server's certificate on its own line."""
    leaf = replace(LEAF, defects=("its policies are not readable",))
    report = told(deployment=WELL.serving(assessment(leaf, INTERMEDIATE)))
    assert "Defect        its policies are not readable\n" in printed(report)
