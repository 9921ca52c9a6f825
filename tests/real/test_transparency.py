"""OpenSSL's test server sends timestamps in the handshake: its client verifies them, and so do we."""

import subprocess
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exporter.model.evidence import Presentation
from exporter.model.target import Policy, Target
from exporter.words.timestamp_source import TimestampSource
from exporter.x509.appraiser import Appraiser
from tests.probed import probed_once
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployments
from tests.real.programs.openssl import running_s_server
from tests.unit.x509.test_timestamps import LOG_KEY, LOGS, spki, timestamp, vector, whole

pytestmark = pytest.mark.real

HOST = "www.example.com"
VERSIONS = ("-tls1_2", "-tls1_3")
IN_CLIENT_HELLO, IN_SERVER_HELLO, IN_CERTIFICATE = 0x80, 0x100, 0x1000
"""SSL_EXT_CLIENT_HELLO, SSL_EXT_TLS1_2_SERVER_HELLO, SSL_EXT_TLS1_3_CERTIFICATE."""


@pytest.fixture(scope="module")
def servers(program: Program, folder: Path) -> Iterator[dict[str, int]]:
    """The port of one for each version."""
    binary, deployment = program("openssl"), Deployments(folder).deploy(HOST)
    command: list[str | Path] = [binary, "x509", "-in", deployment.chain_file, "-outform", "DER"]
    leaf = subprocess.run(command, capture_output=True, check=True).stdout
    listed = vector(timestamp(LOG_KEY, whole(leaf)))
    context = IN_CLIENT_HELLO | IN_SERVER_HELLO | IN_CERTIFICATE
    info = context.to_bytes(4) + (18).to_bytes(2) + vector(listed)
    pem = f"-----BEGIN SERVERINFOV2 FOR SCT-----\n{b64encode(info).decode()}\n"
    (folder / "timestamps.pem").write_text(f"{pem}-----END SERVERINFOV2 FOR SCT-----\n")
    key = b64encode(spki(LOG_KEY)).decode()
    (folder / "logs.cnf").write_text(f"enabled_logs=one\n[one]\ndescription=One\nkey={key}\n")
    options = ("-serverinfo", folder / "timestamps.pem")
    with (
        running_s_server(binary, folder, deployment, *options, VERSIONS[0]) as older,
        running_s_server(binary, folder, deployment, *options, VERSIONS[1]) as newer,
    ):
        yield {VERSIONS[0]: older, VERSIONS[1]: newer}


@pytest.mark.parametrize("version", VERSIONS)
def test_timestamps_of_the_handshake_hold_for_both(
    program: Program, folder: Path, servers: dict[str, int], version: str
) -> None:
    """In the ServerHello and beside the certificate."""
    place = f"127.0.0.1:{servers[version]}"
    logs = ("-ct", "-ctlogfile", folder / "logs.cnf", "-CAfile", folder / "root.pem")
    command: list[str | Path] = [program("openssl"), "s_client", "-connect", place, *logs]
    done = subprocess.run(command, input=b"", capture_output=True, check=False, timeout=30)
    assert b"validation status: valid" in done.stdout.lower(), done.stdout.decode()

    now = datetime.now(tz=UTC)
    target = Target(
        name="www",
        host="127.0.0.1",
        port=servers[version],
        server_name=HOST,
        policy=Policy(scan_interval=0, trust=()),
        addresses=("127.0.0.1",),
    )
    evidence = probed_once(target).evidence
    (presented,) = (one for _, seen in evidence.at_addresses() for one in seen.every(Presentation))
    judge = Appraiser([], timer=lambda: 0.0, logs=LOGS)
    appraisal = judge.appraise(presented.chain, server_name=HOST, trust=(), now=now)
    found = judge.transparency(appraisal, presented.enclosed, now=now)
    assert found is not None
    (one,) = found.timestamps
    assert (one.source, one.operator, one.is_signed) == (TimestampSource.HANDSHAKE, "One", True)
