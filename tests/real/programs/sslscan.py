"""What sslscan says of a server's protocols."""

import re
import subprocess
from pathlib import Path

ENABLED = re.compile(r'<protocol type="tls" version="([0-9.]+)" enabled="1"')


def enabled_protocols(sslscan: Path, port: int, server_name: str) -> set[str]:
    """The versions of TLS that sslscan finds enabled."""
    command: list[str | Path] = [
        sslscan,
        "--xml=-",
        "--no-ciphersuites",
        "--no-groups",
        "--no-heartbleed",
        "--no-check-certificate",
        f"--sni-name={server_name}",
        f"127.0.0.1:{port}",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    return {f"TLSv{version}" for version in ENABLED.findall(said)}
