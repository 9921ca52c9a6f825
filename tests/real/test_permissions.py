"""Who may read a file of a real file system: our rules beside the kernel's, and the commands that mend it."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest

from exporter.guide.permission import exposures, hindrances
from exporter.model.report import Report
from exporter.model.server_config import Pair
from exporter.model.server_file import Account, Trail
from exporter.model.target import ServerFiles
from exporter.probing.files.disk import Disk
from exporter.probing.files.reader import reader
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployments
from tests.real.programs.file_mistakes import HOST, laid, report

pytestmark = pytest.mark.real

WHO = Account(name="www-data", number=33, groups=frozenset({33, 9110}))
STRANGER = Account(name="nobody", number=65534, groups=frozenset({65534}))


def may_read(who: Account, file: Path) -> bool:
    """What the kernel says, to a process of this user."""
    groups = ",".join(map(str, sorted(who.groups)))
    as_user = ["setpriv", f"--reuid={who.number}", f"--regid={who.number}", f"--groups={groups}"]
    done = subprocess.run([*as_user, "cat", file], capture_output=True, check=False)
    assert done.returncode == 0 or b"Permission denied" in done.stderr, done.stderr
    return done.returncode == 0


def trail(file: Path, who: Account) -> Trail:
    """The way to the file, as we see it."""
    found = Disk().trail(str(file), who)
    assert isinstance(found, Trail)
    return found


def mend(sentences: list[str]) -> None:
    """Does what the sentences say at their ends."""
    for sentence in "; ".join(sentences).split("; "):
        subprocess.run(["sh", "-c", sentence.rpartition(": ")[2]], check=True)


def opened(folder: Path) -> Path:
    """A folder that every user may pass, from the root on."""
    for outer in (folder, *folder.parents):
        if outer.is_relative_to("/tmp") and outer != Path("/tmp"):  # noqa: S108
            outer.chmod(0o711)
    return folder


def put_in_disorder(path: Path, modes: tuple[int, ...], random: Random) -> None:
    """Any owner, group, mode, and half of the time an access control list."""
    uid, gid = random.choice((0, 33, 34)), random.choice((0, 33, 34, 9110))
    subprocess.run(["chown", f"{uid}:{gid}", path], check=True)
    path.chmod(random.choice(modes))
    if random.random() < 0.5:
        names = random.sample(("u:33", "g:33", "g:9110", "u:34", "m:"), k=random.randint(1, 3))
        entries = ",".join(f"{one}:{random.choice(('r', 'x', 'rx', 'rwx', '-'))}" for one in names)
        subprocess.run(["setfacl", "-m", entries, path], check=True)


@pytest.mark.parametrize("seed", range(40))
def test_we_say_what_the_kernel_does(program: Program, tmp_path: Path, seed: int) -> None:
    """Of any file in any folders; the commands then open it to the user, and not to a stranger."""
    program("setfacl")
    random = Random(seed)  # noqa: S311 - chance, not secrecy
    file = opened(tmp_path) / "a folder" / "$b" / "www.key"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    put_in_disorder(file, (0o600, 0o640, 0o644, 0o604, 0o040, 0o000, 0o660), random)
    for folder in (file.parent, file.parent.parent):
        put_in_disorder(folder, (0o700, 0o711, 0o750, 0o755, 0o701, 0o070, 0o770), random)
    found = list(hindrances(trail(file, WHO)))
    assert may_read(WHO, file) == (not found), found
    is_open = may_read(STRANGER, file)
    mend(found)
    assert may_read(WHO, file)
    assert may_read(STRANGER, file) == is_open
    assert list(hindrances(trail(file, WHO))) == []


@pytest.mark.parametrize("seed", range(15))
def test_who_may_write_is_told_until_it_is_mended(
    program: Program, tmp_path: Path, seed: int
) -> None:
    """The commands take a key from all but its owner and from root's group, and from no reader of a group."""
    program("setfacl")
    random = Random(seed)  # noqa: S311 - chance, not secrecy
    file = opened(tmp_path) / "keys" / "www.key"
    file.parent.mkdir()
    file.write_bytes(b"x")
    put_in_disorder(file, (0o600, 0o640, 0o644, 0o660, 0o666, 0o620), random)
    put_in_disorder(file.parent, (0o711, 0o755, 0o775, 0o777, 0o1777), random)
    reads = may_read(WHO, file)
    mend(list(exposures(trail(file, WHO))))
    assert list(exposures(trail(file, WHO))) == []
    assert not may_read(STRANGER, file)
    if WHO.number == file.stat().st_uid or WHO.groups & {file.stat().st_gid}:
        assert may_read(WHO, file) == reads


def certbot(folder: Path) -> None:
    """Links in live to files in archive, both of root alone."""
    for name in ("www.pem", "www.key"):
        archived = folder / "archive" / HOST / name.replace(".", "1.")
        live = folder / "live" / HOST / name
        for path in (archived, live):
            path.parent.mkdir(parents=True, exist_ok=True)
        (folder / name).rename(archived)
        live.symlink_to(f"../../archive/{HOST}/{archived.name}")
    for name in ("live", "archive"):
        (folder / name).chmod(0o700)


