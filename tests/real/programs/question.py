"""What every judge is asked: whether a chain is good for a host, by some anchors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A chain as sent, the leaf first, and the anchors, in DER; and the host."""

    sent: tuple[bytes, ...]
    anchors: tuple[bytes, ...]
    host: str
