"""What scans of one address find accepted by turns is accepted, until it was refused for a while."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.model.evidence import Handshake
from exporter.model.inquiry import Scanning, Visit
from exporter.model.report import Report
from exporter.model.scan import Scan, SuiteAnswer
from exporter.views.metrics.table import TARGET_FACTS
from exporter.views.rendering import render
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol, Support
from tests.deployments import NOW
from tests.unit.inspection.world import (
    HANDSHAKE,
    World,
    address,
    scan,
    scanned,
    seen,
)

OLD = "compatibility_tls1_0_enabled"
WEAK = "compatibility_weak_cipher_enabled"
SUITE = SuiteAnswer(
    protocol=Protocol.TLS1_2, suite="TLS_RSA_WITH_3DES_EDE_CBC_SHA", is_accepted=True
)


def found(old: Support, *suites: SuiteAnswer) -> Scan:
    """A scan that says this of TLS 1.0, with these weak suites."""
    weak = Support.YES if suites else Support.NO
    return replace(
        scan(),
        protocols=((Protocol.TLS1_0, old), (Protocol.TLS1_2, Support.YES)),
        weak_ciphers=((CipherClass.TRIPLE_DES, weak),),
        suites=suites,
    )


STATIC = replace(HANDSHAKE, cipher="TLS_RSA_WITH_AES_128_GCM_SHA256")
ON, OFF, OPEN = found(Support.YES), found(Support.NO), found(Support.UNKNOWN)
FRAIL = found(Support.NO, SUITE)


class Scanned(World):
    """One address, scanned each hour."""

    def __init__(self) -> None:
        super().__init__(now=NOW)

    async def finds(self, scans: Iterable[Scan]) -> list[list[str]]:
        """What each scan lets be told of old versions and weak suites."""
        return await self.codes(scans, OLD, WEAK)

    async def codes(
        self, scans: Iterable[Scan], *of: str, handshake: Handshake = STATIC
    ) -> list[list[str]]:
        """Which of these findings each scan lets be told."""
        reports = [await self.report(each, handshake) for each in scans]
        codes = [[one.kind.code for one in report.findings] for report in reports]
        return [[code for code in each if code in of] for each in codes]

    async def report(self, found: Scan, handshake: Handshake = STATIC) -> Report:
        """After a scan an hour later."""
        self.now += timedelta(hours=1)
        connected, shaken, presented = seen()
        visited = (connected, replace(shaken, outcome=handshake), presented)
        self.probe.will_say(Visit(address()), visited)
        self.probe.will_say(Scanning(address()), scanned(replace(found, taken_at=self.now)))
        self.probe.script[Scanning(address(), last=self.memory.scans.get("192.0.2.1"))] = (
            self.probe.script[Scanning(address())]
        )
        return await self.inspect()


async def test_a_version_that_is_on_by_turns_is_on() -> None:
    """Once both answers have come back, and until more scans in a row have said no than chance explains."""
    world = Scanned()
    assert await world.finds([OFF, ON, OFF, ON]) == [[], [OLD], [], [OLD]]
    assert await world.finds([OFF, OFF, ON] * 4) == [[OLD]] * 12
    assert await world.finds([OFF] * 12) == [[OLD]] * 9 + [[]] * 3
    assert dict(world.memory.swinging["192.0.2.1"]) == {}


async def test_how_often_it_was_on_is_told() -> None:
    """With the remedy for several servers."""
    world = Scanned()
    await world.finds([ON, OFF] * 3)
    report = await world.report(ON)
    finding = next(one for one in report.findings if one.kind.code == OLD)
    assert finding.evidence == (
        "192.0.2.1:443 accepts TLSv1.0; the minimum is TLSv1.2, in 4 of the last 7 scans, "
        "the last time at 2026-06-01 19:00 UTC"
    )
    assert finding.remedy.startswith("Change the setting on every server behind this address")


async def test_a_version_that_was_turned_off_is_off() -> None:
    """With the first scan that says so, and one that is turned on again is on."""
    found = await Scanned().finds([ON, ON, ON, OFF, OFF, OFF, OFF, ON])
    assert found == [[OLD]] * 3 + [[]] * 4 + [[OLD]]


@pytest.mark.parametrize("every", [2, 3, 4])
async def test_what_one_scan_in_some_finds_on_is_on(every: int) -> None:
    """From the second that finds it."""
    world, off = Scanned(), [OFF] * (every - 1)
    assert await world.finds([*off, ON, *off]) == [[]] * (every - 1) + [[OLD]] + [[]] * (every - 1)
    assert await world.finds([ON, *off] * 6) == [[OLD]] * 6 * every


async def test_what_a_scan_left_open_ends_nothing() -> None:
    """It was neither."""
    world = Scanned()
    await world.finds([ON, OFF] * 3)
    assert await world.finds([OPEN] * 3 + [OFF]) == [[OLD]] * 4


@pytest.mark.parametrize(("known", "told"), [(ON, 1), (OFF, 0)])
async def test_what_is_found_out_by_turns_is_known(known: Scan, told: int) -> None:
    """Once it was left open twice and found out again; what stays open is unknown."""
    world = Scanned()
    answers = [enabled(await world.report(each)) for each in [known, OPEN] * 3]
    assert answers == [told, None, told, told, told, told]
    answers = [enabled(await world.report(OPEN)) for _ in range(8)]
    assert answers == [told] * 4 + [None] * 4


async def test_a_yes_ends_a_no_that_was_found_out_by_turns() -> None:
    """With the first scan that says so."""
    world = Scanned()
    await world.finds([OFF, OPEN] * 3)
    assert await world.finds([ON]) == [[OLD]]


def enabled(report: Report) -> float | None:
    """Whether TLS 1.0 is on, as the series has it."""
    lines = b"".join(render(report, TARGET_FACTS).lines).decode().splitlines()
    found = (
        line for line in lines if line.startswith("tls_protocol_enabled{") and "TLSv1.0" in line
    )
    return next((float(line.rsplit(" ", 1)[1]) for line in found), None)


async def test_weak_suites_by_turns_are_named() -> None:
    """Those of the last scan that found any."""
    world = Scanned()
    await world.finds([FRAIL, OFF] * 3)
    report = await world.report(OFF)
    proof = next(one.evidence for one in report.findings if one.kind.code == WEAK)
    assert "TLS_RSA_WITH_3DES_EDE_CBC_SHA at TLSv1.2, in 3 of the last 7 scans" in proof


async def test_nothing_is_kept_of_scans_that_agree() -> None:
    """However many there are."""
    world = Scanned()
    await world.finds([OFF] * 5)
    assert dict(world.memory.swinging) == {}


GROWN = replace(
    OFF, forward_secrecy=Support.YES, large_hellos=Support.YES, secure_renegotiation=Support.YES
)
LACKING = replace(
    OFF, forward_secrecy=Support.NO, large_hellos=Support.NO, secure_renegotiation=Support.NO
)
LONG, SHORT = replace(GROWN, dh_bits=2048), replace(GROWN, dh_bits=1024)
EPHEMERAL = replace(HANDSHAKE, cipher="TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")


@pytest.mark.parametrize(
    ("bad", "good", "code"),
    [
        (LACKING, GROWN, "compatibility_no_forward_secrecy"),
        (LACKING, GROWN, "compatibility_large_hello_dropped"),
        (SHORT, LONG, "compatibility_weak_dh"),
        (SHORT, GROWN, "compatibility_weak_dh"),
    ],
)
async def test_what_one_of_two_servers_lacks_is_told_scan_after_scan(
    bad: Scan, good: Scan, code: str
) -> None:
    """Once both answers have come back, and until more scans in a row were without than chance explains."""
    world = Scanned()
    assert await world.codes([good, bad, good, bad], code) == [[], [code], [], [code]]
    assert await world.codes([good, good, bad] * 4, code) == [[code]] * 12
    assert await world.codes([good] * 12, code) == [[code]] * 9 + [[]] * 3
    assert dict(world.memory.swinging["192.0.2.1"]) == {}


@pytest.mark.parametrize("code", ["compatibility_no_forward_secrecy", "compatibility_weak_dh"])
async def test_how_often_it_was_lacking_is_told(code: str) -> None:
    """With the remedy for several servers."""
    world = Scanned()
    await world.finds([replace(LACKING, dh_bits=1024), LONG] * 3)
    report = await world.report(LONG)
    finding = next(one for one in report.findings if one.kind.code == code)
    assert finding.evidence.endswith(
        ", in 3 of the last 7 scans, the last time at 2026-06-01 17:00 UTC"
    )
    assert finding.remedy.startswith("Change the setting on every server behind this address")


async def test_a_handshake_with_one_server_mends_no_other() -> None:
    """It agrees with whichever answers, and what the other lacks is told all the same."""
    world = Scanned()
    await world.finds([GROWN, LACKING] * 3)
    codes = [
        await world.codes([scan], "compatibility_no_forward_secrecy", handshake=shake)
        for shake in (EPHEMERAL, STATIC)
        for scan in (GROWN, LACKING)
    ]
    assert codes == [[["compatibility_no_forward_secrecy"]]] * 4


SHA1, SHA256 = ((Protocol.TLS1_2, f"RSA_PKCS1_{name}") for name in ("SHA1", "SHA256"))
UNSIGNED, UNSIGNED_OLD = (
    replace(OFF, refused_signatures=refused) for refused in ((SHA256,), (SHA1, SHA256))
)
CLASSIC, OTHER, HYBRID = (
    replace(OFF, preferred_group=group) for group in ("x25519", "secp384r1", "SecP256r1MLKEM768")
)


@pytest.mark.parametrize(
    ("one", "other", "held"),
    [
        (GROWN, LACKING, (Support.NO, (), "")),
        (OFF, UNSIGNED, (Support.UNKNOWN, (SHA256,), "")),
        (UNSIGNED, UNSIGNED_OLD, (Support.UNKNOWN, (SHA1, SHA256), "")),
        (CLASSIC, HYBRID, (Support.UNKNOWN, (), "x25519")),
        (CLASSIC, OTHER, (Support.UNKNOWN, (), "secp384r1")),
        (HYBRID, OFF, (Support.UNKNOWN, (), "SecP256r1MLKEM768")),
    ],
)
async def test_the_worst_of_two_servers_stands(
    one: Scan, other: Scan, held: tuple[Support, tuple[tuple[Protocol, str], ...], str]
) -> None:
    """What clients want, verify and get does not go from scan to scan; it ends when one is mended."""
    world = Scanned()
    await world.finds([one, other] * 3)
    for each in (one, other, one, one):
        assert wanted_of(await world.report(each)) == held
    await world.finds([one] * 7)
    told = one.secure_renegotiation, one.refused_signatures, one.preferred_group
    assert wanted_of(await world.report(one)) == told


def wanted_of(report: Report) -> tuple[Support, tuple[tuple[Protocol, str], ...], str]:
    """How one address renegotiates, signs and agrees on keys."""
    (told,) = (seen.found(Scan) for _, seen in report.evidence.at_addresses())
    assert told
    return told.secure_renegotiation, told.refused_signatures, told.preferred_group


async def test_what_was_mended_is_told_no_more() -> None:
    """With the first scan that says so, where it never came back."""
    code = "compatibility_no_forward_secrecy"
    found = await Scanned().codes([LACKING, LACKING, GROWN, GROWN], code)
    assert found == [[code], [code], [], []]
