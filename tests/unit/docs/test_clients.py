"""The page on clients is the catalogue's own words."""

from docs.generation.clients import clients_page
from exporter.guide.clients.catalogue import CATALOGUE, CATALOGUE_VERSION


def test_every_client_stands_with_its_sources() -> None:
    """And the version of the catalogue."""
    text = clients_page()
    assert CATALOGUE_VERSION in text
    for client in CATALOGUE:
        assert f"| `{client.name}` | {client.stands_for} |" in text
        assert all(f"- {source}" in text for source in client.sources)


def test_no_line_says_nothing_of_whom_it_stands_for() -> None:
    """In a phrase that fits a cell."""
    assert all(client.stands_for and "|" not in client.stands_for for client in CATALOGUE)


def test_roots_are_listed_below_the_table() -> None:
    """For each client that does not trust them all, with the days of those that it trusts no more."""
    _, roots = clients_page().split("## Roots")
    android, safari = (roots.split(f"**{name}**")[1] for name in ("Android 7.0", "Safari"))
    assert android.startswith("\n\n- lacks ISRG Root X2, Certainly Root R1")
    assert safari.startswith(
        "\n\n- trusts only for certificates from 2024-11-15 or before: Entrust"
    )
    assert "**Go**" not in roots.split("## Sources")[0]
