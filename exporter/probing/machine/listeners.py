"""Which programs of this machine take the connections to an address and port (proc_pid_net(5))."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from struct import pack
from typing import NamedTuple

from exporter.model.server_config import EVERY_ADDRESS

PROCESSES = Path("/proc")
TABLE, TABLE_OF_IPV6 = "tcp", "tcp6"
"""The second is not there where the kernel speaks no IPv6."""
LISTENING = "0A"
MOST = 4 * 1024 * 1024
"""Characters of a table that are read."""


class Listener(NamedTuple):
    """A socket that takes connections."""

    address: str
    port: int
    inode: str


def listening(port: int, address: str | None) -> frozenset[str] | None:
    """The inodes of the sockets that take connections to a port: at an address, or any (None).

    One of the very address goes before one of all addresses, and that of IPv6 takes IPv4 as well.
    None where the tables cannot be read.
    """
    try:
        known = [one for one in listeners(TABLE) if one.port == port]
        with suppress(FileNotFoundError):
            known += [one for one in listeners(TABLE_OF_IPV6) if one.port == port]
    except OSError:
        return None
    if address is None:
        return frozenset(one.inode for one in known)
    for place in (address, EVERY_ADDRESS[":" in address], EVERY_ADDRESS[1]):
        if found := frozenset(one.inode for one in known if one.address == place):
            return found
    return frozenset()


def listeners(table: str) -> Iterator[Listener]:
    """Those of the network namespace that this thread is in.

    Connections come after them, and of very many the last line is cut off.
    """
    with (PROCESSES / "thread-self" / "net" / table).open() as file:
        lines = file.read(MOST).split("\n")[1:-1]
    for line in lines:
        _, local, _, state, *_, inode = line.split()[:10]
        if state == LISTENING:
            host, _, port = local.partition(":")
            yield Listener(address=written(host), port=int(port, 16), inode=inode)


def written(digits: str) -> str:
    """An address in canonical text form; the table has it in words of the machine's byte order."""
    words = (int(digits[at : at + 8], 16) for at in range(0, len(digits), 8))
    packed = b"".join(pack("=I", word) for word in words)
    found = ip_address(packed)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def programs(inodes: Iterable[str]) -> tuple[str, ...]:
    """The names of the programs that have these sockets, sorted; an empty one for each that is not to be seen."""
    left = {f"socket:[{inode}]" for inode in inodes}
    names: set[str] = set()
    seen: set[str] = set()
    for process in PROCESSES.iterdir() if left else ():
        if process.name.isdecimal() and (held := left & set(links(process / "fd"))):
            seen |= held
            with suppress(OSError):
                names.add((process / "comm").read_text(errors="replace").strip())
    return tuple(sorted(names | ({""} if left - seen else set())))


def links(folder: Path) -> Iterator[str]:
    """What the open files of a process are; nothing where we may not see them, or it has ended."""
    with suppress(OSError):
        for entry in folder.iterdir():
            with suppress(OSError):
                yield str(entry.readlink())
