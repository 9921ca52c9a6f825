"""Step 8: the addresses of a site accept the same versions."""

from collections import defaultdict
from collections.abc import Iterator

from exporter.guide.case import Case, the_target
from exporter.guide.check import Check
from exporter.guide.runbook import finding_kind
from exporter.words.protocol import Protocol, Support
from exporter.words.role import Role
from exporter.words.wording import listed

PROTOCOLS_DIFFER = finding_kind("compatibility_protocols_differ")
MOST_NAMED = 3
"""Addresses in a list."""


def find_differing_protocols(case: Case, _target: None) -> Iterator[str]:
    """A version that is known to be on at an address of a role and known to be off at another."""
    for role in Role:
        known = {
            place.address: dict(scan.protocols)
            for place, scan in case.scans.items()
            if place.role is role
        }
        for protocol in Protocol if len(known) > 1 else ():
            at: dict[Support, list[str]] = defaultdict(list)
            for address, supports in known.items():
                at[supports.get(protocol, Support.UNKNOWN)].append(address)
            if at[Support.YES] and at[Support.NO]:
                yield f"{protocol}: {told(at[Support.YES], at[Support.NO])}"


def told(accepting: list[str], refusing: list[str]) -> str:
    """Who accepts and who refuses, the odd ones first."""
    on = f"on at {listed(accepting, MOST_NAMED)}"
    off = f"off at {listed(refusing, MOST_NAMED)}"
    return f"{off}, {on}" if len(refusing) < len(accepting) else f"{on}, {off}"


ODD_SERVER_CHECK = Check(kind=PROTOCOLS_DIFFER, applies=the_target, find=find_differing_protocols)
