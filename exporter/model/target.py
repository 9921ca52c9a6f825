"""What is watched: a target and the policy it is held to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network
from types import MappingProxyType
from typing import TypeAlias

from exporter.model.address import is_address
from exporter.model.place import Address
from exporter.model.server_config import Pair
from exporter.words.address_family import AddressFamily
from exporter.words.address_label import AddressLabel
from exporter.words.document_kind import DocumentKind
from exporter.words.protocol import Protocol
from exporter.words.proxy_protocol import ProxyProtocol
from exporter.words.role import Role
from exporter.words.series_group import SeriesGroup
from exporter.words.server_software import ServerSoftware

Network: TypeAlias = IPv4Network | IPv6Network
HTTPS_PORT = 443
DENY_ADDRESSES: tuple[Network, ...] = (
    IPv4Network("0.0.0.0/8"),
    IPv6Network("::/128"),
    IPv4Network("127.0.0.0/8"),
    IPv6Network("::1/128"),
    IPv4Network("169.254.0.0/16"),
    IPv6Network("fe80::/10"),
)
"""Unspecified, loopback and link-local addresses (RFC 6890, section 2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryThresholds:
    """When a certificate's end is near: the smaller of a time and a share of its lifetime.

    `warn` and `critical` are seconds; the ratios are shares of notAfter - notBefore, 0 to 1.
    """

    warn: float = 30 * 86400.0
    critical: float = 7 * 86400.0
    warn_lifetime_ratio: float = 0.25
    critical_lifetime_ratio: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Which kinds of documents are fetched that certificates name, and within what bounds."""

    aia: bool = False
    ocsp: bool = False
    crl: bool = False
    ari: bool = False
    ari_directory: str = ""
    """The ACME directory that is asked about certificates of CAs that no table has; empty: none is."""
    ca_file: str = ""
    authorities: bytes = b""
    """The certificates in it, in PEM: over https, whoever has one of these is believed, too."""
    allow_private_addresses: bool = False
    """Whether addresses count that the internet does not reach: of this machine, of private networks."""
    timeout: float = 10.0
    """Seconds for one document, its lookups and redirects included."""
    max_bytes: int = 10 * 1024 * 1024
    """Of one document."""

    @property
    def kinds(self) -> frozenset[DocumentKind]:
        """Those that are fetched."""
        return frozenset(kind for kind in DocumentKind if getattr(self, kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How often a target is probed and what is expected of it; durations are seconds."""

    interval: float = 300.0
    timeout: float = 10.0
    scan_interval: float = 3600.0
    """0 means that scans are never made."""
    scan_pace: float = 2.0
    """The least time between two connections of a scan; 0 means at one go, in the course of a probe."""
    trust: tuple[str, ...] = ("mozilla",)
    clients: tuple[str, ...] | None = None
    """Names of the clients that must get through; None: the common ones."""
    expiry: ExpiryThresholds = ExpiryThresholds()
    minimum_protocol: Protocol = Protocol.TLS1_2
    max_addresses: int = 16
    resolvers: tuple[str, ...] | None = None
    """Names of those that are asked, in their order; None: all that are configured."""
    address_family: AddressFamily = AddressFamily.ANY
    proxy_protocol: ProxyProtocol = ProxyProtocol.NONE
    alpn: tuple[str, ...] | None = None
    """Protocols offered by ALPN; None: HTTP's, unless the port is known for something else."""
    deny_addresses: tuple[Network, ...] = DENY_ADDRESSES
    """Never probed when DNS names them."""
    address_label: AddressLabel = AddressLabel.AUTO
    publish: tuple[SeriesGroup, ...] = tuple(SeriesGroup)
    """The groups of series that are published."""
    fetch: Fetch = Fetch()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFiles:
    """Where the files of the web server are that the exporter can read: a configuration, or pairs."""

    nginx: str = ""
    """Path of the main file, as the server has it."""
    apache: str = ""
    """The same of Apache."""
    haproxy: tuple[str, ...] = ()
    """The same of HAProxy, in the order of its -f; a folder stands for the files in it that end in .cfg."""
    files: tuple[Pair, ...] = ()
    user: str = ""
    """Who reads certificates and keys; empty: as whom the servers are started whose configuration is read, mostly root."""
    root: str = ""
    """Where the server's file system is mounted; empty: it is this one."""

    @property
    def configurations(self) -> Mapping[ServerSoftware, tuple[str, ...]]:
        """The main file of each software that is given, or those that it is started with."""
        given = {
            ServerSoftware.NGINX: (self.nginx,),
            ServerSoftware.APACHE: (self.apache,),
            ServerSoftware.HAPROXY: self.haproxy,
        }
        return {software: paths for software, paths in given.items() if any(paths)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A server behind a WAF or CDN, which is probed as well; what is None is as the target has it."""

    address: str
    """An IP address in canonical text form."""
    port: int | None = None
    trust: tuple[str, ...] | None = None
    clients: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One deployment to watch.

    `host` and `server_name` are A-label host names (IDNA) or IP addresses without brackets;
    `addresses` are IP addresses in canonical text form.
    """

    name: str
    host: str
    port: int = HTTPS_PORT
    server_name: str
    addresses: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    expected_ips: tuple[Network, ...] = ()
    server: ServerFiles | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    policy: Policy = Policy()

    @property
    def is_looked_up(self) -> bool:
        """Whether its host is resolved: for its addresses, or to see that it leads where it should."""
        is_wanted = not self.addresses or bool(self.expected_ips)
        return is_wanted and not is_address(self.host)

    def at(self, place: Address) -> "Target":
        """What it is at one of its addresses: an origin may have a port, trust stores and clients of its own.

        An origin that the name leads to is what visitors get, and as such like every other address.
        """
        own = (one for one in self.origins if one.address == place.address)
        origin = next(own, None) if place.role is Role.ORIGIN else None
        if origin is None:
            return self
        policy = replace(
            self.policy,
            trust=self.policy.trust if origin.trust is None else origin.trust,
            clients=self.policy.clients if origin.clients is None else origin.clients,
        )
        return replace(self, port=place.port, policy=policy)
