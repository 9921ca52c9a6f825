"""Our own scan of a server on loopback, as the prober makes it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from exporter.model.scan import Scan
from exporter.model.settings import Settings, TrustAnchors
from exporter.model.target import Policy, Target
from exporter.probing.prober import Prober
from exporter.scheduler.journal import Defects
from exporter.x509.assessor import Assessor
from exporter.x509.trust_store import trust_store


def scanned(port: int, server_name: str, root_file: Path) -> Scan:
    """The scan of 127.0.0.1 at the port by a new prober."""
    anchors = TrustAnchors(name="lab", pem=root_file.read_bytes())
    return asyncio.run(_scanned(port, server_name, anchors))


async def _scanned(port: int, server_name: str, anchors: TrustAnchors) -> Scan:
    prober = Prober(
        settings=Settings(trust_stores=(anchors,)),
        assess=Assessor([trust_store(anchors)]).assess,
        clock=lambda: datetime.now(tz=UTC),
        on_defect=Defects().met,
    )
    target = Target(
        name="scanned",
        host="127.0.0.1",
        port=port,
        server_name=server_name,
        policy=Policy(timeout=20.0, trust=(anchors.name,)),
    )
    try:
        (seen,) = (await prober.probe(target, last_scans={})).endpoints
    finally:
        await prober.close()
    assert isinstance(seen.scan, Scan), seen.scan
    return seen.scan
