"""Our own scan of a server on loopback, as the prober makes it."""

from pathlib import Path

from exporter.model.scan import Scan
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from tests.probed import probed_once, seen_at


def scanned(port: int, server_name: str, root_file: Path) -> Scan:
    """The scan of 127.0.0.1 at the port by a new prober."""
    anchors = TrustAnchors(name="lab", pem=root_file.read_bytes(), profile=Profile.WEB)
    target = Target(
        name="scanned",
        host="127.0.0.1",
        port=port,
        server_name=server_name,
        policy=Policy(timeout=20.0, scan_pace=0.0, trust=(anchors.name,)),
    )
    seen = seen_at(probed_once(target, anchors))
    scan = seen.found(Scan)
    assert scan, seen
    return scan
