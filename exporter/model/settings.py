"""A configuration as values: targets, limits, resolvers, trust stores, discovery sources."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from exporter.model.inventory import Inventory
from exporter.model.relabel_rule import RelabelRule
from exporter.model.target import Policy, ServerFiles, Target
from exporter.model.transparency import LogList

DNS_PORT = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much network work goes on at once."""

    concurrency: int = 200
    per_host_concurrency: int = 4
    connections_per_second: float = 500.0


class Transport(StrEnum):
    """How questions go to a resolver."""

    UDP = "udp"
    """And over TCP where the answer is long (RFC 7766)."""
    TLS = "tls"
    """RFC 7858."""
    HTTPS = "https"
    """RFC 8484."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolverAddress:
    """Where and how a resolver is asked."""

    address: str
    """An IP address in canonical text form; over HTTPS the URL."""
    port: int = DNS_PORT
    """Over HTTPS it stands in the URL, too."""
    transport: Transport = Transport.UDP


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolverSettings:
    """A resolver to ask; without an address it is the machine's own configuration."""

    name: str
    address: ResolverAddress | None = None
    authoritative: bool = False
    """Whether the zone's own name servers are asked, which the delegation from the root leads to."""
    root_servers: tuple[ResolverAddress, ...] = ()
    """Where the delegation begins; none: at the root's name servers."""

    @property
    def is_system(self) -> bool:
        """Whether the machine's resolver configuration and hosts file answer."""
        return self.address is None and not self.authoritative


class Profile(StrEnum):
    """How strictly the extensions of a path's certificates are read."""

    WEB = "web"
    PRIVATE = "private"


class Bundle(StrEnum):
    """Sets of root certificates that a machine has."""

    CERTIFI = "certifi"
    """Mozilla's, in the package of that name."""
    SYSTEM = "system"
    """Those of the operating system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSource:
    """Where the certificates of a trust store are to be had, all of them together."""

    bundle: Bundle | None = None
    paths: tuple[str, ...] = ()
    """Files and folders, as written."""
    folder: str = ""
    """Where relative paths begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAnchors:
    """A named trust store, read but not parsed: PEM certificates."""

    name: str
    pem: bytes
    profile: Profile
    source: TrustSource = TrustSource()
    """From where it is read again when it may have changed; nowhere: it stays as it is."""
    version: str = ""
    """Of the package, or what tells these certificates from others."""
    written_at: datetime | None = None
    """When the roots were put together, as far as that is known (aware, UTC)."""
    passed_over: tuple[str, ...] = ()
    """Certificates that cannot be read: which, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What every source of targets has: how often it is asked (seconds), and rules for what it gives."""

    refresh_interval: float = 60.0
    relabel_configs: tuple[RelabelRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDiscovery(Source):
    """A file_sd source: glob patterns, resolved against the configuration's folder."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpDiscovery(Source):
    """An http_sd source."""

    inventory: Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerDiscovery(Source):
    """A web server whose configuration names what is watched."""

    server: ServerFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole configuration, valid by construction."""

    defaults: Policy = Policy()
    limits: Limits = Limits()
    resolvers: tuple[ResolverSettings, ...] = (ResolverSettings(name="system"),)
    trust_stores: tuple[TrustAnchors, ...] = ()
    ct_log_list: LogList | None = None
    """The transparency logs by which timestamps are verified and counted."""
    targets: tuple[Target, ...] = ()
    file_discoveries: tuple[FileDiscovery, ...] = ()
    http_discoveries: tuple[HttpDiscovery, ...] = ()
    server_discoveries: tuple[ServerDiscovery, ...] = ()
