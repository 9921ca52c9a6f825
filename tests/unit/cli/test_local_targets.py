"""`check --local` finds the servers' configurations, and checks each of their names where they listen."""

import logging
from pathlib import Path

import pytest

from exporter.cli.check_targets import chosen
from exporter.cli.options import parser
from exporter.cli.refusal import UsageError
from exporter.config.problem import ConfigurationError
from exporter.model.target import ServerFiles, Target
from exporter.probing.files.configuration import DiskSource
from exporter.words.server_software import ServerSoftware

NGINX = """
http {
    ssl_certificate /c;
    ssl_certificate_key /k;
    server { listen 443 ssl; listen [::]:443 ssl; server_name www.example *.example; }
    server { listen 192.0.2.1:8443 ssl; listen 192.0.2.2:8443 ssl; server_name www.example; }
    server { listen 80; server_name plain.example; }
}
"""
APACHE = """
Listen 192.0.2.3:443
<VirtualHost 192.0.2.3:443>
    ServerName www.example
    SSLEngine on
    SSLCertificateFile /c
</VirtualHost>
"""


def local(*arguments: str) -> tuple[Target, ...]:
    """What is checked."""
    return chosen(parser().parse_args(["check", "--local", *arguments]))[1]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where configurations usually are: none at first."""
    places = property(lambda software: (f"{tmp_path}/no.conf", f"{tmp_path}/{software.key}.conf"))
    monkeypatch.setattr(ServerSoftware, "usual_files", places)
    return tmp_path


def test_each_name_is_checked_at_every_address_where_it_is_served(folder: Path) -> None:
    """All addresses of a family are this machine's loopback; nothing is asked of DNS."""
    (folder / "nginx.conf").write_text(NGINX)
    first, second = local("--no-scan")
    assert (first.name, first.addresses) == ("www.example:443", ("127.0.0.1", "::1"))
    assert (second.name, second.addresses) == ("www.example:8443", ("192.0.2.1", "192.0.2.2"))
    assert first.server == second.server == ServerFiles(nginx=f"{folder}/nginx.conf")
    assert not first.is_looked_up
    assert first.policy.scan_interval == 0.0


def test_every_server_of_the_machine_is_found(folder: Path) -> None:
    """A name that two of them have is checked at both."""
    (folder / "nginx.conf").write_text(NGINX)
    (folder / "apache.conf").write_text(APACHE)
    found = {target.name: target.server for target in local()}
    assert found == {
        "www.example:443": ServerFiles(nginx=f"{folder}/nginx.conf"),
        "www.example:8443": ServerFiles(nginx=f"{folder}/nginx.conf"),
        "www.example:443 (Apache)": ServerFiles(apache=f"{folder}/apache.conf"),
    }


def test_a_configuration_that_is_named_is_the_only_one(folder: Path, tmp_path: Path) -> None:
    """Wherever it is."""
    (folder / "nginx.conf").write_text(NGINX)
    (tmp_path / "mine").write_text(APACHE)
    (target,) = local(f"--apache={tmp_path}/mine")
    assert target.server == ServerFiles(apache=f"{tmp_path}/mine")


def test_names_that_stand_for_no_one_host_are_told(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Once."""
    (folder / "nginx.conf").write_text(NGINX)
    with caplog.at_level(logging.WARNING):
        local()
    assert len(caplog.messages) == 1
    assert "*.example: no one host to ask for" in caplog.messages[0]


def test_without_a_configuration_the_option_that_names_one_is_told() -> None:
    """As nothing can be checked."""
    with pytest.raises(UsageError, match="no configuration of nginx, Apache or HAProxy is where"):
        local()


def test_a_configuration_without_names_is_refused_with_the_reason(folder: Path) -> None:
    """What is wrong with it, with its line, where that is so."""
    main = folder / "nginx.conf"
    main.write_text("events {} http { server { listen 80; server_name www.example; } }")
    with pytest.raises(UsageError, match=r"no site of .*nginx\.conf speaks TLS"):
        local()
    main.write_text("events {} http { server { listen 443 ssl;\n")
    with pytest.raises(ConfigurationError, match=r"nginx\.conf:\d+: "):
        local()


def test_what_may_not_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what helps."""

    def refuse(_: DiskSource, path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(DiskSource, "text", refuse)
    (folder / "nginx.conf").write_text(NGINX)
    with pytest.raises(UsageError, match=r"nginx\.conf: permission denied; let the user"):
        local()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--ip=192.0.2.1",), "--ip: with --local"),
        (("--server-name=a.example",), "--server-name: with --local"),
        (("--files", "a", "b"), "--files: with --local"),
        (("a.example",), "the host a.example: with --local"),
        (("--config.file=x.yml",), "leave --config.file out"),
    ],
)
def test_what_says_otherwise_is_refused(arguments: tuple[str, ...], said: str) -> None:
    """The configurations say what is checked."""
    with pytest.raises(UsageError, match=said):
        local(*arguments)
