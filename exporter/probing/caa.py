"""Which CAs may issue for a name: its CAA records and those of every name above it, kept for an hour."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable
from typing import TypeAlias

import dns.rdtypes.ANY.CAA
from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.name import Name, root
from dns.rdata import Rdata
from dns.rdatatype import CAA
from dns.resolver import NXDOMAIN

from exporter.model.dns import CaaRecord, CaaSet, Permits

LONGEST_KNOWN = 3600.0
LONGEST_UNKNOWN = 300.0
MOST_KNOWN = 8192
"""Names whose records are remembered; what was asked for first is forgotten first."""
MOST_LABELS = 10
"""Of a name; longer ones are not asked about."""
AskForSet: TypeAlias = Callable[[Name], Coroutine[None, None, CaaSet]]
"""What one name says; its records are None where that is not known."""
PATIENCE = 0.3
"""Seconds that a lookup waits for them; what comes later is told with the next one."""


class CaaRecords:
    """Asks once for the records of a name, whoever's name is below it."""

    def __init__(self, ask: AskForSet, clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._asked: OrderedDict[Name, tuple[asyncio.Task[CaaSet], float]] = OrderedDict()
        """What came of it, or still will, and when that was asked."""

    async def of(self, name: Name) -> Permits | None:
        """What the name and those above it say; None where none of them is known to say anything."""
        names = above(name)
        if len(names) > MOST_LABELS:
            return None
        asked = [self._asking(one) for one in names]
        await asyncio.wait(asked, timeout=PATIENCE)
        sets = tuple(
            task.result() if task.done() else unknown(one)
            for task, one in zip(asked, names, strict=True)
        )
        return Permits(sets=sets) if any(one.records for one in sets) else None

    def _asking(self, name: Name) -> asyncio.Task[CaaSet]:
        task, since = self._asked.get(name, (None, 0.0))
        if task is None or self._clock() >= since + good_for(task):
            task = asyncio.ensure_future(self._ask(name))
            self._asked[name] = (task, self._clock())
            self._asked.move_to_end(name)
            while len(self._asked) > MOST_KNOWN:
                self._asked.popitem(last=False)
        return task


def good_for(task: asyncio.Task[CaaSet]) -> float:
    """For how many seconds nothing is asked anew; a defect is met once, and not by all names below."""
    if task.done() and (task.cancelled() or task.exception()):
        return 0.0
    is_known = not task.done() or task.result().records is not None
    return LONGEST_KNOWN if is_known else LONGEST_UNKNOWN


def above(name: Name) -> tuple[Name, ...]:
    """The name, and each that it is below of but the root (RFC 8659, section 3)."""
    names = []
    while name != root:
        names.append(name)
        name = name.parent()
    return tuple(names)


async def caa_set(name: Name, resolver: Resolver) -> CaaSet:
    """What the resolver says of one name, aliases followed."""
    try:
        answer = await resolver.resolve(name, CAA, search=False, raise_on_no_answer=False)
    except NXDOMAIN:
        return CaaSet(name=text(name), records=())
    except (DNSException, OSError):
        return unknown(name)
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


def unknown(name: Name) -> CaaSet:
    """Nothing is known of what a name says."""
    return CaaSet(name=text(name), records=None)


def text(name: Name) -> str:
    """The name without its last dot."""
    return name.to_text(omit_final_dot=True).lower()
