"""Which certificate a client goes by, where several may be that of an issuer."""

from enum import StrEnum


class IssuerChoice(StrEnum):
    """How it builds a path from what is sent and what it trusts."""

    ANY = "any"
    """It tries each, until one leads to an anchor by a path that it accepts."""
    FIRST_VALID = "first_valid"
    """The trust store's before what is sent, what is valid now before the rest; it never goes back."""
    FIRST = "first"
    """In the order sent, and the trust store's where nothing sent is left; it never goes back."""
    UNKNOWN = "unknown"
    """Nobody has looked."""
