"""Addresses and networks, as written in `addresses`, `expected_ips` and `resolvers`."""

from ipaddress import ip_interface, ip_network

from exporter.config.host import Authority, ip_text, split_port
from exporter.config.wording import shown
from exporter.model.target import Network


def resolver_address(text: str) -> Authority:
    """The address and port that `text` names: ADDRESS, ADDRESS:PORT or [IPv6]:PORT."""
    if "://" in text:
        raise ValueError(f"{shown(text)} is a URL; write ADDRESS, ADDRESS:PORT or [IPv6]:PORT")
    address, port = split_port(text)
    return Authority(host=ip_text(address), port=port)


def network(text: str) -> Network:
    """The network that `text` names; a lone address is a network of one."""
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError(network_fault(text)) from None


def network_fault(text: str) -> str:
    """Why `text` is no network."""
    try:
        whole = ip_interface(text).network
    except ValueError:
        return (
            f"{shown(text)} is neither an address nor a network; write it like 203.0.113.10 "
            "or 203.0.113.0/24"
        )
    return f"{shown(text)} has host bits set; write {whole}, or the address without a prefix"
