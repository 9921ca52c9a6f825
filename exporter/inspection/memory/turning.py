"""Addresses that a name leads to by turns: what was seen of one is told on while others stand in for it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from exporter.inspection.dossier import Dossier
from exporter.inspection.keeping import MOST_ADDRESSES
from exporter.inspection.tallies import LONGEST, counted, is_by_chance_gone
from exporter.model.evidence import Sighting
from exporter.model.memory import Memory, Tally
from exporter.model.target import Target
from exporter.words.address_label import AddressLabel


def met_of_late(dossier: Dossier, now: datetime) -> Mapping[str, Tally]:
    """The addresses that the name has led to of late, with those that it leads to now."""
    present = [place.address for place in dossier.addresses]
    if not present:
        return dossier.memory.met
    met = counted(dossier.memory.met, present, now, is_by_chance_gone)
    most = max(MOST_ADDRESSES, dossier.target.policy.max_addresses) + len(present)
    return MappingProxyType(dict(tuple(met.items())[-most:]))


def absent(dossier: Dossier, memory: Memory) -> Iterator[Sighting]:
    """What was seen last of addresses that have come back before and are left out of the last answer.

    One that was replaced for good, as in a migration, has never come back. Together with those that
    are visited there are as many as may be probed.
    """
    present = {place.address for place in dossier.addresses}
    room = dossier.target.policy.max_addresses - len(dossier.visits)
    if not present or room <= 0 or memory.report is None:
        return
    last = {place.address: seen for place, seen in memory.report.evidence.at_addresses()}
    turning = [at for at, one in memory.met.items() if one.has_returned and at not in present]
    for address in turning[-room:]:
        if address in last:
            seen_at = last[address].seen_at or memory.report.evidence.started_at
            yield replace(last[address], seen_at=seen_at)


def label_of(target: Target, met: Mapping[str, Tally], now: datetime) -> AddressLabel:
    """What series carry for their address: the choice of the configuration, or what suits the name."""
    chosen = target.policy.address_label
    if chosen is not AddressLabel.AUTO:
        return chosen
    count = sum(now - one.last_seen < LONGEST for one in met.values())
    return AddressLabel.FAMILY if count > target.policy.max_addresses else AddressLabel.ADDRESS
