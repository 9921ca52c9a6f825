"""What is made of an address that stops answering after a scan of ours: a ban, for a while."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from exporter.inspection.scans.merged_scans import completed
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Handshake
from exporter.model.memory import Ban, Memory
from exporter.model.outcome import NO_PORT, Failed, ScanCutOff
from exporter.words.phase import Phase
from exporter.words.reason import Reason

LONGEST_BAN = timedelta(minutes=15)
"""After a scan: fail2ban bans for ten minutes by default, from a while after the connection."""
LONGEST_WAIT = timedelta(days=1)
LIKE_A_BAN = frozenset(
    {
        Reason.CONNECT_REFUSED,
        Reason.CONNECT_RESET,
        Reason.CONNECT_TIMEOUT,
        Reason.CONNECT_UNREACHABLE,
        Reason.TLS_CLOSED,
        Reason.TLS_RESET,
        Reason.TLS_TIMEOUT,
    }
)
"""How firewalls turn away whom they have banned."""


def is_like_a_ban(visited: Attempts) -> bool:
    """Whether an address failed as it would for those that it has banned."""
    failures = (one.outcome for one in visited if isinstance(one.outcome, Failed))
    return any(failed.reason in LIKE_A_BAN for failed in failures)


def last_asked(memory: Memory, address: str) -> datetime | None:
    """When a scan last asked something at the address."""
    under_way = memory.transcripts.get(address)
    scan = (under_way and under_way.found) or memory.scans.get(address)
    return scan.taken_at if scan else None


def after_visit(memory: Memory, address: str, visited: Attempts, now: datetime) -> Memory:
    """The memory with a ban that the visit suggests, or without one that is over."""
    asked, ban = last_asked(memory, address), memory.bans.get(address)
    if asked is None:
        return memory
    if not is_like_a_ban(visited):
        is_over = ban and ban.asked_at < asked and now > asked + LONGEST_BAN
        return without_ban(memory, address) if is_over else memory
    is_soon = asked <= now < asked + LONGEST_BAN and not fails_by_turns(memory, address)
    if is_soon and answered_before(memory, address) and not (ban and ban.asked_at == asked):
        return banned(memory, address, asked, now)
    return memory


def fails_by_turns(memory: Memory, address: str) -> bool:
    """Whether visits failed and came about by turns, whatever a scan did."""
    known = memory.alternates.get(address, ())
    return any(isinstance(one.attempt.outcome, Failed) and one.is_by_turns for one in known)


def answered_before(memory: Memory, address: str) -> bool:
    """Whether a handshake came about at the last look."""
    before = memory.report.evidence.at_addresses() if memory.report else ()
    return any(place.address == address and seen.found(Handshake) for place, seen in before)


def banned(memory: Memory, address: str, asked: datetime, now: datetime) -> Memory:
    """The memory with one ban more at the address; a scan that is under way there ends."""
    times = memory.bans[address].times + 1 if address in memory.bans else 1
    ban = Ban(asked_at=asked, noticed_at=now, times=times)
    scans, transcripts = dict(memory.scans), dict(memory.transcripts)
    under_way = transcripts.pop(address, None)
    if under_way and under_way.found:
        found = under_way.found
        found = replace(found, is_complete=False, left_open=found.open_subjects)
        scans[address] = completed(found, scans.get(address))
    return replace(
        memory,
        scans=MappingProxyType(scans),
        transcripts=MappingProxyType(transcripts),
        bans=MappingProxyType({**memory.bans, address: ban}),
    )


def without_ban(memory: Memory, address: str) -> Memory:
    """The memory, as a scan since has harmed nobody."""
    others = {key: ban for key, ban in memory.bans.items() if key != address}
    return replace(memory, bans=MappingProxyType(others))


def waits_until(ban: Ban, interval: float) -> datetime:
    """When the address is scanned again: twice as late each time, a day at most."""
    wait = timedelta(seconds=interval * 2.0 ** min(ban.times, 10))
    return ban.asked_at + max(timedelta(seconds=interval), min(wait, LONGEST_WAIT))


def cut_off(ban: Ban, interval: float) -> ScanCutOff:
    """What is told of a ban."""
    return ScanCutOff(
        needs="an answer to more hellos than the server takes from one address",
        asked_at=ban.asked_at,
        noticed_at=ban.noticed_at,
        times=ban.times,
        next_at=waits_until(ban, interval),
    )


def excused(visited: Attempts, ban: Ban | None, interval: float, now: datetime) -> Attempts:
    """What the visit came to, where a ban of ours explains the failure: that nothing is known."""
    if ban is None or not is_like_a_ban(visited):
        return visited
    if not ban.asked_at <= now < ban.asked_at + LONGEST_BAN:
        return visited
    return (
        Attempt(phase=Phase.CONNECT, outcome=cut_off(ban, interval)),
        Attempt(phase=Phase.HANDSHAKE, outcome=NO_PORT),
        Attempt(phase=Phase.CERTIFICATE, outcome=NO_PORT),
    )
