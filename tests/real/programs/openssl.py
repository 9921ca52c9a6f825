"""What the openssl command says of a certificate, of a server; and its own server."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exporter.words.cipher_class import CipherClass
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from tests.real.programs.deployment import Deployment, pem
from tests.real.programs.process import free_port, listens, running
from tests.real.programs.verdict import Verdict, support

CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n", re.DOTALL)
HANDSHAKE = re.compile(r"^New, (TLSv\S+), Cipher is", re.MULTILINE)
"""Where a handshake was completed; with the version that brought the cipher, not the one in use."""
SESSION = re.compile(r"^ +Protocol +: TLSv1(\S*)$", re.MULTILINE)
"""The version in use; up to TLS 1.2, as TLS 1.3 has its sessions later."""
VERIFY_CODE = re.compile(r"^ *Verify return code: (\d+)", re.MULTILINE)
ANY_CIPHER = "ALL:@SECLEVEL=0"
"""At the usual security level OpenSSL itself refuses TLS 1.0 and 1.1."""
ANY_CURVE = "kECDHE:@SECLEVEL=0"
VERSION_OPTIONS = {
    "TLSv1.0": "-tls1",
    "TLSv1.1": "-tls1_1",
    "TLSv1.2": "-tls1_2",
    "TLSv1.3": "-tls1_3",
}
TLS1_3 = "TLSv1.3"
WEAK_CIPHERS = {
    CipherClass.NULL: "NULL:@SECLEVEL=0",
    CipherClass.ANONYMOUS: "aNULL:@SECLEVEL=0",
}
"""Debian's OpenSSL is built without the others."""
CURVES = (Group.x25519, Group.x448, Group.secp256r1, Group.secp384r1, Group.secp521r1)
DH_GROUPS = (
    Group.ffdhe2048,
    Group.ffdhe3072,
    Group.ffdhe4096,
    Group.ffdhe6144,
    Group.ffdhe8192,
)
GROUPS = {group: frozenset({TLS1_3}) for group in DH_GROUPS} | {
    group: frozenset(VERSION_OPTIONS) for group in CURVES
}
"""With the versions at which they can be chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One connection as s_client tells it."""

    chain: tuple[str, ...]
    """PEM, as sent."""
    protocol: str
    """Empty where the handshake failed."""
    verify_code: int


@dataclass(frozen=True, slots=True)
class OpenSSL:
    """The command, asked."""

    binary: Path

    def connect(self, port: int, *options: str | Path, address: str = "127.0.0.1") -> Conversation:
        """One connection of s_client; `options` are its own."""
        said = self._run("s_client", "-connect", f"{address}:{port}", "-showcerts", *options)
        verdict = VERIFY_CODE.search(said)
        return Conversation(
            chain=tuple(CERTIFICATE.findall(said)),
            protocol=_protocol(said),
            verify_code=int(verdict[1]) if verdict else -1,
        )

    def conversations(self, port: int, server_name: str) -> dict[str, Conversation]:
        """One connection with each version."""
        return {
            version: self.connect(port, option, "-servername", server_name, "-cipher", ANY_CIPHER)
            for version, option in VERSION_OPTIONS.items()
        }

    def enabled_protocols(self, port: int, server_name: str) -> set[str]:
        """The versions with which s_client comes through."""
        told = self.conversations(port, server_name)
        return {version for version, one in told.items() if one.protocol}

    def verdict(self, port: int, server_name: str, *, with_groups: bool = True) -> Verdict:
        """What s_client can find out by coming through with one version, or cipher, or group."""
        enabled = self.enabled_protocols(port, server_name)

        def comes_through(*options: str, versions: Iterable[str]) -> Support:
            attempts = (
                self.connect(port, VERSION_OPTIONS[one], "-servername", server_name, *options)
                for one in versions
            )
            return support(any(attempt.protocol for attempt in attempts))

        def choice_of_group(group: Group) -> Support:
            options = ("-cipher", ANY_CURVE, "-groups", group.name)
            return comes_through(*options, versions=enabled & GROUPS[group])

        return Verdict(
            # Where no version comes through, it may be for want of a common cipher.
            protocols={
                Protocol(name): support(name in enabled) for name in VERSION_OPTIONS if enabled
            },
            weak_ciphers={
                kind: comes_through("-cipher", ciphers, versions=enabled - {TLS1_3})
                for kind, ciphers in WEAK_CIPHERS.items()
                if enabled
            },
            groups={
                group.name: choice_of_group(group)
                for group, versions in GROUPS.items()
                if with_groups and enabled & versions
            },
        )

    def not_after(self, certificate: str) -> datetime:
        """When the PEM certificate ends."""
        said = self._run("x509", "-noout", "-enddate", "-dateopt", "iso_8601", stdin=certificate)
        return datetime.fromisoformat(said.strip().removeprefix("notAfter="))

    def fingerprint(self, certificate: str) -> str:
        """The SHA-256 fingerprint of the PEM certificate, in lower-case hexadecimal."""
        said = self._run("x509", "-noout", "-fingerprint", "-sha256", stdin=certificate)
        return said.strip().rpartition("=")[2].replace(":", "").lower()

    def _run(self, *arguments: str | Path, stdin: str = "") -> str:
        completed = subprocess.run(
            [self.binary, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return completed.stdout


def _protocol(said: str) -> str:
    """The version in use, from the report of s_client."""
    if not HANDSHAKE.search(said):
        return ""
    session = SESSION.search(said)
    return f"TLSv1{session[1] or '.0'}" if session else "TLSv1.3"


@contextmanager
def running_s_server(
    openssl: Path, folder: Path, deployment: Deployment, *options: str | Path
) -> Iterator[int]:
    """OpenSSL's test server; yields its port."""
    port = free_port()
    # s_server takes the first certificate of one file, and all of the other, which has some.
    others = folder / f"s_server-{port}.pem"
    others.write_bytes(pem(deployment.certificates[1:]))
    above = ("-cert_chain", others) if deployment.certificates[1:] else ()
    command: list[str | Path] = [
        openssl,
        "s_server",
        "-accept",
        f"127.0.0.1:{port}",
        "-cert",
        deployment.chain_file,
        *above,
        "-key",
        deployment.key_file,
        "-quiet",
        *options,
    ]
    with running(command, log=folder / f"s_server-{port}.log", ready=listens(("127.0.0.1", port))):
        yield port
