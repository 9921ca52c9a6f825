"""What the exporter publishes of a target, and what openssl says of it, as values of one type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.real.programs.exporter import Metrics
from tests.real.programs.openssl import ANY_CIPHER, OpenSSL


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A target on loopback."""

    name: str
    port: int
    server_name: str = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an ordinary handshake with a target shows."""

    fingerprint: str
    not_after: datetime
    chain_length: int
    protocol: str


def configuration(targets: Iterable[Watched], root_file: Path) -> dict[str, Any]:
    """A configuration that watches the targets and trusts the root alone."""
    return {
        "trust_stores": {"test": {"file": str(root_file)}},
        "defaults": {"trust": ["test"]},
        "targets": [
            {
                "name": target.name,
                "host": target.server_name,
                "port": target.port,
                "addresses": ["127.0.0.1"],
            }
            for target in targets
        ],
    }


def published_facts(metrics: Metrics, target: str) -> Facts:
    """The facts as the exporter's metrics have them."""
    (certificate,) = metrics.labels("tls_certificate_info", target=target)
    (negotiated,) = metrics.labels("tls_negotiated_info", target=target)
    ends = metrics.value("tls_certificate_not_after_timestamp_seconds", target=target)
    return Facts(
        fingerprint=certificate["fingerprint_sha256"],
        not_after=datetime.fromtimestamp(ends, UTC),
        chain_length=int(metrics.value("tls_chain_length", target=target)),
        protocol=negotiated["protocol"],
    )


def facts_by_openssl(openssl: OpenSSL, target: Watched) -> Facts:
    """The facts as s_client and x509 have them."""
    conversation = openssl.connect(
        target.port, "-servername", target.server_name, "-cipher", ANY_CIPHER
    )
    leaf = conversation.chain[0]
    return Facts(
        fingerprint=openssl.fingerprint(leaf),
        not_after=openssl.not_after(leaf),
        chain_length=len(conversation.chain),
        protocol=conversation.protocol,
    )


def published_protocols(metrics: Metrics, target: str) -> set[str]:
    """The versions that the exporter says are enabled."""
    return {
        labels["protocol"]
        for labels in metrics.labels("tls_protocol_enabled", target=target)
        if metrics.value("tls_protocol_enabled", **labels)
    }
