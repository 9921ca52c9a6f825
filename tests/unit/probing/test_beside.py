"""What names say beside their addresses is told as soon as it is known, and is not lost again."""

import asyncio

import pytest
from dns.name import Name, from_text
from dns.rdata import from_text as rdata

from exporter.model.dns import Answer, CaaSet, Permits, RecordSet
from exporter.model.https_record import HttpsRecords
from exporter.model.settings import Limits
from exporter.probing.beside import RecordsBeside
from exporter.probing.caa import known
from exporter.probing.deadline import Deadline
from exporter.probing.gate import Gate
from exporter.probing.https_records import read
from exporter.probing.lookups import SharedLookups, nobody_asks
from exporter.probing.pulse import Pulse
from exporter.probing.told import Told
from tests.unit.probing.free_time import FreeTime, run

HOST = "www.example.com"
ADVERT = [rdata("IN", "HTTPS", "1 . alpn=h2")]
ISSUE = [rdata("IN", "CAA", '0 issue "ca.example"')]


class SlowResolver:
    """Has addresses at once, and everything else after some seconds; names fail when told to."""

    name = "slow"

    def __init__(self, loop: FreeTime, seconds: float) -> None:
        self.seconds = seconds
        self.asked: list[str] = []
        self.is_failing = False
        self.is_broken = False
        self.beside = RecordsBeside(self.caa, self.https, loop.time)
        self.defects: list[Exception] = []
        pulse = Pulse(loop.time)
        gate = Gate(Limits(), clock=loop.time, call_later=loop.call_later)
        self.deadline = Deadline(1000.0, pulse)
        self.shared = SharedLookups(
            gate,
            pulse=pulse,
            on_defect=lambda _, error: self.defects.append(error),
            on_resolver=nobody_asks,
        )

    async def lookup(self, host: str) -> Told:
        """Good for 300 s."""
        self.asked.append(host)
        records = (RecordSet(rrtype="A", addresses=("192.0.2.1",), ttl=300),)
        return Told(outcome=Answer(records=records), lasts=300.0, name=host)

    async def caa(self, name: Name) -> CaaSet | None:
        """Of every name the same."""
        self.asked.append(f"{name} CAA")
        await asyncio.sleep(self.seconds)
        if self.is_broken:
            raise RuntimeError("scripted")
        return None if self.is_failing else known(name, ISSUE)

    async def https(self, name: Name) -> HttpsRecords | None:
        """Of every name the same."""
        self.asked.append(f"{name} HTTPS")
        await asyncio.sleep(self.seconds)
        return None if self.is_failing else read(name, ADVERT)

    async def told(self, port: int | None = 443) -> list[str]:
        """What is told beside the addresses, which always are."""
        told = await self.shared.lookup(self, HOST, self.deadline, https_port=port)
        assert isinstance(told.outcome, Answer)
        return [type(one).__name__ for one in told.beside]


BOTH = [Permits.__name__, HttpsRecords.__name__]


def test_what_comes_late_is_told_with_the_second_lookup() -> None:
    """Though the addresses are told from memory then; a slow resolver holds nobody up for longer than 0.3 s."""

    async def main(loop: FreeTime) -> None:
        slow, began = SlowResolver(loop, seconds=4.0), loop.now
        assert await slow.told() == []
        assert loop.now - began == pytest.approx(0.3)
        await asyncio.sleep(60.0)
        assert await slow.told() == BOTH
        assert loop.now - began == pytest.approx(60.3)
        assert slow.asked.count(HOST) == 1

    run(main)


def test_what_was_known_is_told_until_it_is_known_anew() -> None:
    """Asked again after 300 s, of a resolver that is slow, and then fails: an hour longer than it is good for."""

    async def main(loop: FreeTime) -> None:
        slow = SlowResolver(loop, seconds=4.0)
        await slow.told()
        began = loop.now
        for after in (301.0, 602.0, 903.0):
            await asyncio.sleep(began + after - loop.now)
            assert await slow.told() == BOTH
        await asyncio.sleep(10.0)
        slow.is_failing = True
        for after, told in ((4700.0, BOTH), (4900.0, BOTH[:1]), (7100.0, BOTH[:1]), (7300.0, [])):
            await asyncio.sleep(began + after - loop.now)
            assert await slow.told() == told

    run(main)


def test_targets_of_one_host_at_several_ports_share_its_addresses() -> None:
    """What browsers are told is of each port; a site that browsers do not come to has none."""

    async def main(loop: FreeTime) -> None:
        slow = SlowResolver(loop, seconds=0.1)
        assert await slow.told(443) == BOTH
        assert await slow.told(8443) == BOTH
        assert await slow.told(None) == BOTH[:1]
        assert slow.asked == [
            *(HOST, f"{HOST}. CAA", "example.com. CAA", "com. CAA", f"{HOST}. HTTPS"),
            f"_8443._https.{HOST}. HTTPS",
        ]

    run(main)


def test_a_defect_costs_what_it_was_met_in() -> None:
    """The addresses are told, and it is met once: every other name is below "com" as well."""

    async def main(loop: FreeTime) -> None:
        slow = SlowResolver(loop, seconds=0.1)
        slow.is_broken = True
        assert await slow.told() == []
        slow.is_broken = False
        assert await slow.told() == BOTH
        assert [str(one) for one in slow.defects] == ["scripted"]

    run(main)


async def test_a_name_of_more_than_ten_labels_is_not_asked_about() -> None:
    """Nor is one to which a port cannot be put; each of them is asked for."""
    asked: list[Name] = []

    async def ask(name: Name) -> None:
        asked.append(name)

    records = RecordsBeside(ask, ask, lambda: 0.0)
    assert await records.of("a." * 10 + "A", 443) == ()
    assert asked == [from_text("a." * 11)]
    longest = ".".join(["a" * 60] * 4)
    assert await records.of(longest, 8443) == ()
    assert len(asked) == 5
