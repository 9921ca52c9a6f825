"""Protocols and clients as tables: the worst first, nothing good of what is not known."""

from dataclasses import replace

from exporter.model.client import ClientVerdict
from exporter.views.pages.table import client_table, protocol_table
from exporter.words.protocol import Support
from tests.unit.views.examples import broken

ADDRESS, ORIGIN = "203.0.113.10", "2001:db8::7"


def verdict(client: str, support: Support, *obstacles: str) -> ClientVerdict:
    """That on one client."""
    return ClientVerdict(client=client, support=support, obstacles=obstacles)


def test_each_version_has_a_sign_and_its_words() -> None:
    """Newest first; an old one that is accepted is no good news."""
    (line,) = protocol_table(broken())
    assert line.title == "203.0.113.10:443"
    assert [(cell.sign, cell.words, cell.style) for cell in line.cells] == [
        ("✓", "accepted", "passed"),
        ("✓", "accepted", "passed"),
        ("?", "not known", "partial"),
        ("✓", "accepted", "warning"),
        ("✗", "refused", "passed"),
        ("✗", "refused", "passed"),
    ]


def test_clients_that_meet_the_same_stand_together() -> None:
    """The worst over the addresses counts, and all that is in the way is told."""
    clients = {
        ADDRESS: (
            verdict("Firefox", Support.YES),
            verdict("Java 8", Support.YES),
            verdict("Go", Support.NO, "old"),
            verdict("curl", Support.YES),
        ),
        ORIGIN: (
            verdict("Firefox", Support.YES),
            verdict("Java 8", Support.UNKNOWN, "not asked"),
            verdict("Go", Support.NO, "expired"),
            verdict("curl", Support.YES),
        ),
    }
    lines = client_table(replace(broken(), clients=clients))
    assert [(line.title, line.cells[0].words, line.note) for line in lines] == [
        ("Go", "shut out", "old and expired"),
        ("Java 8", "not known", "not asked"),
        ("Firefox, curl", "gets through", ""),
    ]
