"""What sslscan says of a server: versions, accepted suites, groups."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from tests.real.programs.verdict import Verdict, support, weak_classes

ENABLED = re.compile(r'<protocol type="tls" version="([0-9.]+)" enabled="1"')
GROUPS_ASKED = {
    Protocol.TLS1_2: frozenset(
        {
            Group.x25519,
            Group.x448,
            Group.secp256r1,
            Group.secp384r1,
            Group.secp521r1,
            Group.brainpoolP256r1,
            Group.brainpoolP384r1,
            Group.brainpoolP512r1,
        }
    ),
    Protocol.TLS1_3: frozenset(
        {
            Group.x25519,
            Group.x448,
            Group.secp256r1,
            Group.secp384r1,
            Group.secp521r1,
            Group.ffdhe2048,
            Group.ffdhe3072,
            Group.ffdhe4096,
            Group.ffdhe6144,
            Group.ffdhe8192,
        }
    ),
}
"""Those of its groups in which servers of today differ, by the version that it asks about."""

USUAL_PATIENCE = 3
"""Seconds for each answer, if nothing else is said."""


def enabled_protocols(sslscan: Path, port: int, server_name: str) -> set[str]:
    """The versions of TLS that sslscan finds enabled."""
    said = _said(sslscan, port, server_name, "--no-ciphersuites", "--no-groups")
    return {f"TLSv{version}" for version in ENABLED.findall(said)}


def verdict_by_sslscan(
    sslscan: Path, port: int, server_name: str, *, patience: int = USUAL_PATIENCE
) -> Verdict:
    """Everything that it finds out; what is not answered in so many seconds it denies."""
    said = _said(sslscan, port, server_name, "--no-cipher-details", f"--timeout={patience}")
    return verdict_in(ET.fromstring(said))  # noqa: S314 - written by sslscan


def verdict_in(document: ET.Element) -> Verdict:
    """The verdict in a report."""
    protocols = dict(_protocols(document))
    return Verdict(
        protocols=protocols,
        weak_ciphers=weak_classes(
            (cipher.attrib["cipher"] for cipher in document.iter("cipher")),
            otherwise=_verdict_on_the_rest(protocols),
        ),
        groups=dict(_groups(document, protocols)),
    )


def _protocols(document: ET.Element) -> Iterator[tuple[Protocol, Support]]:
    for protocol in document.iter("protocol"):
        kind, version = protocol.attrib["type"].upper(), protocol.attrib["version"]
        yield Protocol(f"{kind}v{version}"), support(protocol.attrib["enabled"] == "1")


def _verdict_on_the_rest(protocols: dict[Protocol, Support]) -> Support:
    """A no for what was not found, where every enabled version was searched."""
    # sslscan asks whether SSLv2 and SSLv3 are on and looks no further, as Debian's OpenSSL cannot.
    unsearched = {protocols[Protocol.SSLV2], protocols[Protocol.SSLV3]}
    return Support.UNKNOWN if Support.YES in unsearched else Support.NO


def _groups(
    document: ET.Element, protocols: dict[Protocol, Support]
) -> Iterator[tuple[str, Support]]:
    found = {int(group.attrib["id"], 16) for group in document.iter("group")}
    searched = (
        groups for version, groups in GROUPS_ASKED.items() if protocols[version] is Support.YES
    )
    for group in sorted(frozenset().union(*searched)):
        yield group.name, support(group in found)


def _said(sslscan: Path, port: int, server_name: str, *options: str) -> str:
    command: list[str | Path] = [
        sslscan,
        "--xml=-",
        "--no-heartbleed",
        "--no-check-certificate",
        "--no-compression",
        "--no-fallback",
        "--no-renegotiation",
        *options,
        f"--sni-name={server_name}",
        f"127.0.0.1:{port}",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
