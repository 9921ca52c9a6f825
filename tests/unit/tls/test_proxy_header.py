"""The PROXY protocol's header names both ends of the connection."""

import pytest

from exporter.tls.proxy_header import Ends, HeaderSent, ProxyHeader
from exporter.words.ending import Reset
from exporter.words.proxy_protocol import ProxyProtocol

IPV4 = Ends(local=("192.0.2.7", 56324), remote=("198.51.100.11", 443))
IPV6 = Ends(local=("2001:db8::7", 56324), remote=("2001:db8::11", 443))
SIGNATURE = bytes.fromhex("0d0a0d0a000d0a515549540a")


@pytest.mark.parametrize(
    ("version", "ends", "header"),
    [
        (ProxyProtocol.V1, IPV4, b"PROXY TCP4 192.0.2.7 198.51.100.11 56324 443\r\n"),
        (ProxyProtocol.V1, IPV6, b"PROXY TCP6 2001:db8::7 2001:db8::11 56324 443\r\n"),
        (
            ProxyProtocol.V2,
            IPV4,
            SIGNATURE + bytes.fromhex("21 11 000c c0000207 c633640b dc04 01bb"),
        ),
        (
            ProxyProtocol.V2,
            IPV6,
            SIGNATURE
            + bytes.fromhex("21 21 0024")
            + bytes.fromhex("20010db8000000000000000000000007 20010db8000000000000000000000011")
            + bytes.fromhex("dc04 01bb"),
        ),
    ],
)
def test_the_header_is_said_once_and_nothing_is_awaited(
    version: ProxyProtocol, ends: Ends, header: bytes
) -> None:
    """A server answers it only when the hello has come."""
    said = ProxyHeader(version, ends)
    assert said.receive(b"") == HeaderSent()
    assert (said.to_send(), said.to_send()) == (header, b"")


def test_a_connection_that_is_lost_before_it_stays_lost() -> None:
    """The ending is that of what should have followed."""
    assert ProxyHeader(ProxyProtocol.V1, IPV4).ended(Reset()) == Reset()
