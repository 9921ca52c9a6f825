"""The parts of a probe."""

from enum import StrEnum


class Phase(StrEnum):
    """A part of a probe that is timed and can fail on its own; the values are public."""

    FILE = "file"
    """The way to a file of the server."""
    CONTENTS = "contents"
    """What the file holds."""
    DNS = "dns"
    CONNECT = "connect"
    STARTTLS = "starttls"
    HANDSHAKE = "handshake"
    SCAN = "scan"
    CERTIFICATE = "certificate"
    """What was presented in the handshake: it takes no time of its own and cannot fail."""
    FETCH = "fetch"
    """A document that a certificate names."""
    REQUEST = "request"
    """A request in TLS, for what browsers remember of a site."""
    VERIFY = "verify"
