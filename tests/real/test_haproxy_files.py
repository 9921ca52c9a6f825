"""The files of a real haproxy: what the exporter says of mistakes beside `haproxy -c`, and of a renewal."""

import signal
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.model.target import ServerFiles
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.answering import answering
from exporter.webserver.haproxy.read import read
from tests.real.conftest import Program
from tests.real.mistakes.haproxy import IN_PARTS, MISTAKES, configured, in_parts, together
from tests.real.programs.deployment import Deployments
from tests.real.programs.file_mistakes import (
    HOST,
    codes,
    laid,
    report,
)
from tests.real.programs.process import free_port, listens, running
from tests.real.programs.renewal import before_and_after, told_until_reloaded

pytestmark = pytest.mark.real


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_where_haproxy_refuses(
    program: Program, tmp_path: Path, deployments: Deployments, mistake: str
) -> None:
    """And nothing is told where it starts."""
    haproxy = program("haproxy")
    laid(deployments.deploy(HOST), tmp_path)
    port = free_port()
    config = configured(tmp_path, port)
    made = MISTAKES[mistake]
    made.change(tmp_path)
    found = codes(report(port, ServerFiles(haproxy=(str(config),)), deployments.root_file))
    assert found == made.found
    tested = subprocess.run([haproxy, "-c", "-f", config], capture_output=True, check=False)
    assert (tested.returncode != 0) == made.is_refused, tested.stderr.decode()


@pytest.mark.parametrize("mistake", IN_PARTS)
def test_a_mistake_in_one_of_several_files_is_told_where_haproxy_refuses(
    program: Program, tmp_path: Path, deployments: Deployments, mistake: str
) -> None:
    """They are read in the order of the options, and what is said counts for what comes after it."""
    laid(deployments.deploy(HOST), tmp_path)
    port, made = free_port(), IN_PARTS[mistake]
    paths = tuple(map(str, in_parts(tmp_path, port)))
    made.change(tmp_path)
    assert codes(report(port, ServerFiles(haproxy=paths), deployments.root_file)) == made.found
    options = (word for path in paths for word in ("-f", path))
    command: list[str | Path] = [program("haproxy"), "-c", *options]
    tested = subprocess.run(command, capture_output=True, check=False)
    assert (tested.returncode != 0) == made.is_refused, tested.stderr.decode()


def test_a_renewal_is_told_until_haproxy_is_reloaded(
    program: Program, folder: Path, deployments: Deployments
) -> None:
    """By the very next probe, before and after."""
    first, renewed = before_and_after(deployments, HOST)
    laid(first, folder)
    together(folder)
    port = free_port()
    config = configured(folder, port)
    files = ServerFiles(haproxy=(str(config),))

    def renew() -> None:
        laid(renewed, folder)
        together(folder)

    command: list[str | Path] = [program("haproxy"), "-W", "-f", config]
    ready = listens(("127.0.0.1", port))
    with running(command, log=folder / "haproxy.log", ready=ready) as process:
        evidence = told_until_reloaded(
            lambda: report(port, files, deployments.root_file),
            renew=renew,
            reload=lambda: process.send_signal(signal.SIGUSR2),
        )
    assert evidence.endswith("&& systemctl reload haproxy")


def served(port: int, name: str) -> bytes:
    """The certificate in DER that haproxy presents for a name; empty where it refuses."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            context.wrap_socket(plain, server_hostname=name) as secured,
        ):
            return secured.getpeercert(binary_form=True) or b""
    except ssl.SSLError:
        return b""


LIST = "c.pem [alpn h2] *.c.test !no.c.test c.test\nd.pem\n"
NAMES = ("a.test", "x.a.test", "x.y.a.test", "b.test", "c.test", "x.c.test", "no.c.test", "d.test")


@pytest.mark.parametrize("strict", ["", " strict-sni"])
def test_haproxy_presents_what_its_files_say(
    program: Program, tmp_path: Path, deployments: Deployments, strict: str
) -> None:
    """For each name, out of a folder, its own file, and a list; of two kinds of key either."""
    certificates = {
        "folder/a": SentChain(leaf=Leaf(names=("a.test", "*.a.test"))),
        "b.pem.rsa": SentChain(leaf=Leaf(names=("b.test",), key=ServerKey.RSA_2048)),
        "b.pem.ecdsa": SentChain(leaf=Leaf(names=("b.test",))),
        "c.pem": SentChain(leaf=Leaf(names=("other.test",))),
        "d.pem": SentChain(leaf=Leaf(names=("d.test", "x.a.test"))),
    }
    (tmp_path / "folder").mkdir()
    by_der: dict[bytes, str] = {b"": "refused"}
    for name, chain in certificates.items():
        made = deployments.deploy("files.test", chain)
        path = tmp_path / name
        path.write_bytes(made.chain_file.read_bytes() + made.key_file.read_bytes())
        pem = made.chain_file.read_text()
        first = pem[: pem.index("-----END CERTIFICATE-----")] + "-----END CERTIFICATE-----\n"
        by_der[ssl.PEM_cert_to_DER_cert(first)] = str(path)
    (tmp_path / "list").write_text(LIST)
    port = free_port()
    options = f"crt folder crt b.pem crt-list {tmp_path}/list{strict}"
    config = configured(tmp_path, port, options)
    command: list[str | Path] = [program("haproxy"), "-db", "-f", config]
    ready = listens(("127.0.0.1", port))
    with running(command, log=tmp_path / "haproxy.log", ready=ready):
        presented = {name: by_der[served(port, name)] for name in (*NAMES, "unknown.test")}
    configuration = read((str(config),), DiskSource(Disk()))
    for name, file in presented.items():
        found = answering(configuration, name, "127.0.0.1", port)
        assert found is not None
        files = [pair.certificate for pair in found.pairs] or ["refused"]
        assert file in files, (name, file, files)
        assert found.is_named == (name not in {"x.y.a.test", "no.c.test", "unknown.test"})
