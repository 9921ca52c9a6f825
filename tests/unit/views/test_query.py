"""The filter of the overview: words anywhere, values exactly."""

from dataclasses import replace

import pytest

from exporter.model.report import Report
from exporter.views.pages.query import Known, Term, terms
from tests.deployments import HEALTHY, INTERMEDIATE, LEAF, TARGET, assessment
from tests.unit.views.examples import broken, told


def finds(query: str, report: Report) -> bool:
    """Whether a report is among what a query asks for."""
    return all(Known(report).answers(term) for term in terms(query))


def with_labels(**labels: str) -> Report:
    """A healthy target with these labels."""
    return replace(HEALTHY, target=replace(TARGET, labels=labels)).judged()


def test_a_query_is_words_and_values() -> None:
    """Blanks part them, but for those between quotes; a quote that is never closed ends at the end."""
    assert terms('Step  team=Web issuer="Example CA" "two words" a="b c') == (
        Term(key="", text="step"),
        Term(key="team", text="web"),
        Term(key="issuer", text="example ca"),
        Term(key="", text="two words"),
        Term(key="a", text="b c"),
    )
    assert terms("  ") == ()


def test_a_label_is_exactly_what_is_asked_for() -> None:
    """`team=web1` is not that of team web10."""
    ten = with_labels(team="web10")
    assert finds("team=web10", ten)
    assert finds("team=WEB10", ten)
    assert not finds("team=web1", ten)
    assert finds("web1", ten)
    assert not finds("squad=web10", ten)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("step=3", True),
        ("step=certificate", True),
        ("step 3", True),
        ("step=6", False),
        ("severity=error", True),
        ("finding=certificate_expired", True),
        ("standing=failing", True),
        ("standing=healthy", False),
        ("address=203.0.113.10", True),
        ("address=203.0.113.1", False),
        ("protocol=TLSv1.0", True),
        ('client="android 7.0"', True),
        ("client=firefox", False),
        ("port=443", True),
        (":443", True),
        ("port=44", False),
        ("step=3 port=443 failing", True),
        ("step=3 port=444 failing", False),
    ],
)
def test_a_failing_target_is_found_by_what_is_known_of_it(query: str, *, is_found: bool) -> None:
    """All that is asked for must hold."""
    assert finds(query, broken()) == is_found


@pytest.mark.parametrize(
    "query",
    [
        'issuer="O=Example\\, Inc, CN=Issuing CA"',
        'issuer="issuing ca"',
        "name=www.example.com",
        "issuing",
    ],
)
def test_certificates_are_found_by_their_names(query: str) -> None:
    """Those of the server, and of who issued it: the whole name, or a part of it."""
    leaf = replace(LEAF, issuer="O=Example\\, Inc, CN=Issuing CA", dns_names=("www.example.com",))
    assert finds(query, HEALTHY.serving(assessment(leaf, INTERMEDIATE)).judged())
    assert not finds("issuer=inc", told())
