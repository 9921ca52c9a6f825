"""Why something could not be established: the closed lists of failure and trust reasons."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from exporter.words.alert import AlertDescription
from exporter.words.ending import (
    Closed,
    Declined,
    Ending,
    NotTls,
    Refused,
    Reset,
    Starved,
    TimedOut,
    Unreadable,
)


class Reason(StrEnum):
    """Why a phase of a probe failed; the values are public."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_NO_ADDRESS = "dns_no_address"
    DNS_SERVFAIL = "dns_servfail"
    DNS_REFUSED = "dns_refused"
    DNS_TIMEOUT = "dns_timeout"
    DNS_ERROR = "dns_error"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECT_UNREACHABLE = "connect_unreachable"
    CONNECT_RESET = "connect_reset"
    STARTTLS_REFUSED = "starttls_refused"
    STARTTLS_UNEXPECTED = "starttls_unexpected"
    PROXY_REFUSED = "proxy_refused"
    TLS_NOT_TLS = "tls_not_tls"
    TLS_TIMEOUT = "tls_timeout"
    TLS_CLOSED = "tls_closed"
    TLS_RESET = "tls_reset"
    TLS_PROTOCOL_ERROR = "tls_protocol_error"
    TLS_DECLINED = "tls_declined"
    """The exporter went no further itself: what the server asked for takes too long to compute."""
    CLIENT_CERTIFICATE_REQUIRED = "client_certificate_required"
    FETCH_DENIED = "fetch_denied"
    """A document's address is one that is not asked: private, or not of HTTP."""
    FETCH_REFUSED = "fetch_refused"
    """Its server answered with another status than 200."""
    FETCH_REDIRECTS = "fetch_redirects"
    FETCH_TOO_LARGE = "fetch_too_large"
    FETCH_TIMEOUT = "fetch_timeout"
    FETCH_ERROR = "fetch_error"
    DEADLINE = "deadline"
    STARVED = "starved"
    """The exporter itself was held up: paused, frozen or short of CPU."""
    EXHAUSTED = "exhausted"
    """The exporter's machine had no file, memory or local port left for it."""
    INTERNAL_ERROR = "internal_error"
    TLS_ALERT_UNKNOWN = "tls_alert_unknown"
    vars().update(
        {f"TLS_ALERT_{alert.name}": f"tls_alert_{alert.name.lower()}" for alert in AlertDescription}
    )

    @classmethod
    def of_alert(cls, code: int) -> "Reason":
        """The reason for a fatal alert with this code; unregistered codes share one reason."""
        try:
            return cls(f"tls_alert_{AlertDescription(code).name.lower()}")
        except ValueError:
            return cls.TLS_ALERT_UNKNOWN

    @classmethod
    def of(cls, ending: Ending) -> "Reason":
        """The reason for an ending of a conversation in TLS."""
        if isinstance(ending, Refused):
            return cls.of_alert(ending.alert)
        return REASON_OF_ENDING[type(ending)]


OF_THE_RESOLVER = frozenset({Reason.DNS_TIMEOUT, Reason.DNS_REFUSED, Reason.DNS_ERROR})
"""Reasons that lie with a resolver: it gave no answer that could be used, and the name is not blamed."""
OUR_SHORTAGES = frozenset({Reason.INTERNAL_ERROR, Reason.STARVED, Reason.EXHAUSTED})
"""What this exporter or its machine had too little of, or did wrong: it says nothing of the target."""
OF_OUR_OWN = OUR_SHORTAGES | {Reason.TLS_DECLINED}
"""Reasons that lie with this exporter: the target is not blamed for them."""

ALERTS = frozenset({Reason.TLS_ALERT_UNKNOWN, *map(Reason.of_alert, AlertDescription)})
"""Reasons with which a server answered, in TLS."""
REASON_OF_ENDING: Mapping[type[Ending], Reason] = MappingProxyType(
    {
        Closed: Reason.TLS_CLOSED,
        Reset: Reason.TLS_RESET,
        TimedOut: Reason.TLS_TIMEOUT,
        NotTls: Reason.TLS_NOT_TLS,
        Unreadable: Reason.TLS_PROTOCOL_ERROR,
        Starved: Reason.STARVED,
        Declined: Reason.TLS_DECLINED,
    }
)


class TrustReason(StrEnum):
    """Why a trust store does not accept a chain; the values are public."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    SELF_SIGNED = "self_signed"
    UNTRUSTED_ROOT = "untrusted_root"
    INCOMPLETE_CHAIN = "incomplete_chain"
    BAD_SIGNATURE = "bad_signature"
    WEAK_SIGNATURE = "weak_signature"
    NAME_CONSTRAINTS = "name_constraints"
    NOT_A_CA = "not_a_ca"
    PATH_LENGTH = "path_length"
    WRONG_USAGE = "wrong_usage"
    MALFORMED = "malformed"
    OTHER = "other"
