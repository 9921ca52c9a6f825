"""docs/file-mistakes.md: mistakes in the files of servers, what we say, and what the servers themselves and others do.

Run: python -m tests.real.mistake_table > docs/file-mistakes.md (half a minute)
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.real.mistakes import apache, haproxy, nginx
from tests.real.mistakes.mistake import Mistake
from tests.real.programs.deployment import Deployments
from tests.real.programs.file_mistakes import HOST, laid

INTRODUCTION = """\
# Mistakes in the files of servers

`tests/real/mistakes` changes files that are right: a configuration with one site, its certificate and its key. Of each
change, this page has the codes that we find (steps 2, 7 and 9), and beside them whether the server's own check refuses
the configuration, whether openssl(1) reads certificate and key in PEM and finds that they belong together, and whether
`setpriv --reuid=www-data --regid=www-data --init-groups cat` reads the file with the key. The last column has every
disagreement explained. `make mistakes` writes this page anew; tests make each change and compare us and the server's
check with it. Root starts the servers, and opens the keys: that www-data cannot is as it should be.
"""
COLUMNS = (
    "Mistake",
    "we find",
    "{check}",
    "openssl",
    "www-data reads the key",
    "where they differ, why",
)
NOTHING = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server with its mistakes."""

    title: str
    check: str
    """Its own check, as people type it."""
    command: tuple[str, ...]
    """The same, before the configuration."""
    option: str
    """Before each path of it."""
    version: tuple[str, ...]
    configured: Callable[[Path, int], tuple[Path, ...]]
    key_file: Callable[[Path, str], Path]
    """The one that is read for the key, by the folder and the text of the configuration."""
    mistakes: Mapping[str, Mistake]


def named(directive: str) -> Callable[[Path, str], Path]:
    """What a directive names, or the certificate's file where there is none."""

    def key_file(folder: Path, config: str) -> Path:
        found = re.search(rf"^\s*{directive} +([^;\s]+)", config, re.MULTILINE)
        return folder / (found[1] if found else "www.pem")

    return key_file


def alone(configured: Callable[[Path, int], Path]) -> Callable[[Path, int], tuple[Path, ...]]:
    """A configuration of one main file."""
    return lambda folder, port: (configured(folder, port),)


def beside(folder: Path, _: str) -> Path:
    """HAProxy's: beside the certificate's file, or in it."""
    key = folder / "www.pem.key"
    return key if key.exists() else folder / "www.pem"


HAPROXY = Server(
    title="HAProxy",
    check="`haproxy -c`",
    command=("haproxy", "-c"),
    option="-f",
    version=("haproxy", "-v"),
    configured=alone(haproxy.configured),
    key_file=beside,
    mistakes=haproxy.MISTAKES,
)
SERVERS = (
    Server(
        title="nginx",
        check="`nginx -t`",
        command=("nginx", "-t"),
        option="-c",
        version=("nginx", "-v"),
        configured=alone(nginx.configured),
        key_file=named("ssl_certificate_key"),
        mistakes=nginx.MISTAKES,
    ),
    Server(
        title="Apache",
        check="`apachectl configtest`",
        command=("apache2", "-t"),
        option="-f",
        version=("apache2", "-v"),
        configured=alone(apache.configured),
        key_file=named("SSLCertificateKeyFile"),
        mistakes=apache.MISTAKES,
    ),
    HAPROXY,
    replace(
        HAPROXY,
        title="HAProxy with several `-f`",
        configured=haproxy.in_parts,
        mistakes=haproxy.IN_PARTS,
    ),
)


def page(deployments: Deployments) -> Iterator[str]:
    """The document, line by line."""
    yield INTRODUCTION
    versions = dict.fromkeys((*(one.version for one in SERVERS), ("openssl", "version")))
    yield f"The servers: {', '.join(map(said_version, versions))}.\n"
    for server in SERVERS:
        yield f"## {server.title}\n"
        yield cells(*(column.format(check=server.check) for column in COLUMNS))
        yield "|---|---|---|---|---|---|"
        for name, one in server.mistakes.items():
            yield row(server, name, one, deployments)
        yield ""


def cells(*texts: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(texts)} |"


def row(server: Server, name: str, one: Mistake, deployments: Deployments) -> str:
    """What is said of one mistake, made in a folder of its own."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        laid(deployments.deploy(HOST), folder)
        paths = server.configured(folder, 8443)
        one.change(folder)
        named_paths = (word for path in paths for word in (server.option, path))
        tested = subprocess.run([*server.command, *named_paths], capture_output=True, check=False)
        key = server.key_file(folder, paths[0].read_text() if paths[0].is_file() else "")
        opinion = by_openssl(folder, key)
        reads = reads_key(key)
    codes = ", ".join(f"`{code}`" for code in sorted(one.found)) or NOTHING
    own = "refused" if tested.returncode else "passes"
    return cells(name, codes, own, opinion, reads, one.explanation or NOTHING)


def by_openssl(folder: Path, key_file: Path) -> str:
    """What openssl(1) says of www.pem and the key."""
    certificate = public_key(folder, "x509", "-noout", "-pubkey", "-in", "www.pem")
    held = folder / "passphrases"
    passphrases = held.read_text().split() if held.exists() else []
    tried = (
        public_key(folder, "pkey", "-pubout", "-passin", f"pass:{one}", "-in", str(key_file))
        for one in (*passphrases, "")
    )
    key = next(filter(None, tried), b"")
    if not certificate:
        return "no certificate"
    if not key:
        return "no key"
    return "a pair" if key == certificate else "no pair"


def public_key(folder: Path, *command: str) -> bytes:
    """What a command prints; nothing where it fails."""
    whole = ["openssl", command[0], "-inform", "PEM", *command[1:]]
    return subprocess.run(whole, cwd=folder, capture_output=True, check=False).stdout


def reads_key(key_file: Path) -> str:
    """Whether www-data can."""
    as_user = ["setpriv", "--reuid=www-data", "--regid=www-data", "--init-groups"]
    done = subprocess.run([*as_user, "cat", key_file], capture_output=True, check=False)
    return "yes" if b"PRIVATE KEY" in done.stdout else "no"


def said_version(command: Sequence[str]) -> str:
    """The first words with a number in what a program says of itself."""
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found = re.search(r"(\d+\.\d+\.\d+)", done.stdout + done.stderr)
    return f"{command[0]} {found[1] if found else ''}"


def main() -> None:
    """Prints the page."""
    for server in SERVERS:
        if not shutil.which(server.command[0]):
            sys.exit(f"{server.command[0]} is not installed: make servers")
    with TemporaryDirectory() as folder:
        sys.stdout.writelines(f"{line}\n" for line in page(Deployments(Path(folder))))


if __name__ == "__main__":
    main()
