"""Reading for inspections: in a thread, within a time, unchanged files once, and never without a right."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from exporter.model.attempt import Attempts
from exporter.model.destination import Destination
from exporter.model.inquiry import ConfigReading, FileReading, HolderSearch
from exporter.model.outcome import Failed, Skipped
from exporter.model.place import File
from exporter.model.server_config import Holders, ServerConfig
from exporter.model.server_file import Account, Contents, Missing, Trail
from exporter.model.target import ServerFiles
from exporter.probing.files import reader
from exporter.probing.files.configurations import Configurations
from exporter.probing.files.reader import FileReader, permitted
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.server_software import ServerSoftware

CSR = "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n"


def asked(path: Path, passphrases: str = "") -> FileReading:
    """What an inspection asks."""
    return FileReading(place=File(path=str(path)), passphrases=passphrases)


async def read(shared: FileReader, path: Path, server: ServerFiles | None = None) -> Attempts:
    """The attempts at a file."""
    return await shared.read(asked(path), server or ServerFiles(nginx="/x"), 10.0)


async def test_the_way_and_the_contents_are_two_attempts(tmp_path: Path) -> None:
    """So that one may be known without the other; root opens it where nothing else is said."""
    (tmp_path / "csr").write_text(CSR)
    way, held = await read(FileReader(Configurations()), tmp_path / "csr")
    assert (way.phase, held.phase) == (Phase.FILE, Phase.CONTENTS)
    assert isinstance(way.outcome, Trail)
    assert way.outcome.reader is not None
    assert way.outcome.reader.name == "root"
    assert held.outcome == Contents(instead="a certificate signing request")


async def test_a_missing_file_has_no_contents(tmp_path: Path) -> None:
    """Which is said once."""
    way, held = await read(FileReader(Configurations()), tmp_path / "gone")
    assert way.outcome == Missing(detail=f"there is no {tmp_path}/gone")
    assert isinstance(held.outcome, Skipped)


async def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    """And not before: the very same object comes back."""
    shared, file = FileReader(Configurations()), tmp_path / "file"
    file.write_text(CSR)
    first = (await read(shared, file))[1].outcome
    assert (await read(shared, file))[1].outcome is first
    file.write_text("")
    assert (await read(shared, file))[1].outcome == Contents(instead="an empty file")


async def test_so_many_files_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those asked for last."""
    monkeypatch.setattr(reader, "MOST_KEPT", 1)
    shared, one, other = FileReader(Configurations()), tmp_path / "one", tmp_path / "other"
    for file in (one, other):
        file.write_text(CSR)
    first = (await read(shared, one))[1].outcome
    await read(shared, other)
    assert (await read(shared, one))[1].outcome is not first


async def test_a_large_file_is_named_as_such(tmp_path: Path) -> None:
    """Without being read."""
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1_048_577)
    held = (await read(FileReader(Configurations()), tmp_path / "large"))[1].outcome
    assert held == Skipped(needs="a file that can be read (it has more than 1,048,576 bytes)")


async def test_a_configuration_is_read_once_for_all_targets(tmp_path: Path) -> None:
    """Until it changes."""
    shared, main = FileReader(Configurations()), tmp_path / "nginx.conf"
    main.write_text("http { server { listen 443 ssl; ssl_certificate $x; } }")
    asks = ConfigReading(place=File(path=str(main)), software=ServerSoftware.NGINX)
    (first,) = await shared.read(asks, ServerFiles(nginx=str(main)), 10.0)
    (again,) = await shared.read(asks, ServerFiles(nginx=str(main)), 10.0)
    assert isinstance(first.outcome, ServerConfig)
    assert again.outcome is first.outcome


async def test_a_configuration_is_looked_at_again_after_five_seconds(tmp_path: Path) -> None:
    """Or at once, where all is asked anew."""
    main, now = tmp_path / "nginx.conf", 100.0
    shared = FileReader(Configurations(lambda: now))
    asks = ConfigReading(place=File(path=str(main)), software=ServerSoftware.NGINX)

    async def port(*, anew: bool = False) -> int:
        (read,) = await shared.read(asks, ServerFiles(nginx=str(main)), 10.0, anew=anew)
        assert isinstance(read.outcome, ServerConfig)
        return read.outcome.sockets[0].port

    main.write_text("http { server { listen 443 ssl; ssl_certificate $x; } }")
    assert await port() == 443
    main.write_text("http { server { listen 8443 ssl; ssl_certificate $x; } }")
    now = 104.9
    assert await port() == 443
    assert await port(anew=True) == 8443
    main.write_text("http { server { listen 9443 ssl; ssl_certificate $x; } }")
    now = 110.0
    assert await port() == 9443


