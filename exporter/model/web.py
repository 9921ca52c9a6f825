"""What a web server says of itself in the head of an answer, as far as browsers remember it."""

from dataclasses import dataclass
from datetime import datetime

from exporter.model.outcome import Skipped
from exporter.words.protocol import Support


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictTransport:
    """A Strict-Transport-Security field (RFC 6797, section 6.1)."""

    text: str
    """As sent."""
    max_age: int | None
    """Seconds; None: the field is against the grammar, and browsers pass it over."""
    includes_subdomains: bool = False
    is_for_preloading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Http3Offer:
    """HTTP/3 at the same host, as the Alt-Svc field offers it (RFC 9114, section 3.1.1)."""

    port: int
    """Of UDP."""
    is_answered: Support = Support.UNKNOWN
    """Whether QUIC is spoken there; no where the port is known to be closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAnswer:
    """The head of an answer to a request for "/"."""

    status: int
    """Of HTTP: 200, 301."""
    location: str = ""
    """Where a redirect leads; empty where there is none."""
    strict_transport: StrictTransport | None = None
    """None: no such field was sent."""
    alternatives: str = ""
    """The Alt-Svc field (RFC 7838, section 3) as sent; empty where there was none."""
    http3: Http3Offer | None = None
    """None: it offers none at this host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardAnswer:
    """What came of a request, and when another one was made in vain since then."""

    asked_at: datetime
    outcome: WebAnswer | Skipped
    in_vain_at: datetime | None = None
