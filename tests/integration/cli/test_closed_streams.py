"""Whoever starts the exporter may have closed standard streams: it works, and stops cleanly."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "exporter"]


@pytest.fixture
def site() -> Iterator[socket.socket]:
    """What the exporter connects to as soon as it is at work."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        yield listener


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_it_works_and_stops(site: socket.socket, tmp_path: Path, closed: str) -> None:
    """No socket gets the number of a stream, which the event loop would not forgive."""
    file = tmp_path / "config.yml"
    port = site.getsockname()[1]
    file.write_text(f"targets: [{{host: 127.0.0.1, port: {port}}}]\n")
    options = f"serve --config.file={file} --web.listen-address=127.0.0.1:0"
    command = ["sh", "-c", f'exec "$@" {options} {closed}', "sh", *PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        site.accept()[0].close()
        process.terminate()
        assert process.wait(60) == 0


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_check_has_its_exit_code(site: socket.socket, closed: str) -> None:
    """The port that is looked at closes every connection: findings are there."""
    options = f"check --timeout=5s 127.0.0.1:{site.getsockname()[1]} {closed}"
    command = ["sh", "-c", f'exec "$@" {options}', "sh", *PROGRAM]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        site.settimeout(0.2)
        while process.poll() is None:
            try:
                site.accept()[0].close()
            except TimeoutError:
                continue
        assert process.returncode == 1


@pytest.mark.parametrize("files", [5, 12])
@pytest.mark.parametrize("command", ["check 127.0.0.1:1", "serve --config.file=/dev/null"])
def test_too_few_files_are_told_and_are_nobody_elses_fault(command: str, files: int) -> None:
    """Not as a defect, nor of what was to be probed; event loops abort the process, each at its own number."""
    answer = subprocess.run(
        ["sh", "-c", f'ulimit -n {files}; exec "$@" {command}', "sh", *PROGRAM],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (answer.returncode, answer.stdout) == (3, "")
    assert answer.stderr == (
        "this machine lets the exporter have too few files open (Too many open files); raise the limit: "
        "`ulimit -n`, or `LimitNOFILE=` of systemd\n"
    )


def test_as_many_files_as_allowed_may_be_open() -> None:
    """The soft limit, 1,024 in most places, becomes the hard one at the start."""
    code = (
        "import resource as r; from exporter.cli.open_files import raise_limit\n"
        "r.setrlimit(r.RLIMIT_NOFILE, (100, 900)); raise_limit()\n"
        "print(*r.getrlimit(r.RLIMIT_NOFILE))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "900 900\n"
