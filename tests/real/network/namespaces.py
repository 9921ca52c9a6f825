"""Network namespaces of one process: made, entered for a while, and connected by cables.

Python has `unshare` and `setns` of its own from 3.12 on.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from struct import pack

CLONE_NEWNET = 0x40000000
OWN_NAMESPACE = Path("/proc/thread-self/ns/net")
LIBC = ctypes.CDLL(None, use_errno=True)

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000


class Namespace:
    """Interfaces, addresses and a firewall of their own, and at first no more than the loopback."""

    def __init__(self) -> None:
        outside = os.open(OWN_NAMESPACE, os.O_RDONLY)
        succeed(LIBC.unshare(CLONE_NEWNET))
        self._inside = os.open(OWN_NAMESPACE, os.O_RDONLY)
        ip("link", "set", "lo", "up")
        enter(outside)
        os.close(outside)

    @property
    def path(self) -> str:
        """Its file, for iproute2."""
        return f"/proc/{os.getpid()}/fd/{self._inside}"

    @contextmanager
    def entered(self) -> Iterator[None]:
        """What this thread opens and starts meanwhile is inside, and stays there."""
        outside = os.open(OWN_NAMESPACE, os.O_RDONLY)
        enter(self._inside)
        try:
            yield
        finally:
            enter(outside)
            os.close(outside)

    def plug(self, name: str, address: str, peer: str) -> int:
        """An interface with this address, and what leads to its peer: the file of its packets."""
        with self.entered():
            file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            ioctl(file, TUNSETIFF, pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
            ip("address", "add", address, "peer", peer, "dev", name)
            ip("link", "set", name, "up")
        return file

    def obey(self, rules: Path) -> None:
        """Have a firewall with the rules of this file."""
        with self.entered():
            subprocess.run(["nft", "--file", rules], check=True)


def enter(namespace: int) -> None:
    """Makes it this thread's."""
    succeed(LIBC.setns(namespace, CLONE_NEWNET))


def succeed(result: int) -> None:
    """Raises what a call of the C library came to."""
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def ip(*words: str) -> None:
    """Runs iproute2's command."""
    subprocess.run(["ip", *words], check=True)
