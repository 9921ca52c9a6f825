"""A private key that was read for a comparison is nowhere afterwards, as far as that can be looked at."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.real.programs.exporter import Exporter, running_exporter

MADE = {
    "pkcs8": "req -x509 -newkey rsa:2048 -nodes -keyout pkcs8.key -out pkcs8.pem -subj /CN=localhost",
    "sec1": "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout made.key -out sec1.pem -subj /CN=localhost",
    "pkcs1": "req -x509 -newkey rsa:2048 -nodes -keyout made1.key -out pkcs1.pem -subj /CN=localhost",
}
REWRITTEN = ("ec -in made.key -out sec1.key", "rsa -in made1.key -traditional -out pkcs1.key")
PIECE = 24
"""Bytes that are looked for; random, so that none is found by chance."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs of certificate and key, in each form that is not encrypted."""
    folder = tmp_path_factory.mktemp("keys")
    for command in (*MADE.values(), *REWRITTEN):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def exporter(folder: Path) -> Iterator[Exporter]:
    """An exporter that has compared all of them."""
    targets = [
        {
            "name": name,
            "host": "127.0.0.1",
            "port": 1,
            "server": {
                "files": [
                    {"certificate": f"{folder}/{name}.pem", "key": f"{folder}/{name}.key"},
                ]
            },
        }
        for name in MADE
    ]
    with running_exporter(folder, {"targets": targets}) as exporter:
        yield exporter


def secrets(key_file: Path) -> Iterator[tuple[str, bytes]]:
    """Pieces of what is secret in a key: lines of its PEM, its numbers in DER and as processors keep them."""
    pem = key_file.read_bytes()
    lines = pem.splitlines()[1:-1]
    secret = lines[len(lines) // 2 : -1]  # public are the modulus before, and the point behind
    for number, line in enumerate(secret if len(lines) > 4 else lines[:1]):
        yield f"line {number}", line[32:][:PIECE]
    key = load_pem_private_key(pem, None)
    assert isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey)
    for name, number in private_numbers(key):
        written = number.to_bytes((number.bit_length() + 7) // 8)
        yield f"{name} in DER", written[2:][:PIECE]
        yield f"{name} in words", written[::-1][2:][:PIECE]


def private_numbers(key: RSAPrivateKey | EllipticCurvePrivateKey) -> Iterator[tuple[str, int]]:
    """Those of RFC 8017, section 3.2, and of SEC 1, section 3.2.1."""
    numbers = key.private_numbers()
    for name in ("d", "p", "q", "dmp1", "dmq1", "iqmp", "private_value"):
        if hasattr(numbers, name):
            yield name, getattr(numbers, name)


def memory(process: int) -> Iterator[bytes]:
    """Everything that a process can read of itself, mapping by mapping."""
    with (
        Path(f"/proc/{process}/maps").open() as maps,
        Path(f"/proc/{process}/mem").open("rb", buffering=0) as held,
    ):
        for line in maps:
            addresses, permissions, *_ = line.split()
            if permissions.startswith("r") and "[v" not in line:
                begin, end = (int(one, 16) for one in addresses.split("-"))
                held.seek(begin)
                yield held.read(end - begin)


def test_no_piece_of_a_key_is_left_in_memory(exporter: Exporter, folder: Path) -> None:
    """The certificates are, so the right memory was looked at; encrypted keys are beyond our reach."""
    matches = "tls_private_key_matches_certificate"
    told = exporter.scrape(matches)
    assert [told.value(matches, target=name) for name in MADE] == [1, 1, 1]
    wanted = {
        f"{name}: {what}": piece for name in MADE for what, piece in secrets(folder / f"{name}.key")
    }
    held = list(memory(exporter.pid))
    assert [what for what, piece in wanted.items() if any(piece in one for one in held)] == []
    assert len(wanted) > 30
    for name in MADE:
        der = ssl.PEM_cert_to_DER_cert((folder / f"{name}.pem").read_text())
        assert any(der in one for one in held)


def test_no_piece_of_a_key_is_told(exporter: Exporter, folder: Path) -> None:
    """Neither by a page nor by JSON, metrics or the log."""
    told = [
        exporter.get(path)
        for path in ("/", "/metrics", "/api/v1/targets", *(f"/targets/{name}" for name in MADE))
    ]
    told += [exporter.get(f"/api/v1/targets/{name}") for name in MADE]
    told.append((folder / "exporter.log").read_bytes())
    for name in MADE:
        for what, piece in secrets(folder / f"{name}.key"):
            assert not any(piece in one for one in told), f"{name}: {what}"


def test_there_are_no_core_files(exporter: Exporter) -> None:
    """By the soft limit and the hard one."""
    limits = Path(f"/proc/{exporter.pid}/limits").read_text()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]
