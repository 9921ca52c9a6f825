"""When certificates and addresses took the place of others."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from exporter.model.evidence import Evidence
from exporter.model.memory import Memory
from exporter.words.key_type import KeyType


def changes(memory: Memory, evidence: Evidence) -> Mapping[str, datetime]:
    """When the present certificate of each address took the place of another, where it did.

    Of several that come by turns, when the last of them first came.
    """
    last = {
        place.address: last_change(memory, place.address) for place, _ in evidence.at_addresses()
    }
    return MappingProxyType({address: when for address, when in last.items() if when})


def last_change(memory: Memory, address: str) -> datetime | None:
    """When what an address presents now first took the place of something else."""
    by_turns = any(one.chain and one.is_by_turns for one in memory.alternates.get(address, ()))
    leaves = memory.leaves.get(address, ())[0 if by_turns else -1 :]
    return max((leaf.replaced_another for leaf in leaves if leaf.replaced_another), default=None)


def changes_of_others(
    memory: Memory, evidence: Evidence
) -> Mapping[str, Mapping[KeyType, datetime]]:
    """The same of the certificates that scans find at each address."""
    places = (place.address for place, _ in evidence.at_addresses())
    known = memory.others_replaced
    return MappingProxyType({address: known[address] for address in places if address in known})


def met_first(memory: Memory) -> Mapping[str, datetime]:
    """Since when the name has led to each address that has never stayed away."""
    return MappingProxyType(
        {at: one.first_seen for at, one in memory.met.items() if one.looks == one.seen}
    )


def met_last(memory: Memory) -> Mapping[str, datetime]:
    """When the name last led to each address that stayed away and never came back."""
    return MappingProxyType(
        {at: one.last_seen for at, one in memory.met.items() if one.missed and not one.has_returned}
    )
