"""What systemd starts a server with, from a unit and its additions that a test writes."""

from pathlib import Path

import pytest

from exporter.model.server_config import Starter
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.unit import unit_of
from exporter.words.server_software import ServerSoftware

UNIT = "/lib/systemd/system/nginx.service"
ADDITION = "/etc/systemd/system/nginx.service.d/override.conf"
START = "[Service]\nExecStart=/usr/sbin/nginx\n"
NGINX = Starter(user="nginx")


@pytest.mark.parametrize(
    ("files", "starter"),
    [
        ({}, None),
        ({UNIT: START}, None),
        ({UNIT: f"{START}User=nginx\n"}, NGINX),
        ({UNIT: START, ADDITION: "[Service]\nUser=nginx\n"}, NGINX),
        ({UNIT: f"{START}User=nginx\n", ADDITION: "[Service]\nUser=\n"}, None),
        ({UNIT: f"{START}User=nginx\n", ADDITION: "[Service]\nUser=root\n"}, None),
        ({UNIT: f"{START}User=%i\n"}, None),
        ({UNIT: "[Service]\nExecStart=-+/usr/sbin/nginx\nUser=nginx\n"}, None),
        (
            {UNIT: f"{START}User=nginx\nGroup=web\nSupplementaryGroups=ssl-cert 33\n"},
            Starter(user="nginx", groups=("web", "ssl-cert", "33")),
        ),
        ({"/lib/systemd/system/haproxy.service": f"{START}User=haproxy\n"}, None),
    ],
)
def test_a_server_is_started_as_whom_its_unit_names(
    tmp_path: Path, files: dict[str, str], starter: Starter | None
) -> None:
    """Additions count after the unit; a command with all rights is root's."""
    for name, text in files.items():
        (tmp_path / name[1:]).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name[1:]).write_text(text)
    unit = unit_of(ServerSoftware.NGINX, DiskSource(Disk(str(tmp_path))))
    assert (unit.starter if unit else None) == starter
