"""What Apache is started with counts in <IfDefine>: by the process that runs, else by its unit of systemd."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from exporter.model.server_config import ServerConfig
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.apache import read as apache

MAIN = """PidFile /run/www.pid
Listen 443
<IfDefine ONE>
<VirtualHost *:443>
ServerName one.test
</VirtualHost>
</IfDefine>
<IfDefine !TWO>
<VirtualHost *:443>
ServerName other.test
</VirtualHost>
</IfDefine>
"""
UNIT = "/usr/lib/systemd/system/httpd.service"
RUNNING = {"/run/www.pid": "77\n", "/proc/77/cmdline": "/usr/sbin/httpd\0-D\0ONE\0-DTWO\0"}
BY_VARIABLE = {UNIT: "[Service]\nExecStart=/usr/sbin/httpd $OPTIONS -DFOREGROUND\n"}


def read(root: Path, files: Mapping[str, str]) -> ServerConfig:
    """What the configuration says in a tree with these files as well."""
    for name, text in {"/etc/httpd.conf": MAIN, **files}.items():
        (root / name[1:]).parent.mkdir(parents=True, exist_ok=True)
        (root / name[1:]).write_text(text)
    return apache.read("/etc/httpd.conf", DiskSource(Disk(str(root))))


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (RUNNING, ["one.test"]),
        ({**RUNNING, "/proc/77/cmdline": "/usr/sbin/nginx\0-DONE\0"}, None),
        ({**RUNNING, "/run/www.pid": "../77"}, None),
        ({UNIT: "[Service]\nExecStart=/usr/sbin/httpd \\\n -DTWO\n"}, []),
        ({**BY_VARIABLE, "/etc/systemd/system/httpd.service.d/a.conf": 'Environment=OPTIONS="-D ONE"\n'}, ["one.test", "other.test"]),
        ({**BY_VARIABLE, "/etc/systemd/system/httpd.service.d/a.conf": 'Environment="OPTIONS=-D ONE"\n'}, ["one.test", "other.test"]),
        ({**BY_VARIABLE, UNIT: BY_VARIABLE[UNIT] + "EnvironmentFile=-/etc/sysconfig/httpd\n", "/etc/sysconfig/httpd": "# by hand\nOPTIONS='-DTWO -DONE'\n"}, ["one.test"]),
        ({UNIT: BY_VARIABLE[UNIT], "/etc/systemd/system/httpd.service": "ExecStart=/usr/sbin/httpd -DTWO\n"}, []),
        ({"/lib/systemd/system/apache2.service": "ExecStart=/usr/sbin/apachectl start\nEnvironment=APACHE_ARGUMENTS=-DTWO\n"}, []),
        ({UNIT: "ExecStart=/usr/sbin/httpd '\nEnvironment='\n"}, ["other.test"]),
    ],
)  # fmt: skip
def test_names_of_the_start_decide(
    tmp_path: Path, files: Mapping[str, str], names: list[str] | None
) -> None:
    """Those that are not told leave open whether there are more sites (None)."""
    config = read(tmp_path, files)
    found = [one.names[0] for socket in config.sockets[:1] for one in socket.sites if one.names]
    assert found == (["other.test"] if names is None else names)
    assert all(one.is_whole for one in config.sockets) == (names is not None)


def test_another_start_is_seen(tmp_path: Path) -> None:
    """By its number, in the file that Apache writes anew."""
    read(tmp_path, RUNNING)
    source = DiskSource(Disk(str(tmp_path)))
    apache.read("/etc/httpd.conf", source)
    assert source.is_as_before()
    (tmp_path / "run/www.pid").write_text("7788")
    assert not source.is_as_before()


def test_a_file_that_we_may_not_read_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And does not end the reading of the configuration."""
    text = DiskSource.text

    def closed(source: DiskSource, path: str) -> str:
        if path.endswith(".pid"):
            raise PermissionError(13, "Permission denied", path)
        return text(source, path)

    monkeypatch.setattr(DiskSource, "text", closed)
    assert not read(tmp_path, RUNNING).sockets[0].is_whole
