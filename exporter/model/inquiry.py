"""What an inspection can ask of the network; each is answered by attempts at one place."""

from dataclasses import dataclass
from typing import TypeAlias

from exporter.model.place import Address, Resolver


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks a resolver for the target's host."""

    place: Resolver


@dataclass(frozen=True, slots=True)
class Visit:
    """Connects to an address and shakes hands."""

    place: Address


@dataclass(frozen=True, slots=True)
class Scanning:
    """Finds out everything that an address accepts."""

    place: Address


Inquiry: TypeAlias = Lookup | Visit | Scanning
