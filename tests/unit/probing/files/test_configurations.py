"""A configuration is looked at once for all who ask at about the same time."""

from pathlib import Path

import pytest

from exporter.model.server_config import ServerConfig
from exporter.probing.files import configurations
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.configurations import Configurations
from exporter.probing.files.disk import Disk
from exporter.words.server_software import ServerSoftware

NGINX = ServerSoftware.NGINX


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """One that stands still."""
    return Clock()


UNITS = "/systemd/"
"""In the paths of what the machine may have of the server."""


@pytest.fixture
def main(tmp_path: Path) -> str:
    """A configuration of two files."""
    (tmp_path / "site").write_text("server { listen 443 ssl; ssl_certificate $x; }")
    file = tmp_path / "nginx.conf"
    file.write_text("http { include site; }")
    return str(file)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each look at a file that is made."""
    made: list[str] = []
    look = Disk.likeness

    def counted(disk: Disk, path: str) -> object:
        if UNITS not in path:
            made.append(path)
        return look(disk, path)

    monkeypatch.setattr(Disk, "likeness", counted)
    return made


def test_a_thousand_askers_of_one_moment_share_one_look(
    main: str, clock: Clock, looks: list[str]
) -> None:
    """What was seen since a time is good for all who are content with that."""
    shared = Configurations(clock)
    first = shared.read(NGINX, (main,), "")
    assert len(looks) == 2
    clock.now = 1005.0
    found = [shared.read(NGINX, (main,), "", since=1000.0) for _ in range(1000)]
    assert all(one is first for one in found)
    assert shared.known(NGINX, (main,), "", since=1000.0) is first
    assert len(looks) == 2
    assert shared.known(NGINX, (main,), "", since=1000.1) is None
    assert shared.read(NGINX, (main,), "", since=1000.1) is first
    assert len(looks) == 4


def test_a_change_is_seen_by_who_wants_to_know_of_the_present(
    main: str, tmp_path: Path, clock: Clock
) -> None:
    """And by all after them."""
    shared = Configurations(clock)
    before = shared.read(NGINX, (main,), "")
    (tmp_path / "site").write_text("server { listen 8443 ssl; ssl_certificate $x; }")
    clock.now = 1001.0
    assert shared.read(NGINX, (main,), "", since=1000.0) is before
    assert shared.read(NGINX, (main,), "").sockets[0].port == 8443
    assert shared.read(NGINX, (main,), "", since=1000.0).sockets[0].port == 8443


def test_what_may_not_be_read_is_tried_once_as_well(
    main: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And again, once somebody wants to know of the present."""
    tried: list[str] = []

    def refuse(_: DiskSource, path: str) -> str:
        tried.append(path)
        raise PermissionError(13, "Permission denied", path)

    shared = Configurations(clock)
    with monkeypatch.context() as patched:
        patched.setattr(DiskSource, "text", refuse)
        for _ in range(3):
            with pytest.raises(PermissionError):
                shared.read(NGINX, (main,), "", since=1000.0)
    assert tried == [main]
    assert isinstance(shared.read(NGINX, (main,), ""), ServerConfig)


def test_a_look_that_is_not_over_tells_nobody_of_the_one_before(
    main: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread may ask while the files are read."""
    shared = Configurations(clock)
    shared.read(NGINX, (main,), "")
    told: list[ServerConfig | None] = []
    text = DiskSource.text

    def asked_meanwhile(source: DiskSource, path: str) -> str:
        if UNITS not in path:
            told.append(shared.known(NGINX, (main,), "", since=1001.0))
        return text(source, path)

    monkeypatch.setattr(DiskSource, "text", asked_meanwhile)
    (tmp_path / "site").write_text("server { listen 8443 ssl; ssl_certificate $x; }")
    clock.now = 1001.0
    present = shared.read(NGINX, (main,), "")
    assert told == [None, None]
    assert shared.known(NGINX, (main,), "", since=1001.0) is present


@pytest.mark.parametrize("pattern", ["../sites/*.conf", "../sites/one.conf"])
def test_files_beside_the_folder_are_those_that_links_lead_to_and_read_once(
    pattern: str, tmp_path: Path
) -> None:
    """As open(2) does for nginx: what goes before `..` may be a link to elsewhere."""
    (tmp_path / "opt/nginx").mkdir(parents=True)
    (tmp_path / "opt/sites").mkdir()
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/nginx").symlink_to("../opt/nginx")
    (tmp_path / "opt/sites/one.conf").write_text("server { listen 8443 ssl; }")
    (tmp_path / "opt/nginx/nginx.conf").write_text(f"http {{ include {pattern}; }}")
    shared, main = Configurations(), str(tmp_path / "etc/nginx/nginx.conf")
    found = shared.read(NGINX, (main,), "")
    assert [socket.port for socket in found.sockets] == [8443]
    assert shared.read(NGINX, (main,), "") is found


def test_one_file_of_two_kinds_of_server_is_two_configurations(main: str) -> None:
    """As of two roots."""
    shared = Configurations()
    found = shared.read(NGINX, (main,), "")
    assert shared.read(ServerSoftware.HAPROXY, (main,), "").software is ServerSoftware.HAPROXY
    assert shared.read(NGINX, (main,), "/") is not found


def test_so_many_are_kept(main: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those asked for last."""
    monkeypatch.setattr(configurations, "MOST_KEPT", 2)
    shared = Configurations()
    other = tmp_path / "other.conf"
    other.write_text("http { }")
    first = shared.read(NGINX, (main,), "")
    shared.read(NGINX, (str(other),), "")
    assert shared.read(NGINX, (main,), "") is first
    shared.read(NGINX, (str(tmp_path / "none.conf"),), "")
    assert shared.known(NGINX, (str(other),), "", since=0.0) is None
    assert shared.read(NGINX, (main,), "") is first


def test_a_pattern_stands_for_the_main_files_of_several_servers(
    tmp_path: Path, clock: Clock
) -> None:
    """Who answers at an address that two of them have is not told; one more server is read at once."""
    site = (
        "events {{}} http {{ server {{ listen {}:443 ssl; server_name {}; ssl_certificate $x; }} }}"
    )
    shared, pattern = Configurations(clock), f"{tmp_path}/*/nginx.conf"

    def lay(name: str, address: str) -> ServerConfig:
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "nginx.conf").write_text(site.format(address, f"{name}.test"))
        return shared.read(NGINX, (pattern,), "")

    (flaw,) = shared.read(NGINX, (pattern,), "").flaws
    assert str(flaw) == f"{pattern}:1: no file has a name of this pattern"
    assert [one.where.file for one in lay("a", "192.0.2.1").sites] == [f"{tmp_path}/a/nginx.conf"]
    apart = lay("b", "192.0.2.2")
    assert [(one.address, one.is_whole) for one in apart.sockets] == [
        ("192.0.2.1", True),
        ("192.0.2.2", True),
    ]
    (both,) = lay("b", "192.0.2.1").sockets
    assert [one.names for one in both.sites] == [("a.test",), ("b.test",)]
    assert not both.is_whole
