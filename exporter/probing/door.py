"""Where a conversation takes place: an endpoint, and what has to be said before the first hello."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from exporter.model.place import Address
from exporter.tls.dialogue import Dialogue
from exporter.tls.proxy_header import Ends

Preamble: TypeAlias = Callable[[Ends], Dialogue[object]]
"""Makes the dialogue that goes before, for the connection with these ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """An endpoint, the name asked for, and whether HTTP is spoken inside TLS."""

    endpoint: Address
    server_name: str
    application_protocols: tuple[str, ...] = ()
    """Offered by ALPN (RFC 7301), the preferred first."""
    speaks_http: bool = False
    hears_timestamps: bool = False
    """Whether certificate timestamps are asked for (RFC 6962, section 3.3.1)."""
    preambles: tuple[Preamble, ...] = ()
