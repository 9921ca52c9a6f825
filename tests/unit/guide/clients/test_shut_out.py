"""Clients shut out are told by what stands in their way."""

import pytest

from exporter.guide.clients.shut_out import by_obstacle
from exporter.model.client import ClientVerdict
from exporter.words.protocol import Support


def verdict(client: str, *obstacles: str) -> ClientVerdict:
    """A verdict on a client that does not get through."""
    return ClientVerdict(client=client, support=Support.NO, obstacles=obstacles)


GO, JAVA = verdict("Go", "no suite"), verdict("Java 17", "no suite", "no root")
CHROME = verdict("Chrome", "no suite")
FIREFOX = ClientVerdict(client="Firefox", support=Support.YES)


@pytest.mark.parametrize(
    ("chosen", "among", "words"),
    [
        ([GO, CHROME], (GO, CHROME, FIREFOX), "Go, Chrome: no suite"),
        ([GO, JAVA], (GO, JAVA), "Go: no suite; Java 17: no suite and no root"),
        ([GO], (GO, CHROME), "every client: no suite"),
        ([FIREFOX], (FIREFOX,), "Firefox"),
    ],
)
def test_clients_with_one_obstacle_stand_together(
    chosen: list[ClientVerdict], among: tuple[ClientVerdict, ...], words: str
) -> None:
    """And where it is the same for all, nobody is named."""
    assert by_obstacle(chosen, among=among) == words
