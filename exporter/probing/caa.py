"""Which CAs may issue for a name: its CAA records and those of every name above it, kept for an hour."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import TypeAlias

import dns.rdtypes.ANY.CAA
from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.name import Name
from dns.rdata import Rdata
from dns.rdatatype import CAA
from dns.resolver import NXDOMAIN

from exporter.model.dns import CaaRecord, CaaSet, Permits
from exporter.probing.kept_records import KeptRecords

LONGEST_KNOWN = 3600.0
LONGEST_UNKNOWN = 300.0
MOST_LABELS = 10
"""Of a name; longer ones are not asked about."""
AskForSet: TypeAlias = Callable[[Name], Coroutine[None, None, CaaSet | None]]
"""What one name says; None where that is not known."""


class CaaRecords:
    """Asks once for the records of a name, whoever's name is below it."""

    def __init__(self, ask: AskForSet, clock: Callable[[], float]) -> None:
        self._kept = KeptRecords(ask, good_for, clock)

    def asking(self, name: str) -> Iterator[asyncio.Task[CaaSet | None]]:
        """What is asked for, or has been, of the name and those above it."""
        return map(self._kept.asking, above(name))

    def known(self, name: str) -> Permits | None:
        """What the name and those above it say; None where none of them is known to say anything."""
        sets = tuple(self._kept.known(one) or unknown(one) for one in above(name))
        return Permits(sets=sets) if any(one.records for one in sets) else None


def good_for(caa: CaaSet | None) -> float:
    """For how many seconds nothing is asked anew."""
    return LONGEST_KNOWN if caa else LONGEST_UNKNOWN


def above(name: str) -> tuple[str, ...]:
    """The name, and each that it is below of but the root (RFC 8659, section 3); none where it is too long."""
    labels = name.split(".")
    if len(labels) > MOST_LABELS:
        return ()
    return tuple(".".join(labels[start:]) for start in range(len(labels)))


async def caa_set(name: Name, resolver: Resolver) -> CaaSet | None:
    """What the resolver says of one name, aliases followed; None where that is not known."""
    try:
        answer = await resolver.resolve(name, CAA, search=False, raise_on_no_answer=False)
    except NXDOMAIN:
        return CaaSet(name=text(name), records=())
    except (DNSException, OSError):
        return None
    return known(name, answer.rrset or ())


def known(name: Name, said: Iterable[Rdata]) -> CaaSet:
    """What the records of a name are."""
    return CaaSet(
        name=text(name),
        records=tuple(
            CaaRecord(
                flags=one.flags,
                tag=one.tag.decode("latin-1").lower(),
                value=one.value.decode("latin-1"),
            )
            for one in said
            if isinstance(one, dns.rdtypes.ANY.CAA.CAA)
        ),
    )


def unknown(name: str) -> CaaSet:
    """Nothing is known of what a name says."""
    return CaaSet(name=name, records=None)


def text(name: Name) -> str:
    """The name without its last dot."""
    return name.to_text(omit_final_dot=True).lower()
