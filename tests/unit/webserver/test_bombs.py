"""A few lines that stand for very many others end the reading, and not the process."""

import errno
from pathlib import Path

import pytest

from exporter.probing.files.configuration import DiskSource, WatchedConfiguration, read
from exporter.probing.files.disk import Disk
from exporter.webserver.allowance import Allowance
from exporter.webserver.names import matches
from exporter.webserver.nginx import syntax
from exporter.words.server_software import ServerSoftware

NGINX, APACHE, HAPROXY = (
    ServerSoftware.NGINX,
    ServerSoftware.APACHE,
    ServerSoftware.HAPROXY,
)
LEVELS = range(60)
BOMBS = {
    "nginx ports": (NGINX, "events {}\nhttp { server { listen 1-65535 ssl; } }\n"),
    "nginx includes": (NGINX, "http { include FILE; include FILE; }\n" + "# \n" * 4000),
    "apache macros": (
        APACHE,
        "<Macro m0>\nListen 80\n</Macro>\n"
        + "".join(f"<Macro m{n + 1}>\nUse m{n}\nUse m{n}\n</Macro>\n" for n in LEVELS)
        + "Use m60\n",
    ),
    "apache parameters": (
        APACHE,
        f"<Macro m x>\n{'x' * 50_000}\n</Macro>\nUse m {'y' * 1000}\n",
    ),
    "apache values": (
        APACHE,
        "Define a0 x\n" + "".join(f"Define a{n + 1} ${{a{n}}}${{a{n}}}\n" for n in LEVELS),
    ),
    "apache includes": (APACHE, "Include FILE\nInclude FILE\n" + "#\n" * 4000),
    "apache addresses": (
        APACHE,
        "".join(
            f"Listen {1000 + n}\n<VirtualHost 192.0.2.{n}:*>\n</VirtualHost>\n" for n in range(100)
        ),
    ),
    "haproxy values": (
        HAPROXY,
        "global\n setenv A0 x\n" + "".join(f' setenv A{n + 1} "$A{n}$A{n}"\n' for n in LEVELS),
    ),
    "haproxy ports": (HAPROXY, "frontend f\n bind :1-65535\n"),
}


@pytest.mark.parametrize(("software", "text"), BOMBS.values(), ids=BOMBS)
def test_what_stands_for_too_much_is_refused(
    tmp_path: Path, software: ServerSoftware, text: str
) -> None:
    """Counted before it is made; 100,000 bytes are allowed here."""
    file = tmp_path / "main.cfg"
    file.write_text(text.replace("FILE", str(file)))
    with pytest.raises(OSError, match="it stands for more than 32 MiB") as raised:
        read(software, (str(file),), DiskSource(Disk(), Allowance(str(file), left=100_000)))
    assert (raised.value.errno, raised.value.filename) == (errno.EFBIG, str(file))


@pytest.mark.parametrize("text", ["server { listen 443 ssl; }\n" * 700, "a;" * 1600, "#" * 100_001])
def test_a_file_of_nginx_is_weighed_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Every statement counts, by its end: to read 10 MB of them takes seconds."""
    monkeypatch.delattr(syntax, "Reading")
    file = tmp_path / "nginx.conf"
    file.write_text(f"events {{}}\nhttp {{\n{text}}}\n")
    source = DiskSource(Disk(), Allowance(str(file), left=100_000))
    with pytest.raises(OSError, match="it stands for more than 32 MiB"):
        read(NGINX, (str(file),), source)


@pytest.mark.parametrize(
    ("software", "text"),
    [
        (APACHE, "<IfModule x>\n" * 3000 + "</IfModule>\n" * 3000),
        (HAPROXY, f".if {'(' * 3000}1{')' * 3000}\n.endif\n"),
        (HAPROXY, f".if {'!' * 3000}1\n.endif\n"),
    ],
)
def test_what_is_too_deep_is_refused(tmp_path: Path, software: ServerSoftware, text: str) -> None:
    """As an error of that configuration, and not of the exporter."""
    file = tmp_path / "main.cfg"
    file.write_text(text)
    configuration = WatchedConfiguration(software, (str(file),), Disk())
    configuration.look(0.0)
    assert isinstance(configuration.found, OSError)
    assert configuration.found.errno == errno.ELOOP
    assert configuration.found.filename == str(file)


@pytest.mark.parametrize(
    ("expression", "name", "expected"),
    [
        (r"^([a-z0-9]+-?)+\.example\.com$", f"{'a' * 60}.example.org", False),
        (r"^([a-z0-9]+-?)+\.example\.com$", "a-b-c.example.com", True),
        (r"^(?<site>.+)\.example\.com$", "www.example.com", True),
        (r"^(?!www\.).+\.example\.com$", "shop.example.com", True),
        (r"^(?!www\.).+\.example\.com$", "www.example.com", False),
        (r"^(?!x)([a-z]+)+$", f"{'a' * 60}1", True),
        (r"^(?!x)(.*)(.*)(.*)(.*)1$", "a" * 250, True),
        (r"(", "www.example.com", True),
    ],
)
def test_no_expression_takes_long(expression: str, name: str, *, expected: bool) -> None:
    """By trying all ways, the first would take years; what looks around is read where it is tame, and else may match."""
    assert matches(expression, name) is expected


def test_the_documentation_names_the_bound() -> None:
    """The bound that a problem names is the one of the documentation."""
    documentation = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text()
    assert "stands for 32 MiB at most" in documentation
