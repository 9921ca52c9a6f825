"""Numbers of a configuration are read whatever they are, as none of them is a reason to fail."""

from pathlib import Path

import pytest

from exporter.probing.files.configurations import Configurations
from exporter.webserver.number import whole_number
from exporter.words.server_software import ServerSoftware

ENDLESS = "9" * 5000
"""More digits than Python makes a number of."""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("443", 443),
        ("0", 0),
        ("0" * 5000 + "443", 443),
        (ENDLESS, 10_000_000_000),
        ("٤٤٣", None),
        ("-1", None),
        ("", None),
    ],
)
def test_digits_are_a_number(text: str, number: int | None) -> None:
    """Those of ASCII, as servers read no others."""
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("software", "text", "flaw"),
    [
        (ServerSoftware.NGINX, "http {{ server {{ listen {} ssl; }} }}", "invalid port in"),
        (ServerSoftware.APACHE, "Listen {}\n", "Invalid address or port"),
        (ServerSoftware.APACHE, "Listen 1\n<VirtualHost *:{}>\n</VirtualHost>\n", "The address or"),
        (ServerSoftware.HAPROXY, "frontend x\n bind :1-{} ssl crt /x\n", "'bind' : invalid port"),
    ],
)
def test_a_port_without_end_is_refused_as_the_server_refuses_it(
    software: ServerSoftware, text: str, flaw: str, tmp_path: Path
) -> None:
    """It is no defect of ours."""
    (tmp_path / "main").write_text(text.format(ENDLESS))
    config = Configurations().read(software, (str(tmp_path / "main"),), "")
    assert any(one.text.startswith(flaw) for one in config.flaws)


@pytest.mark.parametrize(
    ("software", "text"),
    [
        (ServerSoftware.APACHE, "Listen 443\n<IfVersion >= {}>\nListen 444\n</IfVersion>\n"),
        (ServerSoftware.APACHE, "Listen 443\nServerName a:{}\n"),
        (ServerSoftware.HAPROXY, ".if {}\n.endif\nfrontend x\n"),
    ],
)
def test_other_numbers_without_end_are_large(
    software: ServerSoftware, text: str, tmp_path: Path
) -> None:
    """And the rest is read as ever."""
    (tmp_path / "main").write_text(text.format(ENDLESS))
    assert Configurations().read(software, (str(tmp_path / "main"),), "").software is software
