"""docs/file-mistakes.md says what the rows do, and explains each disagreement."""

from pathlib import Path

import pytest

from tests.real.mistake_table import SERVERS, Server

PAGE = (Path(__file__).parents[3] / "docs" / "file-mistakes.md").read_text()
OF_FILES = {
    "server_config_file_missing",
    "server_config_file_unusable",
    "private_key_mismatch",
    "private_key_unusable",
}


def rows(server: Server) -> dict[str, list[str]]:
    """The cells behind each mistake of a server."""
    section = PAGE.partition(f"\n## {server.title}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return {name: cells for name, *cells in lines[2:]}


def test_there_are_many_mistakes() -> None:
    """Of all servers together."""
    assert sum(len(rows(server)) for server in SERVERS) >= 90


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.title)
def test_the_page_has_the_rows_of_the_tests(server: Server) -> None:
    """`make mistakes` writes it."""
    expected = {
        name: [
            ", ".join(f"`{code}`" for code in sorted(one.found)) or "-",
            "refused" if one.is_refused else "passes",
            one.explanation or "-",
        ]
        for name, one in server.mistakes.items()
    }
    found = {name: [codes, own, why] for name, (codes, own, _, _, why) in rows(server).items()}
    assert found == expected


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.title)
def test_each_disagreement_is_explained(server: Server) -> None:
    """Of the server's own check, of openssl and of cat with us."""
    for name, (_, own, by_openssl, reads, why) in rows(server).items():
        one = server.mistakes[name]
        is_pair = by_openssl == "a pair"
        differs = (
            (own == "refused") != bool(one.found)
            or (is_pair if one.found & OF_FILES else not (is_pair or one.found))
            or (reads == "yes") != ("permissions_key_exposed" in one.found)
        )
        assert not differs or why != "-", name
