"""The hosts file: names that the machine answers itself (hosts(5))."""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from exporter.model.address import is_address
from exporter.model.dns import RecordSet

LOCALHOST = ("127.0.0.1", "::1")
"""What `localhost` means where the file does not say (RFC 6761, section 6.3)."""


class HostsFile:
    """The file's addresses by name, read again when the file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version: tuple[int, ...] | None = None
        self._addresses: Mapping[str, tuple[str, ...]] = {}

    def lookup(self, host: str) -> tuple[RecordSet, ...]:
        """The record sets of `host`; empty where the file does not list it."""
        self._refresh()
        local = LOCALHOST if host == "localhost" else ()
        addresses = self._addresses.get(host.lower()) or local
        return tuple(
            RecordSet(rrtype=rrtype, addresses=matching, ttl=None)
            for rrtype, version in (("A", 4), ("AAAA", 6))
            if (matching := of_version(version, addresses))
        )

    def _refresh(self) -> None:
        version = version_of(self._path)
        if version and version == self._version:
            return
        try:
            text = self._path.read_bytes().decode("utf-8", errors="replace")
        except OSError:
            text, version = "", None
        self._addresses, self._version = addresses_by_name(text), version


def version_of(path: Path) -> tuple[int, ...] | None:
    """What changes when a file is written, renamed or made readable; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ctime_ns, status.st_ino, status.st_size


def addresses_by_name(text: str) -> Mapping[str, tuple[str, ...]]:
    """Every name of the file, lower-case, with its addresses in the file's order."""
    found: dict[str, dict[str, None]] = {}
    for line in text.split("\n"):  # alone, as in glibc: a comment may hold any other break
        address, *names = line.partition("#")[0].split() or ("",)
        for name in names if is_address(address) and "%" not in address else ():  # no zones
            found.setdefault(name.lower().rstrip("."), {})[address] = None
    return {name: tuple(addresses) for name, addresses in found.items()}


def of_version(version: int, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses of that version of IP, in their order."""
    found = (ip_address(address) for address in dict.fromkeys(addresses))
    return tuple(str(ip) for ip in sorted(ip for ip in found if ip.version == version))
