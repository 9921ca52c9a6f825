"""Signed zones, and resolvers that check signatures: unbound, which says why it refuses, and BIND, which does not."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.programs.named import ZONE, bind
from tests.real.programs.process import free_port, listens, running


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedZone:
    """A zone as it is served, and the key that resolvers are told to trust for it."""

    name: str
    file: Path
    anchor: tuple[str, ...]
    """Flags, protocol, algorithm and key of a DNSKEY record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """BIND's tools, in a folder of its own."""

    keygen: Path
    signzone: Path
    folder: Path

    def zone(self, name: str, *, span: tuple[str, ...] = (), is_signed: bool = True) -> SignedZone:
        """A zone with `www`; its signatures hold for this span, now by default."""
        file = self.folder / name
        file.write_text(f"{ZONE}www A 127.0.0.1\n")
        key = self._said(self.keygen, "-a", "ECDSAP256SHA256", "-f", "KSK", name).strip()
        *_, flags, protocol, algorithm, first, second = (
            self.folder.joinpath(f"{key}.key").read_text().split()
        )
        if is_signed:
            self._said(
                self.signzone, "-S", "-z", "-P", *span, "-o", name, "-f", f"{name}.signed", name
            )
            file = self.folder / f"{name}.signed"
        anchor = (flags, protocol, algorithm, first + second)
        return SignedZone(name=name, file=file, anchor=anchor)

    def _said(self, *command: str | Path) -> str:
        done = subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout


@contextmanager
def serving(named: Path, folder: Path, zones: tuple[SignedZone, ...]) -> Iterator[int]:
    """The zones' own name server; yields its port."""
    port = free_port()
    options = f"listen-on port {port} {{ 127.0.0.1; }}; recursion no; dnssec-validation no; "
    statements = "".join(
        f'zone "{zone.name}" {{ type primary; file "{zone.file}"; }};\n' for zone in zones
    )
    with bind(named, folder, options, at=("127.0.0.1", port), zones=statements):
        yield port


@contextmanager
def checking_unbound(
    unbound: Path, folder: Path, zones: tuple[SignedZone, ...], source: int
) -> Iterator[int]:
    """Unbound before that server; yields its port."""
    folder.mkdir()
    port = free_port()
    anchors = "".join(
        f'  trust-anchor: "{zone.name}. DNSKEY {" ".join(zone.anchor)}"\n' for zone in zones
    )
    stubs = "".join(
        f'stub-zone:\n  name: "{zone.name}"\n  stub-addr: 127.0.0.1@{source}\n' for zone in zones
    )
    configuration = folder / "unbound.conf"
    configuration.write_text(f"""\
server:
  interface: 127.0.0.1
  port: {port}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/pid"
  use-syslog: no
  do-not-query-localhost: no
  module-config: "validator iterator"
  ede: yes
  val-log-level: 2
  local-zone: "test." nodefault
{anchors}remote-control:
  control-enable: no
{stubs}""")
    with running(
        [unbound, "-d", "-c", configuration], log=folder / "log", ready=listens(("127.0.0.1", port))
    ):
        yield port


@contextmanager
def checking_bind(
    named: Path, folder: Path, zones: tuple[SignedZone, ...], source: int
) -> Iterator[int]:
    """BIND before that server; yields its port."""
    port = free_port()
    options = f"""
        listen-on port {port} {{ 127.0.0.1; }}; recursion yes; dnssec-validation yes;
        empty-zones-enable no;
    """
    statements = "".join(map(anchor, zones)) + "".join(
        f'zone "{zone.name}" {{ type forward; forward only; '
        f"forwarders {{ 127.0.0.1 port {source}; }}; }};\n"
        for zone in zones
    )
    with bind(named, folder, options, at=("127.0.0.1", port), zones=statements):
        yield port


def anchor(zone: SignedZone) -> str:
    """The key of a zone, as BIND is told to trust it."""
    flags, protocol, algorithm, key = zone.anchor
    return (
        f'trust-anchors {{ "{zone.name}." static-key {flags} {protocol} {algorithm} "{key}"; }};\n'
    )
