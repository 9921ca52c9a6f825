"""What addresses presented lately, where a probe could see nothing of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import is_
from types import MappingProxyType

from exporter.model.evidence import Evidence, Presentation
from exporter.model.judged_chain import ServedChain
from exporter.model.memory import Memory

LONGEST = timedelta(days=1)
"""Whatever was seen before that is no longer told."""


def remembered_chains(evidence: Evidence, memory: Memory, now: datetime) -> tuple[ServedChain, ...]:
    """The chains of the last report at addresses that present none now, as they were judged then.

    A name that leads nowhere at present has the addresses of the last time.
    """
    report = memory.report
    if report is None:
        return ()
    presents = {
        place.address: sighting.found(Presentation) is not None
        for place, sighting in evidence.at_addresses()
    }
    found = tuple(
        served
        for served in report.known_chains
        if not presents.get(served.address, bool(presents))
        and is_recent(memory, served.address, now)
    )
    before = report.remembered
    is_same = len(found) == len(before) and all(map(is_, found, before))
    return before if is_same else found


def last_seen(chains: tuple[ServedChain, ...], memory: Memory) -> Mapping[str, datetime]:
    """When the certificate of each address that has a chain was last seen there."""
    addresses = {served.address for served in chains}
    known = {address: memory.leaves.get(address, ())[-1:] for address in addresses}
    return MappingProxyType({at: leaf.last_seen for at, leaves in known.items() for leaf in leaves})


def is_recent(memory: Memory, address: str, now: datetime) -> bool:
    """Whether the last certificate was seen there within the bound."""
    return any(now - leaf.last_seen < LONGEST for leaf in memory.leaves.get(address, ())[-1:])
