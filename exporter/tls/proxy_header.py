"""The header of the PROXY protocol: for whom a proxy opened the connection.

After "The PROXY protocol, versions 1 & 2" (haproxy.org, doc/proxy-protocol.txt), sections 2.1, 2.2.
"""

from dataclasses import dataclass
from ipaddress import ip_address

from exporter.tls.record import block
from exporter.words.ending import Ending
from exporter.words.proxy_protocol import ProxyProtocol

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
VERSION_2_PROXY = 0x21
TCP_OVER = {4: 0x11, 6: 0x21}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Both ends of a connection, as IP addresses with their ports."""

    local: tuple[str, int]
    remote: tuple[str, int]


@dataclass(frozen=True, slots=True)
class HeaderSent:
    """The header went out; a server says nothing to it."""


class ProxyHeader:
    """Says the header and is done."""

    def __init__(self, version: ProxyProtocol, ends: Ends) -> None:
        self._unsent = (encode_v1 if version is ProxyProtocol.V1 else encode_v2)(ends)

    def receive(self, _data: bytes) -> HeaderSent:
        """Nothing has to come."""
        return HeaderSent()

    def to_send(self) -> bytes:
        """The header, once."""
        said, self._unsent = self._unsent, b""
        return said

    def patience(self) -> None:
        """There is nothing to wait for."""

    def ended(self, how: Ending) -> Ending:
        """The connection was lost before the header went out."""
        return how


def encode_v1(ends: Ends) -> bytes:
    """One line of text."""
    (source, source_port), (destination, destination_port) = ends.local, ends.remote
    family = ip_address(source).version
    line = f"PROXY TCP{family} {source} {destination} {source_port} {destination_port}\r\n"
    return line.encode("ascii")


def encode_v2(ends: Ends) -> bytes:
    """Binary, without additions."""
    addresses = [ip_address(host) for host, _ in (ends.local, ends.remote)]
    ports = [port.to_bytes(2) for _, port in (ends.local, ends.remote)]
    body = b"".join([*(address.packed for address in addresses), *ports])
    kind = bytes([VERSION_2_PROXY, TCP_OVER[addresses[0].version]])
    return SIGNATURE + kind + block(2, body)
