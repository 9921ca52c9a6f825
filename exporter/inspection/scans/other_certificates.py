"""The certificates that scans find beside the ordinary one: which are told, and which are kept."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from exporter.inspection.keeping import refreshed
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Presentation
from exporter.model.memory import Memory
from exporter.model.scan import Scan
from exporter.words.key_type import KeyType
from exporter.words.phase import Phase

MOST_BYTES = 64 * 1024
"""Of certificates that are kept for one address."""


def told_others(visited: Attempts, scans: Attempts, known: Iterable[Presentation]) -> Attempts:
    """Those that a server has beside the one that it presents at present, where a scan is told."""
    has_scan = any(isinstance(each.outcome, Scan) for each in scans)
    ordinary = next(presentations(visited), None)
    if ordinary is None or not has_scan:
        return ()
    others = (one for one in known if one.chain[0] != ordinary.chain[0])
    return tuple(Attempt(phase=Phase.CERTIFICATE, outcome=one) for one in others)


def with_others(memory: Memory, address: str, scanned: Attempts, now: datetime) -> Memory:
    """The memory with what a scan has found so far.

    What earlier ones found stays until a scan has come to its end and found all that there is.
    """
    found, known = tuple(presentations(scanned)), memory.others.get(address, ())
    if not is_all(scanned):
        leaves = {one.chain[0] for one in found}
        found = (*found, *(one for one in known if one.chain[0] not in leaves))
    kept = tuple(light(found))
    if kept == known:
        return memory
    replaced = dict(memory.others_replaced.get(address, {}))
    replaced |= dict.fromkeys(kinds_replaced(found, known), now)
    return replace(
        memory,
        others=refreshed(memory.others, {address: kept}),
        others_replaced=refreshed(
            memory.others_replaced, {address: MappingProxyType(replaced)} if replaced else {}
        ),
    )


def kinds_replaced(
    found: Iterable[Presentation], known: Iterable[Presentation]
) -> Iterator[KeyType]:
    """The kinds of key of which another certificate was known, and not this one."""
    before = {(one.key_type, one.chain[0]) for one in known}
    for one in found:
        is_new = (one.key_type, one.chain[0]) not in before
        if is_new and one.key_type in {kind for kind, _ in before} and one.key_type:
            yield one.key_type


def presentations(attempts: Attempts) -> Iterator[Presentation]:
    """What was presented."""
    return (each.outcome for each in attempts if isinstance(each.outcome, Presentation))


def is_all(scanned: Attempts) -> bool:
    """Whether a scan is over, and knows that there is no other certificate."""
    return any(
        isinstance(each.outcome, Scan) and each.outcome.other_key_types is not None
        for each in scanned
    )


def light(found: Iterable[Presentation]) -> Iterator[Presentation]:
    """The first, as many as may be kept."""
    left = MOST_BYTES
    for one in found:
        left -= sum(map(len, one.chain))
        if left < 0:
            return
        yield one
