"""Accept headers are read as the RFC says, and never bring anything down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.server.negotiation import language, wants_gzip, wants_openmetrics, wants_page

OPENMETRICS = "application/openmetrics-text"


@pytest.mark.parametrize(
    ("accept", "openmetrics"),
    [
        ("", False),
        ("*/*", False),
        ("text/plain", False),
        ("application/json", False),
        (OPENMETRICS, True),
        (f"{OPENMETRICS}; version=1.0.0", True),
        (f'{OPENMETRICS}; version="1.0.0"; charset=utf-8', True),
        (f"{OPENMETRICS}; version=0.0.1", False),
        (f"{OPENMETRICS}; version=2.0.0", False),
        (f"{OPENMETRICS};q=0", False),
        (f"{OPENMETRICS};q=0.4, text/plain;q=0.5", False),
        (f"{OPENMETRICS};q=0.5, text/plain;q=0.4", True),
        (f"{OPENMETRICS};q=0.5, text/plain;version=1.0.0;q=0.9", True),
        (f"{OPENMETRICS};q=2", False),
        (f"{OPENMETRICS};q=high", False),
        (f"{OPENMETRICS.upper()};VERSION=1.0.0;Q=1", True),
    ],
)
def test_the_format_is_chosen_by_quality_and_version(accept: str, *, openmetrics: bool) -> None:
    """OpenMetrics only where it is wanted in the version that there is."""
    assert wants_openmetrics(accept) is openmetrics


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("", "en"), ("ja", "ja"), ("JA-jp", "ja"), ("ja;q=0", "en"), ("en;q=0.1, ja;q=0.2", "ja")],
)
def test_the_most_wanted_language_is_chosen(accepted: str, chosen: str) -> None:
    """The first one offered is for those who want none of them."""
    assert language(accepted, ("en", "ja")) == chosen


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("", False),
        ("*/*", False),
        ("text/*", False),
        ("text/html", True),
        ("text/html;q=0", False),
        ("text/plain;q=0.4, text/html;q=0.3", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        (f"{OPENMETRICS};version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1", False),
    ],
)
def test_pages_are_for_who_asks_for_them_by_name(accept: str, *, page: bool) -> None:
    """Browsers do; curl, Prometheus and supervisors take anything, and get a sentence."""
    assert wants_page(accept) is page


@given(st.text())
def test_any_header_is_survived(header: str) -> None:
    """Whatever a client sends, there is an answer."""
    assert wants_openmetrics(header) in {True, False}
    assert wants_gzip(header) in {True, False}
    assert wants_page(header) in {True, False}
    assert language(header, ("en", "ja")) in {"en", "ja"}