def acme_sh(folder: Path) -> None:
    """In the home of root, which is root's alone."""
    held = folder / "root" / ".acme.sh" / f"{HOST}_ecc"
    held.mkdir(parents=True)
    for name in ("www.pem", "www.key"):
        (folder / name).rename(held / name)
    for one in (held, held.parent, held.parent.parent):
        one.chmod(0o700)


def debian(folder: Path) -> None:
    """Certificates for everybody, keys in a folder that the group ssl-cert may pass."""
    (folder / "certs").mkdir()
    (folder / "private").mkdir()
    (folder / "www.pem").rename(folder / "certs" / "www.pem")
    (folder / "www.key").rename(folder / "private" / "www.key")
    for path, mode in ((folder / "private", 0o710), (folder / "private" / "www.key", 0o640)):
        subprocess.run(["chown", "0:9110", path], check=True)
        path.chmod(mode)


def out_of_the_tree(folder: Path) -> None:
    """A link to a key in the home of somebody, who lets everybody write there."""
    home = folder / "home" / "alice"
    home.mkdir(parents=True)
    home.chmod(0o777)
    (folder / "www.key").rename(home / "www.key")
    (folder / "www.key").symlink_to(home / "www.key")
    subprocess.run(["chown", "33:33", home / "www.key"], check=True)


LAYOUTS: Mapping[str, tuple[Callable[[Path], None], str, str, set[str]]] = {
    "certbot": (certbot, f"live/{HOST}/www.pem", f"live/{HOST}/www.key", {"permissions_unreadable"}),
    "acme.sh": (acme_sh, f"root/.acme.sh/{HOST}_ecc/www.pem", f"root/.acme.sh/{HOST}_ecc/www.key", {"permissions_unreadable"}),
    "Debian": (debian, "certs/www.pem", "private/www.key", {"permissions_unreadable"}),
    "out of the tree": (out_of_the_tree, "www.pem", "www.key", {"permissions_key_exposed"}),
}  # fmt: skip


def said_of_permissions(judged: Report) -> Mapping[str, list[str]]:
    """What is found of them, by code."""
    found: dict[str, list[str]] = {}
    for one in judged.findings:
        if one.kind.step == "permissions":
            found.setdefault(one.kind.code, []).append(one.evidence)
    return found


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_mended_by_what_is_found(
    program: Program, tmp_path: Path, deployments: Deployments, name: str
) -> None:
    """For a server that opens its files as www-data, whom root's files are closed to."""
    program("setfacl")
    lay, certificate, key, expected = LAYOUTS[name]
    opened(tmp_path)
    laid(deployments.deploy(HOST), tmp_path)
    lay(tmp_path)
    files = [tmp_path / certificate, tmp_path / key]
    pair = Pair(certificate=str(files[0]), key=str(files[1]))
    server = ServerFiles(files=(pair,), user="www-data")
    found = said_of_permissions(report(1, server, deployments.root_file))
    assert found.keys() == expected
    nobody_else = Account(name="www-data", number=33, groups=frozenset({33}))
    is_read = all(may_read(nobody_else, file) for file in files)
    assert is_read == ("permissions_unreadable" not in found)
    mend([sentence for sentences in found.values() for sentence in sentences])
    assert all(may_read(nobody_else, file) for file in files)
    assert said_of_permissions(report(1, server, deployments.root_file)) == {}


def in_a_namespace(*commands: str) -> bool:
    """Whether commands of a shell succeed, the last as www-data with all groups, with mounts of their own."""
    as_user = "setpriv --reuid=www-data --regid=www-data --init-groups"
    script = " && ".join((*commands[:-1], f"{as_user} {commands[-1]}"))
    return subprocess.run(["unshare", "--mount", "sh", "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("members", ["", "www-data", "postgres,www-data", "www-data2"])
def test_groups_are_those_of_the_files_of_the_machine(
    program: Program, tmp_path: Path, members: str
) -> None:
    """As `--init-groups` reads them."""
    program("unshare")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_text(Path("/etc/passwd").read_text())
    groups = tmp_path / "etc" / "group"
    groups.write_text(f"root:x:0:\nwww-data:x:33:\nssl-cert:x:9110:{members}\n")
    opened(tmp_path)
    for name in ("www.pem", "www.key"):
        (tmp_path / name).write_bytes(b"x")
    debian(tmp_path)
    key = tmp_path / "private" / "www.key"
    root = str(tmp_path)
    who = reader(ServerFiles(root=root, user="www-data"), Disk(root))
    assert who is not None
    judged = in_a_namespace(f"mount --bind {groups} /etc/group", f"cat {key}")
    assert judged == (not list(hindrances(trail(key, who))))
    assert judged == ("www-data" in members.split(","))


def test_a_mount_that_is_read_only_hinders_no_reader(program: Program, tmp_path: Path) -> None:
    """Nor one without programs: its folders are passed all the same."""
    program("unshare")
    key = opened(tmp_path) / "www.key"
    key.write_bytes(b"x")
    key.chmod(0o644)
    mounted = f"mount --bind {tmp_path} {tmp_path}"
    remounted = f"mount -o remount,bind,ro,noexec {tmp_path}"
    assert in_a_namespace(mounted, remounted, f"cat {key}")
    assert list(hindrances(trail(key, WHO))) == []
