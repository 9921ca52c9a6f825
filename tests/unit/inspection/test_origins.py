"""An origin is judged by what is asked of it, and by nothing that was seen at another port."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from exporter.inspection.inspect import inspect
from exporter.model.certificate import Appraisal
from exporter.model.inquiry import Lookup, Visit
from exporter.model.memory import Memory
from exporter.model.place import Address
from exporter.model.report import Report
from exporter.model.target import Origin, Target
from exporter.words.role import Role
from tests.probed import unexpected
from tests.unit.inspection.world import (
    START,
    SYSTEM,
    ScriptedAppraiser,
    ScriptedProbe,
    address,
    answer,
    seen,
    under,
    usual_probe,
)

CDN = address()
ORIGIN = Address(address="198.51.100.7", port=8443, role=Role.ORIGIN)
OWN = Origin(address="198.51.100.7", port=8443, trust=("cdn-ca",))
LEAF = (b"leaf",)


def watching(*origins: Origin) -> Target:
    """The target, never scanned."""
    return replace(under(scan_interval=0), origins=origins)


@dataclass
class NamingAppraiser(ScriptedAppraiser):
    """Tells of each judgement by which stores it was made."""

    asked: list[tuple[bytes, tuple[str, ...]]] = field(default_factory=list)

    def appraise(
        self, chain: tuple[bytes, ...], *, server_name: str, trust: tuple[str, ...], now: datetime
    ) -> Appraisal:
        """As scripted."""
        self.asked.append((chain[0], trust))
        return ScriptedAppraiser.appraise(
            self, chain, server_name=server_name, trust=trust, now=now
        )


def network() -> ScriptedProbe:
    """The CDN and the origin present the very same certificate."""
    probe = usual_probe([CDN])
    probe.will_say(Visit(ORIGIN), seen(*LEAF))
    return probe


def inspected(
    target: Target,
    probe: ScriptedProbe,
    appraiser: ScriptedAppraiser,
    memory: Memory | None = None,
    *,
    now: datetime = START,
) -> Memory:
    """The memory after another inspection."""
    return asyncio.run(
        inspect(
            target,
            memory or Memory(),
            probe=probe,
            appraiser=lambda: appraiser,
            now=now,
            on_defect=unexpected,
        )
    )


def trusted_by(report: Report | None) -> dict[str, tuple[str, ...]]:
    """By address, the stores by which its chain was judged."""
    assert report is not None
    return {one.address: one.appraisal.trust for one in report.chains}


def test_a_chain_is_judged_by_the_stores_of_each_place_that_presents_it() -> None:
    """Once for each, and not again while that holds; other stores at the origin are asked anew."""
    probe, appraiser = network(), NamingAppraiser()
    memory = inspected(watching(OWN), probe, appraiser)
    assert trusted_by(memory.report) == {
        "192.0.2.1": ("mozilla",),
        "198.51.100.7": ("cdn-ca",),
    }
    assert appraiser.asked == [(b"leaf", ("mozilla",)), (b"leaf", ("cdn-ca",))]
    soon = START + timedelta(minutes=1)
    memory = inspected(watching(OWN), probe, appraiser, memory, now=soon)
    assert len(appraiser.asked) == 2
    other = replace(OWN, trust=("other-ca",))
    memory = inspected(watching(other), probe, appraiser, memory, now=soon)
    assert trusted_by(memory.report)["198.51.100.7"] == ("other-ca",)
    assert appraiser.asked[2:] == [(b"leaf", ("other-ca",))]


def test_what_was_seen_at_another_port_is_forgotten() -> None:
    """The certificate of the former port has not been replaced: another server was asked."""
    probe, appraiser = network(), NamingAppraiser()
    memory = inspected(watching(OWN), probe, appraiser)
    moved = replace(ORIGIN, port=9443)
    probe.will_say(Visit(moved), seen(b"another"))
    later = START + timedelta(minutes=5)
    memory = inspected(watching(replace(OWN, port=9443)), probe, appraiser, memory, now=later)
    assert memory.report is not None
    assert not memory.report.changed
    assert len(memory.leaves["198.51.100.7"]) == 1
    assert memory.leaves["192.0.2.1"][-1].first_seen == START
    probe.will_say(Lookup(SYSTEM), answer("192.0.2.1", "198.51.100.7"))
    in_front = address("198.51.100.7")
    probe.will_say(Visit(in_front), seen(b"third"))
    memory = inspected(watching(OWN), probe, appraiser, memory, now=later + timedelta(minutes=5))
    assert memory.report is not None
    assert not memory.report.changed
    assert trusted_by(memory.report)["198.51.100.7"] == ("mozilla",)
