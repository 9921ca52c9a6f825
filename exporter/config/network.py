"""Addresses and networks, as written in `addresses`, `expected_ips` and `resolvers`."""

from collections.abc import Mapping
from ipaddress import ip_interface, ip_network
from types import MappingProxyType

from exporter.config.host import HostAndPort, authority, ip_text, split_port
from exporter.config.wording import shown
from exporter.model.settings import DNS_PORT, ResolverAddress, Transport
from exporter.model.target import Network

FORMS = "ADDRESS[:PORT], tls://ADDRESS[:PORT] or https://HOST/PATH"
PORT_OF_SCHEME: Mapping[str, tuple[Transport, int]] = MappingProxyType(
    {"": (Transport.UDP, DNS_PORT), "tls": (Transport.TLS, 853)}
)


def resolver_address(text: str) -> ResolverAddress:
    """Where and how a resolver is asked: ADDRESS[:PORT], tls://ADDRESS[:PORT], https://HOST/PATH."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "", text
    if scheme.lower() == "https":
        return https_address(text)
    if scheme.lower() not in PORT_OF_SCHEME:
        raise ValueError(f"{shown(text)} is no resolver that can be asked; write {FORMS}")
    transport, usual = PORT_OF_SCHEME[scheme.lower()]
    address, port = split_port(rest)
    return ResolverAddress(address=ip_text(address), port=port or usual, transport=transport)


def resolver_text(address: ResolverAddress) -> str:
    """What is read as this address."""
    if address.transport is Transport.HTTPS:
        return address.address
    scheme = "tls://" if address.transport is Transport.TLS else ""
    return f"{scheme}{HostAndPort(host=address.address).at(address.port)}"


def name_server_address(text: str) -> ResolverAddress:
    """Where a name server is asked: ADDRESS[:PORT]."""
    found = resolver_address(text)
    if found.transport is not Transport.UDP:
        raise ValueError(f"{shown(text)} is no name server; write ADDRESS[:PORT]")
    return found


def https_address(text: str) -> ResolverAddress:
    """A resolver that is asked over HTTPS."""
    from dns.query import have_doh  # noqa: PLC0415 - which reads a whole client of HTTP

    if not have_doh:
        raise ValueError(
            f"{shown(text)} takes packages that are not installed; "
            "run `pip install 'tls-exporter[doh]'`"
        )
    found = authority(text)
    path = text.partition("://")[2].partition("/")[2]
    if not path:
        raise ValueError(f"{shown(text)} has no path; write one such as https://HOST/dns-query")
    url = f"https://{found.at(443)}/{path}"
    return ResolverAddress(address=url, port=found.port or 443, transport=Transport.HTTPS)


class NoNetworkError(ValueError):
    """What is no network; why is looked for only where that is told."""

    def __str__(self) -> str:
        (text,) = self.args
        try:
            whole = ip_interface(text).network
        except ValueError:
            forms = "203.0.113.10 or 203.0.113.0/24"
            return f"{shown(text)} is neither an address nor a network; write it like {forms}"
        return f"{shown(text)} has host bits set; write {whole}, or the address without a prefix"


def network(text: str) -> Network:
    """The network that `text` names; a lone address is a network of one."""
    try:
        return ip_network(text)
    except ValueError:
        raise NoNetworkError(text) from None
