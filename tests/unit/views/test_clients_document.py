"""The page on clients is the catalogue's own words."""

from pathlib import Path

from exporter.guide.clients.catalogue import CATALOGUE, CATALOGUE_VERSION
from exporter.views.clients_document import clients_document

PAGE = Path(__file__).parents[3] / "docs" / "clients.md"


def test_the_committed_page_is_the_generated_one() -> None:
    """`make docs` writes it."""
    assert PAGE.read_text() == clients_document()


def test_every_client_stands_with_its_sources() -> None:
    """And the version of the catalogue."""
    text = clients_document()
    assert CATALOGUE_VERSION in text
    for client in CATALOGUE:
        assert f"| `{client.name}` |" in text
        assert all(f"- {source}" in text for source in client.sources)
