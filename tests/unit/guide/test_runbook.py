"""The page of a finding declares it; slips are errors that name them."""

import re

import pytest

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import About, finding_kind, pages, read
from exporter.model.finding import FindingKind
from exporter.words.severity import Severity
from exporter.words.step import Step

JAPANESE = re.compile("[぀-ヿ一-鿿]")
CODE = re.compile("`([^`]+)`")


def test_a_kind_is_what_its_page_says() -> None:
    """The step by its code, the title from the heading."""
    assert finding_kind("certificate_staple_unusable") == FindingKind(
        code="certificate_staple_unusable",
        step=Step.CERTIFICATE,
        severity=Severity.WARNING,
        title="The stapled answer on revocation is missing or of no use",
        remedy="See that the server can reach the CA's responder, and has the issuer's certificate to check the answer "
        "by; then reload it. A file with a response (`ssl_stapling_file`) has to be renewed by a timer of your own.",
        remedies={
            "no_staple": "Switch stapling on (nginx: `ssl_stapling on`, Apache: `SSLUseStapling on`), or have the "
            "certificate issued without the must-staple extension.",
        },
        reference="RFC 6066, section 8",
    )


def test_every_page_of_a_finding_is_of_one_that_can_be_found() -> None:
    """In both languages, and no other page says anything of a finding."""
    codes = {f"finding/{kind.code}" for kind in ALL_KINDS}
    for language in ("en", "ja"):
        named = {name for name in pages(language) if name.startswith("finding/")}
        assert named == codes
        assert {name for name, page in pages(language).items() if page.about} == codes


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.code)
def test_what_helps_is_told_in_both_languages(kind: FindingKind) -> None:
    """For each cause that has a remedy of its own, with the same settings and commands."""
    advice = pages("ja")[f"finding/{kind.code}"].about
    assert advice
    assert set(advice.remedies) == set(kind.remedies)
    pairs = [(advice.remedy, kind.remedy)]
    pairs += [(advice.remedies[cause], kind.remedies[cause]) for cause in kind.remedies]
    for japanese, english in pairs:
        assert JAPANESE.search(japanese)
        assert set(CODE.findall(japanese)) == set(CODE.findall(english))


def commands(text: str) -> set[str]:
    """What is typed or written into configurations, remarks left out; links; each heading, entry and row of a table."""
    blocks = re.findall(
        r"^ *```(?:sh|nginx|apache|haproxy|ini)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL
    )
    lines = (
        re.sub(r"(^|\s+)#.*", "", line).strip() for block in blocks for line in block.splitlines()
    )
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)]+)\)", prose)
    return {*lines, *(" ".join(code.split()) for code in CODE.findall(prose)), *links}


@pytest.mark.parametrize("name", pages("en"))
def test_both_languages_have_the_same_commands_and_parts(name: str) -> None:
    """Letter by letter: nobody types another thing at night for reading another language."""
    english, japanese = pages("en")[name].text, pages("ja")[name].text
    assert commands(japanese) == commands(english)
    parts = re.compile(r"^(#+|- |\d+\. |\| )", re.MULTILINE)
    assert parts.findall(japanese) == parts.findall(english)


def test_what_a_page_says_is_not_among_its_text() -> None:
    """A rule in the text is text."""
    page = read("x.md", "---\nseverity: info\nremedy: a: b\n---\n# Title\n\ntext\n---\nmore\n")
    assert page.about == About(severity=Severity.INFO, remedy="a: b")
    assert page.title == "Title"
    assert page.text == "# Title\n\ntext\n---\nmore\n"


def test_a_page_may_say_nothing() -> None:
    """As those of steps do."""
    assert read("x.md", "# Title\n\n---\ntext\n").about is None


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "severity: grave\nremedy: x",
            "severity: Input should be 'error', 'warning' or 'info', not 'grave'",
        ),
        ("remedy: x", "severity: Field required"),
        ("severity: info", "remedy: Field required"),
        (
            "severity: info\nremedy: x\nrefrence: y",
            "refrence: Unexpected keyword argument",
        ),
        ("severity: info\nremedy", "'remedy' is no `key: value`"),
    ],
)
def test_a_slip_is_told_with_file_and_key(written: str, message: str) -> None:
    """A word or a key that nobody knows, or one that is missing."""
    with pytest.raises(ValueError, match=r"^en/finding/port_slip\.md: ") as caught:
        read("en/finding/port_slip.md", f"---\n{written}\n---\n# Title\n")
    assert str(caught.value) == f"en/finding/port_slip.md: {message}"


def test_the_page_of_a_finding_has_to_declare_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nobody knows how grave it is."""
    monkeypatch.setattr(
        "exporter.guide.runbook.pages", lambda _: {"finding/port_slip": read("x.md", "# Title\n")}
    )
    with pytest.raises(ValueError, match=r"^en/finding/port_slip\.md: says nothing"):
        finding_kind("port_slip")
