"""What testssl.sh says of a server: versions, classes of weak ciphers, curves and DH groups."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TypeAlias

from exporter.words.cipher_class import CipherClass
from exporter.words.groups import Group
from exporter.words.openssl_groups import iana_name
from exporter.words.protocol import Protocol, Support
from tests.real.programs.verdict import Verdict, support

Findings: TypeAlias = Mapping[str, str]
"""What it says, by the name of the check."""

VERSIONS = "--protocols"
CIPHERS = ("--std", "--rc4")
GROUPS = "--fs"
EVERYTHING = (VERSIONS, *CIPHERS, GROUPS)

PROTOCOLS: Mapping[str, Protocol] = MappingProxyType(
    {
        "SSLv2": Protocol.SSLV2,
        "SSLv3": Protocol.SSLV3,
        "TLS1": Protocol.TLS1_0,
        "TLS1_1": Protocol.TLS1_1,
        "TLS1_2": Protocol.TLS1_2,
        "TLS1_3": Protocol.TLS1_3,
    }
)
LISTS: Mapping[CipherClass, str] = MappingProxyType(
    {
        CipherClass.NULL: "cipherlist_NULL",
        CipherClass.ANONYMOUS: "cipherlist_aNULL",
        CipherClass.EXPORT: "cipherlist_EXPORT",
        CipherClass.TRIPLE_DES: "cipherlist_3DES_IDEA",
    }
)
"""Of the last, IDEA is a part; no server of ours has it."""
DES_OR_RC4 = "cipherlist_LOW"
RC4 = "RC4"
FORWARD_SECRECY = "PFS"
CURVES = "PFS_ECDHE_curves"
DH_GROUPS = "DH_groups"
GROUPS_ASKED = (
    Group.x25519,
    Group.x448,
    Group.secp256r1,
    Group.secp384r1,
    Group.secp521r1,
    Group.brainpoolP256r1,
    Group.brainpoolP384r1,
    Group.brainpoolP512r1,
    Group.ffdhe2048,
    Group.ffdhe3072,
    Group.ffdhe4096,
    Group.ffdhe6144,
    Group.ffdhe8192,
)
"""Those of its groups in which servers of today differ; it knows no post-quantum one."""


def verdict_by_testssl(
    testssl: Path, port: int, server_name: str, *, checks: Sequence[str] = EVERYTHING
) -> Verdict:
    """What it finds out with these checks."""
    findings = _findings(testssl, port, server_name, checks)
    return Verdict(
        protocols=dict(_protocols(findings)),
        weak_ciphers=dict(_weak_ciphers(findings)),
        groups=dict(_groups(findings)),
    )


def _protocols(findings: Findings) -> Iterator[tuple[Protocol, Support]]:
    for check, protocol in PROTOCOLS.items():
        if check in findings:
            yield protocol, _offered(findings[check])


def _weak_ciphers(findings: Findings) -> Iterator[tuple[CipherClass, Support]]:
    for cipher_class, check in LISTS.items():
        if check in findings:
            yield cipher_class, _offered(findings[check])
    if RC4 in findings:
        # "VULNERABLE, Detected ciphers: …", "not vulnerable".
        has_rc4 = findings[RC4].startswith("VULNERABLE")
        yield CipherClass.RC4, support(has_rc4)
        des_or_rc4 = _offered(findings.get(DES_OR_RC4, ""))
        is_unsettled = has_rc4 and des_or_rc4 is Support.YES
        yield CipherClass.DES, Support.UNKNOWN if is_unsettled else des_or_rc4


def _groups(findings: Findings) -> Iterator[tuple[str, Support]]:
    # It looks for curves where it has found a suite without known weakness that needs one.
    if _offered(findings.get(FORWARD_SECRECY, "")) is Support.YES:
        words = f"{findings.get(CURVES, '')} {findings.get(DH_GROUPS, '')}".split()
        found = {iana_name(word) for word in words}
        for group in GROUPS_ASKED:
            yield group.name, support(group.name in found)


def _offered(finding: str) -> Support:
    """The answer in "offered (deprecated)", "TLSv1.1 is not offered, and …" and their like."""
    if finding.startswith("offered"):
        return Support.YES
    return Support.NO if "not offered" in finding else Support.UNKNOWN


def _findings(testssl: Path, port: int, server_name: str, checks: Sequence[str]) -> Findings:
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command: list[str | Path] = [
            testssl,
            "--quiet",
            "--color=0",
            "--warnings=off",
            "--nodns=none",
            "--ip=127.0.0.1",
            "--connect-timeout=5",
            "--openssl-timeout=5",
            *checks,
            f"--jsonfile={report}",
            f"{server_name}:{port}",
        ]
        subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300
        )
        said = json.loads(report.read_text())
    return {finding["id"]: finding["finding"] for finding in said}
