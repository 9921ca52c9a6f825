"""Certificate timestamps are asked for once an hour, and told in between as long as the chain is the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from exporter.inspection.dossier import Dossier, begun
from exporter.inspection.timestamps import is_time_for_timestamps, with_known_timestamps
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Enclosure, Presentation
from exporter.model.memory import Memory
from exporter.words.phase import Phase
from tests.deployments import HEALTHY, SITE, TARGET

PLACE = SITE.place
AT = datetime(2026, 6, 1, 12, 10, tzinfo=UTC)


def presented(timestamps: bytes | None, *, chain: tuple[bytes, ...] = (b"leaf",)) -> Attempts:
    """What a handshake brought."""
    enclosed = Enclosure(staple=b"", timestamps=timestamps)
    shown = Presentation(chain=chain, enclosed=enclosed)
    return (Attempt(phase=Phase.CERTIFICATE, outcome=shown),)


def remembering(attempts: Attempts) -> Memory:
    """A target at whose address that was seen the last time, at ten past twelve."""
    report = HEALTHY.judged()
    sightings = tuple(
        replace(one, attempts=attempts) if one.place == PLACE else one
        for one in report.evidence.sightings
    )
    evidence = replace(report.evidence, sightings=sightings, started_at=AT)
    return Memory(report=replace(report, evidence=evidence))


def dossier(memory: Memory, *, is_forced: bool = False) -> Dossier:
    """An inspection that begins with this memory."""
    return begun(TARGET, memory, (), is_forced=is_forced)


@pytest.mark.parametrize(
    ("timestamps", "minutes", "is_time"),
    [(b"", 5, False), (b"x", 49, False), (b"x", 50, True), (b"", 180, True), (None, 5, True)],
)
def test_the_first_probe_of_an_hour_asks(
    timestamps: bytes | None, minutes: int, *, is_time: bool
) -> None:
    """And so does each until the server has had its say."""
    known = dossier(remembering(presented(timestamps)))
    assert is_time_for_timestamps(PLACE, known, AT + timedelta(minutes=minutes)) == is_time


def test_who_knows_nothing_or_wants_to_see_a_repair_asks() -> None:
    """At the first probe, at an address that is new, and by force."""
    known = remembering(presented(b""))
    assert is_time_for_timestamps(PLACE, dossier(Memory()), AT)
    assert is_time_for_timestamps(replace(PLACE, address="203.0.113.99"), dossier(known), AT)
    assert is_time_for_timestamps(PLACE, dossier(known, is_forced=True), AT)


def test_what_came_with_the_same_chain_is_told_while_nobody_asks() -> None:
    """The staple is that of today; with another chain nothing is known."""
    before = remembering(presented(b"timestamps"))
    assert with_known_timestamps(presented(None), PLACE, before) == presented(b"timestamps")
    assert with_known_timestamps(presented(b""), PLACE, before) == presented(b"")
    renewed = presented(None, chain=(b"other",))
    assert with_known_timestamps(renewed, PLACE, before) == renewed
    assert with_known_timestamps((), PLACE, before) == ()
