"""Who else judges chains: OpenSSL, Go, GnuTLS and cryptography, each with what it has against one."""

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from tests.real.programs import libcrypto_judge, libgnutls_judge, path_verifier_judge
from tests.real.programs.question import Question

GO_PROGRAM = Path(__file__).with_name("verify_chains.go")
OPENSSL, GO, GNUTLS, CRYPTOGRAPHY = "OpenSSL", "Go", "GnuTLS", "cryptography"
JUDGES = (OPENSSL, GO, GNUTLS, CRYPTOGRAPHY)


def refusals(go: Path, asked: Sequence[Question], now: datetime) -> Mapping[str, tuple[str, ...]]:
    """What each judge says against each chain; empty where it accepts."""
    return {
        OPENSSL: libcrypto_judge.refusals(asked, now),
        GO: go_refusals(go, asked, now),
        GNUTLS: libgnutls_judge.refusals(asked, now),
        CRYPTOGRAPHY: path_verifier_judge.refusals(asked, now),
    }


def go_refusals(program: Path, asked: Iterable[Question], now: datetime) -> tuple[str, ...]:
    """What Go says against each."""
    questions = (
        json.dumps(
            {
                "Sent": [b64encode(one).decode() for one in each.sent],
                "Anchors": [b64encode(one).decode() for one in each.anchors],
                "Host": each.host,
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
