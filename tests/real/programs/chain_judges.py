"""OpenSSL, Go and GnuTLS, each asked why it does not trust a chain."""

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.unit.x509.pki import pem_of

STRENGTH_OF_DEBIAN = "2"
"""The security level that Debian gives to TLS; `openssl verify` alone takes a lower one."""
GO_PROGRAM = Path(__file__).with_name("verify_chains.go")
SERVER_AUTH = "1.3.6.1.5.5.7.3.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A chain as sent, the leaf first, and the anchors; all in DER."""

    sent: tuple[bytes, ...]
    anchors: tuple[bytes, ...]


def pem(certificates: Iterable[bytes]) -> bytes:
    """The certificates as PEM."""
    return b"".join(map(pem_of, certificates))


def openssl_refusal(program: Path, folder: Path, asked: Question, now: datetime) -> str:
    """What `openssl verify` says against it, any anchor being good; empty where it accepts."""
    leaf, sent, anchors = (folder / name for name in ("leaf.pem", "sent.pem", "anchors.pem"))
    leaf.write_bytes(pem(asked.sent[:1]))
    sent.write_bytes(pem(asked.sent))
    anchors.write_bytes(pem(asked.anchors))
    command: list[str | Path] = [program, "verify", "-no-CApath", "-no-CAstore", "-partial_chain"]
    command += ["-purpose", "sslserver", "-auth_level", STRENGTH_OF_DEBIAN]
    command += ["-attime", f"{now.timestamp():.0f}"]
    command += ["-CAfile", anchors, "-untrusted", sent, leaf]
    return said_against(command)


def gnutls_refusal(program: Path, folder: Path, asked: Question) -> str:
    """What `certtool --verify` says against it at present."""
    chain, anchors = folder / "chain.pem", folder / "anchors.pem"
    chain.write_bytes(pem(asked.sent))
    anchors.write_bytes(pem(asked.anchors))
    command: list[str | Path] = [program, "--verify", "--infile", chain]
    command += ["--load-ca-certificate", anchors, "--verify-purpose", SERVER_AUTH]
    return said_against(command)


def said_against(command: Sequence[str | Path]) -> str:
    """The last words of a program that fails; empty where it does not."""
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    if done.returncode == 0:
        return ""
    said = (done.stdout + done.stderr).decode(errors="replace").strip()
    return said.splitlines()[-1] if said else f"status {done.returncode}"


def go_refusals(program: Path, asked: Iterable[Question], now: datetime) -> tuple[str, ...]:
    """What Go says against each; empty where it accepts."""
    questions = (
        json.dumps(
            {
                "Sent": [b64encode(one).decode() for one in each.sent],
                "Anchors": [b64encode(one).decode() for one in each.anchors],
                "Time": int(now.timestamp()),
            }
        )
        for each in asked
    )
    done = subprocess.run(
        [program, "run", GO_PROGRAM],
        input="\n".join(questions).encode(),
        capture_output=True,
        check=True,
        timeout=600,  # the first time, the standard library is compiled
        env={**os.environ, "GO111MODULE": "off"},
    )
    return tuple(done.stdout.decode().splitlines())
