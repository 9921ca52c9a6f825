"""What one answer more in a scan adds to the memory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from exporter.inspection.scans.bans import banned
from exporter.inspection.scans.merged_scans import completed
from exporter.inspection.scans.other_certificates import with_others
from exporter.inspection.scans.pace import pause
from exporter.inspection.scans.swinging import with_ended
from exporter.model.attempt import Attempts
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.scan import Scan, Transcript
from exporter.model.target import Policy

T = TypeVar("T")


def learned(
    memory: Memory, address: str, scanned: Attempts, policy: Policy, now: datetime
) -> Memory:
    """The memory with what came of one question."""
    memory = with_others(memory, address, scanned, now)
    so_far, attempt = memory.transcripts[address], scanned[0]
    spent = (attempt.seconds or 0.0) + ((so_far.found and so_far.found.seconds) or 0.0)
    match attempt.outcome:
        case Scan() as scan:
            return ended(memory, address, replace(scan, seconds=spent))
        case Transcript(found=Scan() as found) as transcript:
            so_far = replace(transcript, found=replace(found, seconds=spent))
        case Failed():
            return replace(memory, transcripts=without(memory.transcripts, address))
    following = replace(so_far, due=now + pause(so_far, policy))
    transcripts = MappingProxyType({**memory.transcripts, address: following})
    return replace(memory, transcripts=transcripts)


def ended(memory: Memory, address: str, scan: Scan) -> Memory:
    """The memory with a scan that came to its end."""
    scan = completed(scan, memory.scans.get(address))
    scans = MappingProxyType({**without(memory.scans, address), address: scan})
    counted = with_ended(memory, address, scan)
    after = replace(counted, scans=scans, transcripts=without(memory.transcripts, address))
    return banned(after, address, scan.taken_at, scan.taken_at) if scan.is_cut_off else after


def without(known: Mapping[str, T], address: str) -> Mapping[str, T]:
    """What is known of the other addresses."""
    return MappingProxyType({key: value for key, value in known.items() if key != address})
