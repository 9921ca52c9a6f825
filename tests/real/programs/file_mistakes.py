"""Mistakes made in the files of a server, and what the exporter says of them."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, ServerFiles, Target
from tests.probed import inspected, prober_of
from tests.real.programs.deployment import Deployment

HOST = "files.test"
POLICY = Policy(interval=3600.0, scan_interval=0.0, trust=("lab",))


def laid(deployment: Deployment, folder: Path) -> None:
    """The certificate and its key as www.pem and www.key, in a folder that every user may pass."""
    shutil.copy(deployment.chain_file, folder / "www.pem")
    shutil.copy(deployment.key_file, folder / "www.key")
    (folder / "www.key").chmod(0o600)
    for outer in folder.parents:
        if outer.is_relative_to("/tmp") and outer != Path("/tmp"):  # noqa: S108
            outer.chmod(outer.stat().st_mode | 0o111)
    folder.chmod(0o711)


def report(
    port: int, server: ServerFiles, root_file: Path, addresses: tuple[str, ...] = ("127.0.0.1",)
) -> Report:
    """What is reported of these addresses, the files of their server included."""
    target = Target(
        name="t",
        host=HOST,
        addresses=addresses,
        port=port,
        server_name=HOST,
        policy=POLICY,
        server=server,
    )
    anchors = TrustAnchors(name="lab", pem=root_file.read_bytes(), profile=Profile.WEB)

    async def probed() -> Memory:
        prober = prober_of()
        try:
            return await inspected(prober, target, trust_stores=(anchors,))
        finally:
            await prober.close()

    judged = asyncio.run(probed()).report
    assert judged is not None
    return judged


def codes(judged: Report) -> set[str]:
    """The codes of findings about files."""
    steps = ("server_config", "private_key", "permissions")
    return {one.kind.code for one in judged.findings if one.kind.step in steps}


Change = Callable[[Path], object]


def edit(name: str, old: str, new: str) -> Change:
    """Replaces text in a file, everywhere."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return change


def written(name: str, content: bytes) -> Change:
    """A file with this content instead."""
    return lambda folder: (folder / name).write_bytes(content)


def gone(name: str) -> Change:
    """No file of this name."""
    return lambda folder: (folder / name).unlink()


def by_openssl(name: str, *command: str) -> Change:
    """A file as a command of OpenSSL makes it of the files."""

    def change(folder: Path) -> None:
        made = subprocess.run(
            ["openssl", *command, "-out", "made"], cwd=folder, check=True, capture_output=True
        )
        assert made.returncode == 0
        (folder / name).write_bytes((folder / "made").read_bytes())

    return change


def with_key(kind: str) -> Change:
    """A certificate with a key of another kind, as `openssl req -newkey` has it, signed by itself."""

    def change(folder: Path) -> None:
        command = f"req -x509 -newkey {kind} -nodes -keyout www.key -out www.pem -subj /CN=x"
        named = [*command.split(), "-addext", f"subjectAltName=DNS:{HOST}"]
        subprocess.run(["openssl", *named], cwd=folder, check=True, capture_output=True)
        (folder / "www.key").chmod(0o600)

    return change


P_192 = "ec -pkeyopt ec_paramgen_curve:prime192v1"


def in_place(name: str, change: Callable[[bytes], bytes]) -> Change:
    """A file with its bytes changed."""
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes()))


def copied(name: str, other: str) -> Change:
    """What one file holds, in another as well."""
    return lambda folder: (folder / other).write_bytes((folder / name).read_bytes())


def as_folder(folder: Path) -> None:
    """A folder in the place of the certificate."""
    (folder / "www.pem").unlink()
    (folder / "www.pem").mkdir()


def blocks(pem: bytes) -> list[bytes]:
    """Each certificate by itself."""
    end = b"-----END CERTIFICATE-----\n"
    return [block + end for block in pem.split(end) if block.strip()]


def turned(pem: bytes) -> bytes:
    """The certificates in reverse order."""
    return b"".join(reversed(blocks(pem)))


def linked(folder: Path) -> None:
    """As certbot lays its files out."""
    (folder / "archive").mkdir()
    for name in ("www.pem", "www.key"):
        (folder / name).rename(folder / "archive" / name)
        (folder / name).symlink_to(f"archive/{name}")


def dangling(folder: Path) -> None:
    """As certbot's files are, once somebody has cleared the archive."""
    linked(folder)
    (folder / "archive" / "www.pem").unlink()
