"""Commands of browsers come from the exporter's own pages alone, whoever makes a name lead here."""

import socket

import pytest

from exporter.server.listen_address import ListenAddress
from exporter.server.own_pages import OwnPages, own_hosts

PAGES = OwnPages(hosts=frozenset({"localhost", "mon01"}), origin="https://mon.example.com")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "anything.example"},
        {"Host": "127.0.0.1:9843", "Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Host": "192.0.2.1:9843", "Origin": "http://192.0.2.1:9843"},
        {"Host": "[2001:db8::1]:9843", "Origin": "http://[2001:db8::1]:9843"},
        {"Host": "localhost:9843", "Origin": "http://localhost:9843"},
        {"Host": "mon01:9843", "Origin": "http://mon01:9843"},
        {"Host": "mon.example.com", "Origin": "https://mon.example.com"},
        {"Host": "exporter:9843", "Origin": "https://mon.example.com"},
        {"Host": "mon.other.example", "Origin": "https://x", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_own_pages_give_commands(headers: dict[str, str]) -> None:
    """By address, by the machine's names, behind the proxy whose URL was told, and by HTTPS."""
    assert not PAGES.refusal(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "127.0.0.1:9843", "Sec-Fetch-Site": "cross-site"},
        {"Host": "127.0.0.1:9843", "Origin": "null"},
        {"Host": "127.0.0.1:9843", "Origin": "http://evil.example:9843"},
        {"Host": "127.0.0.1:9843", "Origin": "http://127.0.0.2:9843"},
        {"Host": "mon.example.com", "Origin": "https://mon.example.com:444"},
        {"Host": "x:99999", "Origin": "http://x:99999"},
    ],
)
def test_pages_of_other_sites_do_not(headers: dict[str, str]) -> None:
    """Whether they say so in the newer header or in the older one."""
    assert PAGES.refusal(headers) == "the request comes from a page of another site"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_was_led_here_gives_no_commands(scheme: str) -> None:
    """The page of a rebound name has the very host that was asked."""
    host = "rebound.example:9843"
    said = PAGES.refusal({"Host": host, "Origin": f"{scheme}://{host}"})
    assert "rebound.example is not known to be this exporter's name" in said
    assert f"--web.external-url={scheme}://{host}" in said


def test_the_names_of_the_machine_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own, in short too, and those at which it was told to listen; sockets have none."""
    monkeypatch.setattr(socket, "gethostname", lambda: "Mon01.example.net")
    with socket.socket() as inherited:
        assert own_hosts(
            [ListenAddress(host="Metrics", port=1), ListenAddress(host="", port=2), inherited]
        ) == {"localhost", "mon01.example.net", "mon01", "metrics"}
