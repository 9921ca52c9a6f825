"""Where what is sent to an address ends, as this machine knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """An address at which something was presented, and who takes connections to it here."""

    address: str
    is_here: bool | None = None
    """Whether the kernel delivers to this machine what is sent there; None where it does not say."""
    programs: tuple[str, ...] | None = None
    """Names of the programs that listen to the port there, or, where the address is none of this machine's,
    at any address; an empty one for a program that we may not see. None where that is not known."""
