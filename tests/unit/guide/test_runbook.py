"""The page of a finding declares it; slips are errors that name them."""

import pytest

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import finding_kind, pages, read
from exporter.model.finding import FindingKind
from exporter.words.severity import Severity
from exporter.words.step import Step


def test_a_kind_is_what_its_page_says() -> None:
    """The step by its code, the title from the heading."""
    assert finding_kind("port_refused") == FindingKind(
        code="port_refused",
        step=Step.PORT,
        severity=Severity.ERROR,
        title="The port is closed",
        remedy="Start the web server and make it listen on this port: `ss -ltnp` on the server "
        "shows what listens. A firewall that rejects looks the same from outside.",
        reference="RFC 9293, section 3.5.2",
    )


def test_every_page_of_a_finding_is_of_one_that_can_be_found() -> None:
    """In both languages, and no other page says anything of a finding."""
    codes = {f"finding/{kind.code}" for kind in ALL_KINDS}
    for language in ("en", "ja"):
        named = {name for name in pages(language) if name.startswith("finding/")}
        assert named == codes
    assert {name for name, page in pages("en").items() if page.about} == codes
    assert not any(page.about for page in pages("ja").values())


def test_what_a_page_says_is_not_among_its_text() -> None:
    """A rule in the text is text."""
    page = read("---\nseverity: info\nremedy: a: b\n---\n# Title\n\ntext\n---\nmore\n")
    assert page.about == {"severity": "info", "remedy": "a: b"}
    assert page.title == "Title"
    assert page.text == "# Title\n\ntext\n---\nmore\n"


def test_a_page_may_say_nothing() -> None:
    """As those of steps do."""
    assert read("# Title\n\n---\ntext\n").about == {}


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("severity: grave\nremedy: x", "grave"),
        ("remedy: x", "severity"),
        ("severity: info", "remedy"),
        ("severity: info\nremedy: x\nrefrence: y", "refrence"),
        ("severity: info\nremedy", "remedy"),
    ],
)
def test_a_slip_is_named(written: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word or a key that nobody knows, or one that is missing."""
    monkeypatch.setattr(
        "exporter.guide.runbook.pages",
        lambda _: {"finding/port_slip": read(f"---\n{written}\n---\n# Title\n")},
    )
    with pytest.raises((ValueError, KeyError), match=named):
        finding_kind("port_slip")
