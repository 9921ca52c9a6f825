"""Sockets of which little comes at a time: what came at once is read to its end before anything else goes on."""

import socket

AT_A_TIME = 64 * 1024
"""Bytes. Of endless interim answers, 4 MiB kept the event loop for more than a second, these for 30 ms."""


def narrow_socket(place: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
    """A socket for a place as `getaddrinfo` gives it."""
    family, kind, protocol, _, _ = place
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, AT_A_TIME)
    return made
