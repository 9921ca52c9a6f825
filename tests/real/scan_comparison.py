"""docs/scan-comparison.md: what four scanners say of every set-up, side by side.

Run: python -m tests.real.scan_comparison > docs/scan-comparison.md (about ten minutes)
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exporter.words.cipher_class import CipherClass
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from tests.real.programs.known_disagreements import KNOWN_DISAGREEMENTS, Tool, known
from tests.real.programs.openssl import OpenSSL
from tests.real.programs.scanning import scanned
from tests.real.programs.set_ups import HOST, SET_UPS, Ground, SetUp, laid_ground
from tests.real.programs.sslscan import verdict_by_sslscan
from tests.real.programs.testssl import verdict_by_testssl
from tests.real.programs.verdict import Subject, Verdict, disagreements, verdict_of

OURS = "tls-exporter"
INTRODUCTION = """\
# The scan beside other scanners

Each set-up is a real server on loopback, started by `tests/real/programs/set_ups.py`. Four scanners
look at it: ours, {sslscan}, {testssl} and {openssl}.
`python -m tests.real.scan_comparison` writes this page anew, and fails at a disagreement that is
not explained below. `tests/real/test_scan_of_real_servers.py` compares our scan with the
configurations, `tests/real/test_scan_against_tools.py` with the tools.

What a cell lists is accepted; what it does not list is refused, except:

- after a question mark stands what the scanner could not tell;
- sslscan lists no ciphers of SSLv3, and knows no post-quantum group;
- a scanner that was “not asked” had no way to ask, or did not say;
- testssl.sh counts DES and RC4 together where RC4 is on, and knows no post-quantum group; its
  ffdhe groups are those of TLS 1.2 too (RFC 7919), and its hellos of SSLv3 name curves;
- s_client speaks neither SSLv2 nor SSLv3, and of weak ciphers has NULL and anonymous ones only;
- ours asks about groups at the strongest version that is on, and about ffdhe groups in TLS 1.3
  only; the tools ask at TLS 1.2 too, hence their brainpool curves of a server with TLS 1.3;
- ours ends after 64 connections, and what is not settled by then stays unknown.
"""
HEADER = "| Set-up | Scanner | Protocols | Weak ciphers | Groups |\n|---|---|---|---|---|"
SHORT_NAMES = {"TLSv1.0": "1.0", "TLSv1.1": "1.1", "TLSv1.2": "1.2", "TLSv1.3": "1.3"}
ORDER = (*Protocol, *CipherClass, *(group.name for group in Group))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What every scanner says of one set-up."""

    set_up: SetUp
    connections: int
    verdicts: Mapping[str, Verdict]
    """By the scanner's name."""

    def unexplained(self) -> Iterator[str]:
        """Each disagreement without a reason."""
        for tool in Tool:
            for one in disagreements(self.verdicts[OURS], self.verdicts[tool]):
                if one.about not in known(self.set_up.name, tool):
                    answers = f"ours {one.ours.value}, {tool} {one.theirs.value}"
                    yield f"{self.set_up.name}: {one.about}: {answers}"


def seen(set_up: SetUp, ground: Ground) -> Seen:
    """Starts the server and shows it to one scanner after the other."""
    with set_up.start(ground) as port:
        scan = scanned(port, HOST, ground.deployments.root_file)
        verdicts = {
            OURS: verdict_of(scan),
            Tool.SSLSCAN: verdict_by_sslscan(ground.program("sslscan"), port, HOST),
            Tool.TESTSSL: verdict_by_testssl(ground.program("testssl"), port, HOST),
            Tool.S_CLIENT: OpenSSL(ground.program("openssl")).verdict(port, HOST),
        }
    return Seen(set_up=set_up, connections=scan.connections, verdicts=verdicts)


def page(seen_set_ups: tuple[Seen, ...], versions: Mapping[str, str]) -> Iterator[str]:
    """The document, line by line."""
    yield INTRODUCTION.format_map(versions)
    yield "## What they say\n"
    yield HEADER
    for one in seen_set_ups:
        yield from rows(one)
    yield "\n## Where they disagree\n"
    for known_one in KNOWN_DISAGREEMENTS:
        about, tools = ", ".join(sorted(known_one.about)), " and ".join(known_one.tools)
        yield f"- **{known_one.set_up}**, ours and {tools}: {about}. {known_one.reason}"
    yield "\nOn everything else that ours and another scanner know, they agree.\n"
    yield "## The set-ups\n"
    yield "| Set-up | Configuration | Connections of our scan |\n|---|---|---|"
    for one in seen_set_ups:
        configuration = one.set_up.configuration or "no options"
        yield f"| {one.set_up.name} | {configuration} | {one.connections} |"


def rows(one: Seen) -> Iterator[str]:
    """The scanners of one set-up, ours first."""
    for number, (scanner, verdict) in enumerate(one.verdicts.items()):
        name = f"**{one.set_up.name}**" if number == 0 else ""
        cells = " | ".join(cell(verdict.answers(subject)) for subject in Subject)
        yield f"| {name} | {scanner} | {cells} |"


def cell(answers: Mapping[str, Support]) -> str:
    """What is accepted, and after a question mark what is not known."""
    if not answers:
        return "not asked"
    accepted = listed(answers, Support.YES) or "none"
    unknown = listed(answers, Support.UNKNOWN)
    return f"{accepted} ? {unknown}" if unknown else accepted


def listed(answers: Mapping[str, Support], support: Support) -> str:
    """The names with this answer."""
    names = {name for name, answer in answers.items() if answer is support}
    return " ".join(SHORT_NAMES.get(name, name) for name in ORDER if name in names)


def installed(program: str) -> Path:
    """Where a real program is; the comparison ends here where it is missing."""
    path = shutil.which(program, mode=os.F_OK, path=f"{sys.prefix}/bin:/usr/sbin:/usr/bin")
    return Path(path or sys.exit(f"{program} is not installed: make servers"))


def installed_versions() -> dict[str, str]:
    """The tools with their versions, as Debian has them."""
    names = {"sslscan": "sslscan", "testssl": "testssl.sh", "openssl": "s_client of OpenSSL"}
    packages = {"testssl": "testssl.sh"}
    return {
        key: f"{name} {version_of_package(packages.get(key, key))}" for key, name in names.items()
    }


def version_of_package(package: str) -> str:
    """What is installed, without Debian's revision."""
    command = ["dpkg-query", "--show", "--showformat=${source:Upstream-Version}", package]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return said.stdout.partition("+dfsg")[0]


def main() -> None:
    """Prints the page; fails where two scanners disagree and nobody knows why."""
    with tempfile.TemporaryDirectory() as folder:
        ground = laid_ground(installed, Path(folder))
        seen_set_ups = tuple(seen(set_up, ground) for set_up in SET_UPS)
    for line in page(seen_set_ups, installed_versions()):
        sys.stdout.write(f"{line}\n")
    unexplained = [line for one in seen_set_ups for line in one.unexplained()]
    sys.exit("\n".join(unexplained) or None)


if __name__ == "__main__":
    main()
