"""Pebble, the ACME server for tests, and dehydrated and certbot, clients that have certificates of it."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment
from tests.real.programs.process import free_port, free_ports, listens, running

ADDRESS = "127.0.0.1"
ENVIRONMENT = {
    "PEBBLE_VA_ALWAYS_VALID": "1",
    "PEBBLE_VA_NOSLEEP": "1",
    "PEBBLE_WFE_NONCEREJECT": "0",
}
"""Whoever asks has shown that the name is theirs, waits for nothing, and is never refused by chance."""
CLIENT = """\
CA={directory}
CURL_OPTS="--noproxy {address} --cacert {folder}/pebble.pem"
BASEDIR={folder}/dehydrated
WELLKNOWN={folder}
KEY_ALGO=prime256v1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pebble:
    """A running CA, which is made anew with each start."""

    dehydrated: Path
    certbot: Path
    directory: str
    folder: Path
    root_file: Path

    def issue(self, host: str, alias: str) -> Deployment:
        """A new certificate for the host, as the client leaves it for a web server."""
        self.ask("--cron", "--domain", host, "--alias", alias)
        files = self.folder / "dehydrated" / "certs" / alias
        return self._deployment(files / "fullchain.pem", files / "privkey.pem")

    def certify(self, host: str, *options: str) -> Deployment:
        """A certificate for the host by the other client, certbot; renewed, if that is among its options."""
        base = self.folder / "certbot"
        folders = (f"--{name}-dir={base / name}" for name in ("config", "work", "logs"))
        said = ("--non-interactive", "--agree-tos", "--register-unsafely-without-email")
        shown = ("--standalone", f"--http-01-address={ADDRESS}", f"--http-01-port={free_port()}")
        command: list[str | Path] = [
            self.certbot,
            "certonly",
            *folders,
            *said,
            *shown,
            f"--server={self.directory}",
            f"--domain={host}",
            *options,
        ]
        trusting = {"REQUESTS_CA_BUNDLE": str(self.folder / "pebble.pem"), "NO_PROXY": ADDRESS}
        environment = {**os.environ, **trusting}
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=120, env=environment
        )
        assert done.returncode == 0, done.stderr.decode()
        live = base / "config" / "live" / host
        return self._deployment(live / "fullchain.pem", live / "privkey.pem")

    @staticmethod
    def _deployment(chain_file: Path, key_file: Path) -> Deployment:
        return Deployment(
            certificates=tuple(x509.load_pem_x509_certificates(chain_file.read_bytes())),
            chain_file=chain_file,
            key_file=key_file,
        )

    def ask(self, *arguments: str) -> None:
        """One run of the client."""
        command: list[str | Path] = [
            self.dehydrated,
            "--config",
            self.folder / "client",
            *arguments,
        ]
        done = subprocess.run(command, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def running_pebble(program: Program, folder: Path) -> Iterator[Pebble]:
    """The CA, with an account of the client at it."""
    acme, management = free_ports(2)
    request = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    named = ("-subj", "/CN=Pebble itself", "-addext", f"subjectAltName=IP:{ADDRESS}")
    files = ("-keyout", folder / "pebble.key", "-out", folder / "pebble.pem")
    command: list[str | Path] = [program("openssl"), *request, *named, *files]
    subprocess.run(command, check=True, capture_output=True)
    said = {
        "listenAddress": f"{ADDRESS}:{acme}",
        "managementListenAddress": f"{ADDRESS}:{management}",
        "certificate": "pebble.pem",
        "privateKey": "pebble.key",
        "certificateValidityPeriod": 90 * 86400,
    }
    (folder / "pebble.json").write_text(json.dumps({"pebble": said}))
    (folder / "dehydrated").mkdir()
    directory = f"https://{ADDRESS}:{acme}/dir"
    (folder / "client").write_text(
        CLIENT.format(directory=directory, address=ADDRESS, folder=folder)
    )
    with running(
        [program("pebble"), "-config", folder / "pebble.json"],
        log=folder / "pebble.log",
        ready=listens((ADDRESS, acme), (ADDRESS, management)),
        environment=ENVIRONMENT,
    ):
        root_file = folder / "pebble-root.pem"
        fetched = (f"https://{ADDRESS}:{management}/roots/0", "--output", root_file)
        known = ("--noproxy", ADDRESS, "--cacert", folder / "pebble.pem")
        subprocess.run([program("curl"), "--silent", "--fail", *known, *fetched], check=True)
        pebble = Pebble(
            dehydrated=program("dehydrated"),
            certbot=program("certbot"),
            directory=directory,
            folder=folder,
            root_file=root_file,
        )
        pebble.ask("--register", "--accept-terms")
        yield pebble
