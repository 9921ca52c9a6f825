"""What is kept by address: of as many as were met last, at the port where they are visited."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from exporter.model.memory import Memory
from exporter.model.place import Address

MOST_ADDRESSES = 64
"""Of one target, beyond those visited last: names of a CDN lead to others at each look."""

T = TypeVar("T")


def refreshed(known: Mapping[str, T], new: Mapping[str, T]) -> Mapping[str, T]:
    """The mapping with new values, which come last; of the others as many as are kept."""
    others = [(address, value) for address, value in known.items() if address not in new]
    return MappingProxyType(dict((*others[-MOST_ADDRESSES:], *new.items())))


def at_same_ports(memory: Memory, places: Iterable[Address]) -> Memory:
    """The memory without what it has of addresses that are now visited at another port."""
    if memory.report is None:
        return memory
    before = {place.address: place.port for place, _ in memory.report.evidence.at_addresses()}
    moved = {one.address for one in places if before.get(one.address, one.port) != one.port}
    if not moved:
        return memory
    return replace(
        memory,
        scans=without(moved, memory.scans),
        swinging=without(moved, memory.swinging),
        transcripts=without(moved, memory.transcripts),
        bans=without(moved, memory.bans),
        others=without(moved, memory.others),
        others_replaced=without(moved, memory.others_replaced),
        leaves=without(moved, memory.leaves),
        alternates=without(moved, memory.alternates),
        answers=without(moved, memory.answers),
    )


def without(left_out: Collection[str], known: Mapping[str, T]) -> Mapping[str, T]:
    """The mapping but for some addresses."""
    return MappingProxyType({at: value for at, value in known.items() if at not in left_out})
