"""Whether the kernel delivers to this machine what is sent to an address (rtnetlink(7))."""

import socket
from struct import Struct, error

HEADER = Struct("=IHHII")
"""Of a message: length, type, flags, sequence, port (netlink(7))."""
ROUTE = Struct("=8BI")
"""Family, lengths of destination and source, type of service, table, protocol, scope, type, flags."""
ATTRIBUTE = Struct("=HH")
GET_ROUTE, NEW_ROUTE, REQUEST, TO = 26, 24, 1, 1
LOCAL = 2
"""RTN_LOCAL: an address of this machine, be it on an interface or routed to it."""
TYPE_AT = HEADER.size + 7
PATIENCE = 1.0
"""Seconds."""


def is_here(address: str) -> bool | None:
    """What the routes say, which is also right where sockets may have foreign addresses (ip_nonlocal_bind).

    None where they cannot be asked; what is translated on the way (NAT) they do not tell.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    packed = socket.inet_pton(family, address)
    body = ROUTE.pack(family, len(packed) * 8, 0, 0, 0, 0, 0, 0, 0)
    body += ATTRIBUTE.pack(ATTRIBUTE.size + len(packed), TO) + packed
    header = HEADER.pack(HEADER.size + len(body), GET_ROUTE, REQUEST, 1, 0)
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
            kernel.settimeout(PATIENCE)
            kernel.sendto(header + body, (0, 0))
            answer = kernel.recv(4096)
        _, kind, *_ = HEADER.unpack_from(answer)
        return answer[TYPE_AT] == LOCAL if kind == NEW_ROUTE else None
    except (OSError, AttributeError, error):  # AttributeError: only Linux has netlink
        return None
