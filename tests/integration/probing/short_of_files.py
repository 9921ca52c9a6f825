"""A probe of two addresses in a process of its own that may open but one more file.

`python -m tests.integration.probing.short_of_files PORT ROOT_FILE` says how the deployment stands,
how the handshake went at each address, and where something is unknown.
"""

import asyncio
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path

from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from tests.probed import probed, prober_of

ADDRESSES = ("127.0.0.1", "127.0.0.9")


def leave_one_file() -> None:
    """From now on the lowest free descriptor is the last one."""
    with Path(os.devnull).open() as lowest:
        last = lowest.fileno()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, most))


async def report(port: int, anchors: TrustAnchors) -> Report:
    """Both addresses, after a first look at one that leaves nothing to be loaded."""
    prober = prober_of()
    target = Target(
        name="t",
        host="h",
        port=port,
        addresses=ADDRESSES,
        server_name="www.example.test",
        policy=Policy(trust=(anchors.name,), scan_pace=0.0),
    )
    await probed(prober, replace(target, addresses=ADDRESSES[:1]), trust_stores=(anchors,))
    leave_one_file()
    seen = await probed(prober, target, trust_stores=(anchors,))
    await prober.close()
    return seen


def told(seen: Report) -> str:
    """The standing, a word for each address, and where something is unknown."""
    words: list[str] = [seen.standing]
    for _, sighting in seen.evidence.at_addresses():
        failures = (one.outcome for one in sighting.attempts if isinstance(one.outcome, Failed))
        failed = next(failures, None)
        words.append(failed.reason if failed else "seen" if sighting.found(Handshake) else "")
    unknown = {str(unknown.place) for rung in seen.ladder for unknown in rung.unknown}
    return " ".join((*words, *sorted(unknown)))


if __name__ == "__main__":
    roots = TrustAnchors(name="lab", pem=Path(sys.argv[2]).read_bytes(), profile=Profile.WEB)
    sys.stdout.write(told(asyncio.run(report(int(sys.argv[1]), roots))))
