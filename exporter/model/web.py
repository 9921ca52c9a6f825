"""What a web server says of itself in the head of an answer, as far as browsers remember it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from exporter.model.outcome import Skipped
from exporter.words.fulfilment import Fulfilment

HTTP3 = "h3"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictTransport:
    """A Strict-Transport-Security field (RFC 6797, section 6.1)."""

    text: str
    """As sent."""
    max_age: int | None
    """Seconds; None: the field is against the grammar, and browsers pass it over."""
    includes_subdomains: bool = False
    """Whether it holds for the names below the host, too."""
    is_for_preloading: bool = False
    """Whether browsers may carry it with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """That a protocol is spoken at a port of the very host, as browsers are told and remember."""

    protocol: str
    """By ALPN: h3, h2, http/1.1; empty: any."""
    port: int
    """Of UDP for HTTP/3, else of TCP."""
    name: str = ""
    """That browsers ask for in the clear where their keys for ECH are out of date, and which the
    certificate has to have; empty: the host's."""

    def __str__(self) -> str:
        if self.name:
            return f"ECH by the name {self.name} at TCP port {self.port}"
        kind = "UDP" if self.protocol == HTTP3 else "TCP"
        return f"{self.protocol} at {kind} port {self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """What came of promises that were tried at an address."""

    results: tuple[tuple[Promise, Fulfilment], ...] = ()

    def of(self, promise: Promise) -> Fulfilment:
        """What came of one; what was not tried is not known."""
        return dict(self.results).get(promise, Fulfilment.UNKNOWN)


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
    """The Alt-Svc fields (RFC 7838, section 3) as sent; empty where there was none."""
    promises: tuple[Promise, ...] = ()
    """HTTP/3 at this host, wherever they offer it (RFC 9114, section 3.1.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardTrial:
    """What came of a promise, and when it was tried."""

    tried_at: datetime
    result: Fulfilment


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardAnswer:
    """What came of a request, and when another one was made in vain since then."""

    asked_at: datetime
    outcome: WebAnswer | Skipped
    in_vain_at: datetime | None = None
    promises: frozenset[Promise] = frozenset()
    """What DNS promised at that time."""
    trials: Mapping[Promise, HeardTrial] = field(default_factory=lambda: MappingProxyType({}))
    """Of that, and of what the answer promised."""
