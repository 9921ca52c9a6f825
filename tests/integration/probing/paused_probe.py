"""A probe of 127.0.0.1 at a port in a process of its own: says how the handshake went.

`python -m tests.integration.probing.paused_probe PORT SECONDS`.
"""

import asyncio
import sys
from datetime import UTC, datetime

from exporter.model.inquiry import Visit
from exporter.model.outcome import Failed, Skipped
from exporter.model.place import Address
from exporter.model.target import Policy, Target
from exporter.words.phase import Phase
from exporter.words.role import Role
from tests.probed import prober_of


async def outcome(port: int, seconds: float) -> str:
    """The reason, or nothing where the handshake was completed."""
    prober = prober_of()
    policy = Policy(timeout=seconds, scan_interval=0.0, trust=())
    target = Target(name="t", host="127.0.0.1", server_name="www.example.test", policy=policy)
    place = Address(address="127.0.0.1", port=port, role=Role.RESOLVED)
    attempts = await prober.begin(target, datetime.now(tz=UTC)).answer(Visit(place))
    await prober.close()
    match next(one.outcome for one in attempts if one.phase is Phase.HANDSHAKE):
        case Failed(reason=reason):
            return reason
        case Skipped(needs=needs):
            return needs
        case _:
            return "completed"


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(outcome(int(sys.argv[1]), float(sys.argv[2]))))
