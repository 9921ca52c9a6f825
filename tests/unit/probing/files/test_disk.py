"""A tree of files as the server sees it: links, kinds of files, patterns, another root."""

import os
from pathlib import Path
from stat import S_IFSOCK
from struct import pack

import pytest

from exporter.model.server_file import AclEntry, AclTag, Missing, Trail
from exporter.probing.files.acl import entries
from exporter.probing.files.disk import Disk
from exporter.webserver.directive import NotThereError


def trail(path: Path | str, root: str = "") -> Trail:
    """The way to a file that is there."""
    found = Disk(root).trail(str(path), None)
    assert isinstance(found, Trail)
    return found


def detail(path: Path | str) -> str:
    """What there is instead of a file."""
    found = Disk().trail(str(path), None)
    assert isinstance(found, Missing)
    return found.detail


def test_every_folder_that_is_passed_is_told_those_of_links_too(tmp_path: Path) -> None:
    """As certbot lays its files out: live/ has links into archive/."""
    for folder in ("archive", "live"):
        (tmp_path / folder).mkdir()
    (tmp_path / "archive/cert1.pem").write_text("x")
    (tmp_path / "live/cert.pem").symlink_to("../archive/cert1.pem")
    (tmp_path / "archive").chmod(0o700)
    found = trail(tmp_path / "live/cert.pem")
    assert found.file.path == f"{tmp_path}/archive/cert1.pem"
    passed = {node.path: node.mode for node in found.folders}
    assert passed[f"{tmp_path}/archive"] == 0o700
    assert {"/", f"{tmp_path}/live"} <= passed.keys()


def test_what_is_no_regular_file_is_named_and_never_opened(tmp_path: Path) -> None:
    """A named pipe would hold whoever opens it."""
    os.mkfifo(tmp_path / "pipe")
    os.mknod(tmp_path / "socket", S_IFSOCK | 0o600)
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "file").write_text("x")
    assert detail(tmp_path / "pipe") == "it is a named pipe"
    assert detail(tmp_path / "socket") == "it is a socket"
    assert detail(tmp_path) == "it is a folder"
    assert detail(Path("/dev/null")) == "it is a device"
    assert detail(tmp_path / "circle") == "its links lead in a circle"
    assert detail(tmp_path / "gone") == f"there is no {tmp_path}/gone"
    assert detail(tmp_path / "file" / "below") == f"{tmp_path}/file is no folder"
    assert detail(f"{tmp_path}/file/") == f"{tmp_path}/file is no folder"
    assert detail(tmp_path / ("x" * 300)) == "its name is too long"
    for name in ("pipe", "socket", ""):
        with pytest.raises(NotThereError, match="it is a"):
            Disk().read(str(tmp_path / name), 10)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """By its size, before a byte is."""
    (tmp_path / "large").write_bytes(b"x" * 11)
    with pytest.raises(OSError, match="it has more than 10 bytes"):
        Disk().read(str(tmp_path / "large"), 10)
    assert Disk().read(str(tmp_path / "large"), 11) == b"x" * 11


def test_links_lead_within_the_root(tmp_path: Path) -> None:
    """Where the server's file system is mounted; `..` ends at its top."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("the server's")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "up").symlink_to("../../../etc/passwd")
    disk = Disk(str(tmp_path))
    assert disk.read("/link", 100) == disk.read("/up", 100) == b"the server's"
    assert trail("/link", str(tmp_path)).file.path == "/etc/passwd"


def test_a_pattern_names_files_in_their_order(tmp_path: Path) -> None:
    """Hidden ones are not among them unless asked for."""
    for name in ("b.conf", "a.conf", ".hidden.conf", "c.txt"):
        (tmp_path / name).write_text("x")
    disk = Disk()
    assert disk.matching(f"{tmp_path}/*.conf") == (f"{tmp_path}/a.conf", f"{tmp_path}/b.conf")
    assert disk.matching(f"{tmp_path}/.h*") == (f"{tmp_path}/.hidden.conf",)
    assert disk.matching(f"{tmp_path}/plain") == (f"{tmp_path}/plain",)
    assert disk.matching(f"{tmp_path}/*/none/*.conf") == ()


def test_a_file_is_known_again_until_it_changes(tmp_path: Path) -> None:
    """By inode, size and times: a rename over it is a change."""
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_text("x")
    other.write_text("x")
    before = Disk().likeness(str(file))
    assert before == Disk().likeness(str(file)) == Disk(str(tmp_path)).likeness("/file")
    other.replace(file)
    assert Disk().likeness(str(file)) != before
    assert Disk().likeness(str(tmp_path / "gone")) is None


def test_an_access_control_list_is_read() -> None:
    """As setfacl writes it: version 2, then tag, permissions and number of each entry."""
    written = [(0x01, 6, 0xFFFFFFFF), (0x02, 4, 33), (0x04, 0, 0xFFFFFFFF), (0x08, 5, 110)]
    written += [(0x10, 4, 0xFFFFFFFF), (0x20, 0, 0xFFFFFFFF)]
    value = pack("<I", 2) + b"".join(pack("<HHI", *one) for one in written)
    assert tuple(entries(value)) == (
        AclEntry(tag=AclTag.USER, number=33, permissions=4),
        AclEntry(tag=AclTag.OWNING_GROUP, number=-1, permissions=0),
        AclEntry(tag=AclTag.GROUP, number=110, permissions=5),
        AclEntry(tag=AclTag.MASK, number=-1, permissions=4),
    )
