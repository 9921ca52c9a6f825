"""docs/client-comparison.md: real clients before real servers, beside what the exporter says of them.

Run: python -m tests.real.client_comparison > docs/client-comparison.md (about five minutes)
"""

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from exporter.words.protocol import Support
from tests.real.programs.chromium import chromium
from tests.real.programs.client_set_ups import CLIENT_SET_UPS
from tests.real.programs.firefox import firefox
from tests.real.programs.known_differences import KNOWN_DIFFERENCES, is_known
from tests.real.programs.libraries import LIBRARIES
from tests.real.programs.older_clients import older_clients
from tests.real.programs.real_client import RealClient
from tests.real.programs.set_ups import laid_ground
from tests.real.programs.tried_clients import Trial, trials
from tests.real.scan_comparison import installed

INTRODUCTION = """\
# Real clients beside tls_client_supported

Each set-up is a real server on loopback, started by `tests/real/programs/client_set_ups.py`, with
certificates of private CAs that every client was given. Each client makes a handshake with it, by
its name; the exporter inspects it, and says of each client of its catalogue whether it would connect
and trust (`tls_client_supported`). `make comparison` writes this page anew, and
fails where the two disagree without a reason below; `tests/real/test_real_clients.py` asserts the
same of the libraries.

**yes** and **no** are what the client did. After a question mark the exporter does not know and has
no series; everywhere else it says the same, unless the cell says otherwise.
"""
OF_OPENSSL = re.compile(r"verify error:num=\d+:(.+?) (?:notAfter|notBefore|[0-9A-F]{12,})")
OF_ITS_LIBRARY = re.compile(r"error:[0-9A-F]{8}:SSL routines:\w*:([^:]+)")
OF_GNUTLS = re.compile(
    r"- Status: (?:The certificate is NOT trusted\. )?(.+?\.)|\*\*\* (Fatal error.+)"
)
PATTERNS = (OF_OPENSSL, OF_ITS_LIBRARY, OF_GNUTLS)


def page(clients: Sequence[RealClient], found: Sequence[Trial]) -> Iterator[str]:
    """The document, line by line."""
    yield INTRODUCTION
    yield "## The clients\n"
    yield "| Client | held against |\n|---|---|"
    yield from (f"| {client.name} | `{client.row}` |" for client in clients)
    yield "\n## What became of them\n"
    yield f"| Set-up | {' | '.join(client.name for client in clients)} |"
    yield f"|---|{'---|' * len(clients)}"
    by_set_up = {name: tuple(ones) for name, ones in groupby(found, lambda one: one.set_up)}
    for name, ones in by_set_up.items():
        yield f"| **{name}** | {' | '.join(map(cell, ones))} |"
    yield "\n## Where a client differs from its row\n"
    for difference in KNOWN_DIFFERENCES:
        names = [client.name for client in clients if difference.is_about(client.name)]
        if names:
            yield f"- {', '.join(names)}: {', '.join(sorted(difference.set_ups))}. {difference.reason}"
    yield "\n## Why they refused\n"
    for name, ones in by_set_up.items():
        yield from refusals(name, ones)
    yield "\n## The set-ups\n"
    yield "| Set-up | Configuration |\n|---|---|"
    yield from (f"| {one.name} | {one.configuration} |" for one in CLIENT_SET_UPS)


def cell(trial: Trial) -> str:
    """What the client did, and what the exporter says where that is not the same."""
    did = "no" if trial.said else "yes"
    if trial.is_contradicted:
        return f"{did}, ours {trial.row.support.value}"
    return f"{did} ?" if trial.row.support is Support.UNKNOWN else did


def refusals(name: str, ones: Sequence[Trial]) -> Iterator[str]:
    """A list of what the clients said of one set-up, and the exporter."""
    refused = [one for one in ones if one.said]
    if refused:
        yield f"\n**{name}**\n"
    for one in refused:
        ours = "; ".join(one.row.obstacles) or "nothing"
        yield f"- {one.client}: “{words(one.said)}”; ours: {ours}"


def words(said: str) -> str:
    """The telling part of what a client wrote."""
    for pattern in PATTERNS:
        if told := pattern.search(said):
            return str(next(filter(None, told.groups())))
    return said


def all_clients(folder: Path) -> Iterator[RealClient]:
    """Those of the tests, older libraries, and browsers."""
    yield from (library(installed, folder) for library in LIBRARIES.values())
    yield from older_clients(folder)
    certutil = installed("certutil")
    yield chromium(installed("chromium"), certutil)
    yield firefox(installed("firefox-esr"), certutil)


def main() -> None:
    """Prints the page; fails where exporter and client disagree and nobody knows why."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clients = tuple(all_clients(folder))
        found = trials(CLIENT_SET_UPS, clients, laid_ground(installed, folder))
    for line in page(clients, found):
        sys.stdout.write(f"{line}\n")
    wrong = [str(one) for one in found if one.is_contradicted and not is_known(one)]
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
