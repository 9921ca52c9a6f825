"""Whether one browser, device or library would connect to an endpoint and trust it."""

from dataclasses import dataclass

from exporter.words.protocol import Support


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientVerdict:
    """The verdict on one client of the catalogue."""

    client: str
    """Its public name: "Android 7.0"."""
    support: Support
    """Whether it would connect and trust; unknown where the scan left that open."""
    obstacles: tuple[str, ...] = ()
    """What keeps it out, or leaves its coming through open; each in a phrase."""
    causes: tuple[str, ...] = ()
    """What lies behind each obstacle; empty where the finding's own remedy serves."""
    is_shut_out: bool = False
    """One that must get through fails for what it lacks itself, while another could get through."""
    breaks_own_rule: bool = False
    """A common one, which the target does not name, fails for a rule of its own on private CAs alone."""
    is_undecided: bool = False
    """One must get through, and it is not known whether it does."""
