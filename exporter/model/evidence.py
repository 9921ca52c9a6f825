"""What a probe saw: facts with their time, never judged."""

from dataclasses import dataclass
from datetime import datetime

from exporter.model.certificate import ChainAssessment
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.scan import Scan
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSet:
    """The addresses of one record type; `ttl` (seconds) is None for the hosts file."""

    rrtype: str
    addresses: tuple[str, ...]
    ttl: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What one resolver said of the target's host; `duration` is in seconds."""

    resolver: str
    answer: tuple[RecordSet, ...] | Failed
    duration: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a connection goes."""

    address: str
    port: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A TCP connection that was accepted."""

    duration: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What an ordinary handshake, all of the client's preferences open, settled on."""

    protocol: Protocol
    cipher: str
    """OpenSSL's name: "ECDHE-ECDSA-AES128-GCM-SHA256"."""
    group: str
    """IANA's name of the key exchange group; empty where the cipher has none."""
    alpn: str
    """Empty where none was agreed."""
    stapled_ocsp: bytes
    """The stapled OCSP response as sent (RFC 6066, section 8); empty where there was none."""


OUTDATED = Skipped(needs="a new scan, as the server was changed after the last one")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointEvidence:
    """Everything seen of one address; `timings` are seconds by phase."""

    endpoint: Endpoint
    connection: Outcome[Connection]
    handshake: Outcome[Handshake]
    chain: Outcome[ChainAssessment]
    """Known as soon as the certificates arrived, even if the handshake failed after that."""
    scan: Outcome[Scan]
    last_scan: Scan | None = None
    """The last one that was made, also where a scan now would learn nothing: when the next is due
    goes by it."""
    timings: tuple[tuple[Phase, float], ...] = ()

    @property
    def scan_is_outdated(self) -> bool:
        """Whether the handshake agreed on a version that the scan, made earlier, found off."""
        return (
            isinstance(self.scan, Scan)
            and isinstance(self.handshake, Handshake)
            and self.scan.support(self.handshake.protocol) is Support.NO
        )

    @property
    def present_scan(self) -> Outcome[Scan]:
        """The scan, unless the server was changed since: then nothing of it need be true."""
        return OUTDATED if self.scan_is_outdated else self.scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything one probe of a target saw."""

    started_at: datetime
    duration: float
    """Seconds."""
    lookups: tuple[Lookup, ...]
    """Empty where nothing was to be resolved: an IP address, or `addresses` without `expected_ips`."""
    endpoints: tuple[EndpointEvidence, ...]
    addresses_left_out: int = 0
    """Addresses beyond the target's `max_addresses`."""
    interrupted: Failed | None = None
    """Why the probe as a whole ended early: a defect of this exporter."""
