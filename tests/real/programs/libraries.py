"""The clients that are libraries, or commands built on one: quick to start."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from types import MappingProxyType
from typing import TypeAlias

from tests.real.programs.real_client import RealClient, by_command, by_script, ran, version
from tests.real.programs.set_ups import HOST

SCRIPTS = Path(__file__).with_name("clients")
CURL_REFUSES = {28, 35, 60}
"""Exit statuses of curl: no answer, the handshake failed, the certificate did not convince."""
Program: TypeAlias = Callable[[str], Path]
OPENSSL_OF_PYTHON = "import ssl; print(ssl.OPENSSL_VERSION)"


def curl(binary: Path) -> RealClient:
    """The command, which is built on OpenSSL."""

    def command(root_file: Path, port: int) -> list[str | Path]:
        return [
            *(binary, "--silent", "--show-error", "--output", os.devnull, "--max-time", "30"),
            *("--cacert", root_file, "--resolve", f"{HOST}:{port}:127.0.0.1"),
            f"https://{HOST}:{port}/",
        ]

    def said(done: CompletedProcess[str]) -> str:
        return done.stderr.partition("\n")[0] if done.returncode in CURL_REFUSES else ""

    return RealClient(
        name=f"curl {version('curl ', binary, '--version')}",
        row=row_of_openssl(version("OpenSSL/", binary, "--version")),
        visit=by_command(command, said),
    )


def row_of_openssl(release: str) -> str:
    """The row of an OpenSSL."""
    major, minor, _ = release.split(".", 2)
    return f"OpenSSL {major}.{minor}"


def s_client(binary: Path) -> RealClient:
    """OpenSSL's own."""

    def command(root_file: Path, port: int) -> list[str | Path]:
        return [
            *(binary, "s_client", "-brief", "-connect", f"127.0.0.1:{port}", "-servername", HOST),
            *("-CAfile", root_file, "-verify_return_error", "-verify_hostname", HOST),
        ]

    release = version("OpenSSL ", binary, "version")
    return RealClient(
        name=f"OpenSSL {release}",
        row=row_of_openssl(release),
        visit=by_command(command, said_at_failure),
    )


def said_at_failure(done: CompletedProcess[str]) -> str:
    """What a command wrote that ended with a failure."""
    return " ".join(f"{done.stdout} {done.stderr}".split()) if done.returncode else ""


def python(binary: Path) -> RealClient:
    """The module ssl, with what create_default_context says."""
    row = row_of_openssl(version("OpenSSL ", binary, "-c", OPENSSL_OF_PYTHON))
    return RealClient(
        name=f"Python {version('Python ', binary, '--version')}",
        row="Python" if row == "OpenSSL 3.0" else row,
        visit=by_script(binary, SCRIPTS / "handshake.py"),
    )


def node(binary: Path, *, row: str, ciphers: str = "") -> RealClient:
    """The module tls; it has suites of its own, unless it is told others."""
    return RealClient(
        name=f"Node.js {version('v', binary, '--version')}",
        row=row,
        visit=by_script(binary, SCRIPTS / "handshake.js", environment={"CIPHERS": ciphers}),
    )


def compiled_by_java(compiler: Path, folder: Path) -> Path:
    """The folder of the compiled class, which every Java since 11 can run."""
    ran(compiler, "--release", "11", "-d", folder, SCRIPTS / "Handshake.java").check_returncode()
    return folder


def java(binary: Path, classes: Path, *options: str, row: str) -> RealClient:
    """Java's own TLS."""
    release = version('version "', binary, "-version")
    return RealClient(
        name=f"Java {release}",
        row=row,
        visit=by_script(binary, "-XX:TieredStopAtLevel=1", *options, "-cp", classes, "Handshake"),
    )


def go(binary: Path, folder: Path) -> RealClient:
    """The package crypto/tls."""
    program, source = folder / "handshake-by-go", SCRIPTS / "handshake.go"
    environment = {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}
    ran(binary, "build", "-o", program, source, environment=environment).check_returncode()
    return RealClient(
        name=f"Go {version('go version go', binary, 'version')}",
        row="Go",
        visit=by_script(program),
    )


def gnutls_cli(binary: Path) -> RealClient:
    """The command of GnuTLS."""

    def command(root_file: Path, port: int) -> list[str | Path]:
        return [
            *(binary, f"--port={port}", f"--x509cafile={root_file}"),
            *(f"--sni-hostname={HOST}", f"--verify-hostname={HOST}", "127.0.0.1"),
        ]

    return RealClient(
        name=f"GnuTLS {version('gnutls-cli ', binary, '--version')}",
        row="GnuTLS 3.7",
        visit=by_command(command, said_at_failure),
    )


LIBRARIES: Mapping[str, Callable[[Program, Path], RealClient]] = MappingProxyType(
    {
        "curl": lambda program, _: curl(program("curl")),
        "openssl": lambda program, _: s_client(program("openssl")),
        "python": lambda program, _: python(program("python3")),
        "node": lambda program, _: node(program("node"), row="Node.js 20"),
        "java": lambda program, folder: java(
            program("java"), compiled_by_java(program("javac"), folder), row="Java 17"
        ),
        "go": lambda program, folder: go(program("go"), folder),
        "gnutls": lambda program, _: gnutls_cli(program("gnutls-cli")),
    }
)
"""Each in the version at hand, made with a folder for what has to be compiled."""
