"""The forms in which a ClientHello of ours goes out, the fullest first."""

from enum import StrEnum


class HelloForm(StrEnum):
    """What a hello is without; the values are public, and end the sentence "answers a hello …"."""

    ORDINARY = "in full"
    """TLS 1.3 to 1.0 with all that today's clients send."""
    HYBRID = "with hybrid groups only"
    WITHOUT_ALPN = "without ALPN"
    UNSTAPLED = "without status_request"
    BRIEF = "without ALPN and status_request"
    PLAIN = "without TLS 1.3, ALPN, status_request and other newer extensions"
    """A short one: few suites, and less than 256 bytes."""


PLAINER = frozenset({HelloForm.UNSTAPLED, HelloForm.BRIEF, HelloForm.PLAIN})
"""Forms that leave out what any server should bear; ALPN is one's own to insist on."""