async def test_the_sites_that_have_a_certificate_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the first certificate of their files; what could not be read leaves that open."""
    text = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
    for name, base64 in (("a", "AAAA"), ("b", "AQEB")):
        (tmp_path / f"{name}.pem").write_text(text % base64)
    main, now = tmp_path / "nginx.conf", 100.0
    block = "server {{ listen 443 ssl; server_name {0}; ssl_certificate {1}; ssl_certificate_key k; }}\n"
    blocks = (block.format(name, f"{name[0]}.pem") for name in ("a", "b", "b2"))
    main.write_text(f"http {{\n{''.join(blocks)}}}")
    here = Destination(address="192.0.2.1", is_here=False)
    monkeypatch.setattr("exporter.probing.files.holders.destination", lambda *_: here)
    shared = FileReader(Configurations(lambda: now))
    asks = HolderSearch(
        place=File(path=str(main)),
        software=ServerSoftware.NGINX,
        certificates=(b"\1\1\1",),
        addresses=("192.0.2.1",),
        port=443,
    )

    async def found(*, anew: bool = False) -> Holders:
        (read,) = await shared.read(asks, ServerFiles(nginx=str(main)), 10.0, anew=anew)
        assert isinstance(read.outcome, Holders)
        return read.outcome

    first = await found()
    assert [(one.site.names, one.path) for one in first.found] == [
        (("b",), f"{tmp_path}/b.pem"),
        (("b2",), f"{tmp_path}/b.pem"),
    ]
    assert first.is_whole
    assert first.destinations == (here,)
    (tmp_path / "a.pem").write_text(text % "AQEB")
    assert len((await found()).found) == 2
    now = 106.0
    assert len((await found()).found) == 3
    main.write_text(main.read_text().replace("a.pem", "$a"))
    now = 106.1
    assert not (await found(anew=True)).is_whole


async def test_the_user_is_looked_up_below_the_root(tmp_path: Path) -> None:
    """The server's accounts are not ours; one that is not there is not known."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("web:x:1234:1234::/:/bin/sh\n")
    (tmp_path / "etc/group").write_text("")
    (tmp_path / "file").write_text(CSR)
    for user, number in (("web", 1234), ("nobody", None)):
        server = ServerFiles(nginx="/x", user=user, root=str(tmp_path))
        (way, _) = await read(FileReader(Configurations()), Path("/file"), server)
        assert isinstance(way.outcome, Trail)
        assert (way.outcome.reader and way.outcome.reader.number) == number
    server = ServerFiles(nginx="/x", user="web", root=str(tmp_path / "etc"))
    (way, _) = await read(FileReader(Configurations()), Path("/passwd"), server)
    assert isinstance(way.outcome, Trail)
    assert way.outcome.reader is None


async def test_the_user_is_the_one_that_the_unit_of_the_server_names(tmp_path: Path) -> None:
    """As soon as its configuration was read; what the settings name goes before."""
    for folder in ("etc/nginx", "lib/systemd/system"):
        (tmp_path / folder).mkdir(parents=True)
    for name, text in {
        "etc/nginx/nginx.conf": "events {}",
        "etc/www.key": "",
        "etc/passwd": "www:x:33:33::/:/bin/sh\nother:x:34:34::/:/bin/sh\n",
        "etc/group": "www:x:33:\nssl-cert:x:110:\n",
        "lib/systemd/system/nginx.service": "User=www\nSupplementaryGroups=ssl-cert\n",
    }.items():
        (tmp_path / name).write_text(text)
    shared = FileReader(Configurations())
    server = ServerFiles(nginx="/etc/nginx/nginx.conf", root=str(tmp_path))
    key = FileReading(place=File(path="/etc/www.key"))

    async def whose(server: ServerFiles) -> Account | None:
        trail, _ = await shared.read(key, server, 5.0)
        assert isinstance(trail.outcome, Trail)
        return trail.outcome.reader

    await shared.read(
        ConfigReading(place=File(path=server.nginx), software=ServerSoftware.NGINX), server, 5.0
    )
    assert await whose(server) == Account(name="www", number=33, groups=frozenset({33, 110}))
    other = await whose(replace(server, user="other"))
    assert other == Account(name="other", number=34, groups=frozenset({34}))


async def test_pairs_alone_do_not_say_who_reads_them(tmp_path: Path) -> None:
    """Step 9 then asks for the user."""
    (tmp_path / "file").write_text(CSR)
    (way, _) = await read(FileReader(Configurations()), tmp_path / "file", ServerFiles())
    assert isinstance(way.outcome, Trail)
    assert way.outcome.reader is None


async def test_a_disk_that_hangs_costs_the_time_that_there_is_and_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a mount of a server that is gone does: who comes next waits for it, and has no thread for that."""
    answers = asyncio.Event()
    begun = 0

    async def hung(*_arguments: object) -> Attempts:
        nonlocal begun
        begun += 1
        await answers.wait()
        return ()

    monkeypatch.setattr(asyncio, "to_thread", hung)
    shared = FileReader(Configurations())
    for _ in range(3):
        (attempt,) = await shared.read(asked(Path("/x")), ServerFiles(), 0.01)
        assert attempt.outcome == Failed(reason=Reason.DEADLINE, detail="not read within 0.01 s")
    assert begun == 1
    answers.set()
    assert await shared.read(asked(Path("/x")), ServerFiles(), 10.0) == ()
    assert begun == 2


def test_what_we_may_not_read_says_how_to_grant_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """By name where this machine has one for us; a disk that fails says why."""

    def refused() -> None:
        raise PermissionError(13, "Permission denied", "/etc/ssl/private")

    def broken() -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert permitted(refused) == Skipped(
        needs="permission for root (setfacl -m u:root:rX /etc/ssl/private)"
    )
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert permitted(refused) == Skipped(
        needs="permission for 54321 (setfacl -m u:54321:rX /etc/ssl/private)"
    )
    assert permitted(broken) == Skipped(needs="a file that can be read (Input/output error)")
