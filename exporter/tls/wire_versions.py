"""The numbers by which protocol versions go on the wire."""

from collections.abc import Mapping
from types import MappingProxyType

from exporter.words.protocol import Protocol

# SSLv2 is not here: its messages have another shape altogether.
CODE_OF_PROTOCOL: Mapping[Protocol, int] = MappingProxyType(
    {
        Protocol.SSLV3: 0x0300,
        Protocol.TLS1_0: 0x0301,
        Protocol.TLS1_1: 0x0302,
        Protocol.TLS1_2: 0x0303,
        Protocol.TLS1_3: 0x0304,
    }
)
PROTOCOL_OF_CODE: Mapping[int, Protocol] = MappingProxyType(
    {code: protocol for protocol, code in CODE_OF_PROTOCOL.items()}
)
