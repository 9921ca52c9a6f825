"""Where the exporter listens, as people write it."""

import re
from dataclasses import dataclass

ADDRESS = re.compile(r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]*)):(?P<port>[0-9]{1,5})")


class CannotListen(Exception):  # noqa: N818 - reads as what it says
    """An address that is not to be had, and why, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenAddress:
    """A host, or none for all of the machine's addresses, and a port; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen_address(text: str) -> ListenAddress:
    """The address that `text` names: HOST:PORT, :PORT or [IPv6]:PORT."""
    match = ADDRESS.fullmatch(text)
    if not match or int(match["port"]) > 65535:
        raise ValueError(f"{text!r} is not an address to listen on: write HOST:PORT or :PORT")
    return ListenAddress(host=match["ipv6"] or match["host"] or "", port=int(match["port"]))
