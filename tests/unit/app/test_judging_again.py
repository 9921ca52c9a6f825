"""A reload shows at once what it changes, and asks the network only where it must."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest
from prometheus_client import CollectorRegistry

from exporter.app import equipment, target_watch
from exporter.app.target_watch import TargetWatch
from exporter.config import trust_anchors
from exporter.config.load import load_settings
from exporter.inspection.judging import judgement
from exporter.inspection.judging.appraiser import Appraiser
from exporter.model.inquiry import Lookup, Scanning, Visit
from exporter.model.place import Resolver
from exporter.model.report import Report
from exporter.model.settings import Settings, TrustAnchors, TrustSource
from exporter.model.target import Target
from exporter.model.transparency import LogList
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.words.reason import TrustReason
from exporter.x509 import trust_store
from exporter.x509.decode import DecodedCertificate
from exporter.x509.trust_store import PemBlock, anchor
from tests.unit.inspection.world import ScriptedProbe, address, answer, scan, scanned, seen
from tests.unit.x509.pki import NOW, Issued, ca, leaf

ROOT = ca("Root")
OTHER_ROOT = ca("Other Root")
SERVER = leaf(ROOT)
Configure: TypeAlias = Callable[..., Path]


class ScriptedProber:
    """A network on which all is well, whatever resolver is asked."""

    def __init__(self, *, settings: Settings, asked: list[str], **_parts: object) -> None:
        self._resolvers = tuple(Resolver(name=one.name) for one in settings.resolvers)
        self._asked = asked

    def begin(self, target: Target, _now: datetime, **_kind: bool) -> ScriptedProbe:
        """An errand that is noted."""
        self._asked.append(target.name)
        probe = ScriptedProbe(resolvers=self._resolvers)
        for resolver in self._resolvers:
            probe.will_say(Lookup(resolver), answer("192.0.2.1"))
        probe.will_say(Visit(address()), seen(SERVER.der))
        probe.will_say(Scanning(address()), scanned(scan()))
        return probe

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The targets that were probed, one after the other."""
    names: list[str] = []

    def prober(*, settings: Settings, **parts: object) -> ScriptedProber:
        return ScriptedProber(settings=settings, asked=names, **parts)

    monkeypatch.setattr(equipment, "Prober", prober)
    return names


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Writes a configuration of one target that trusts this root alone."""
    # Reading the built-in store would take most of a test's time.
    built_in = TrustSource(paths=(str(tmp_path / "mozilla.pem"),))
    (tmp_path / "mozilla.pem").write_bytes(ROOT.pem)
    monkeypatch.setattr(trust_anchors, "MOZILLA", built_in)
    monkeypatch.setattr(target_watch, "INTERVAL", 0.01)

    def write(root: Issued, *, resolver: str = "one") -> Path:
        (tmp_path / "roots.pem").write_bytes(root.pem)
        file = tmp_path / "tls-exporter.yml"
        document = {
            "trust_stores": {"own": {"file": "roots.pem"}},
            "resolvers": [{"name": resolver, "address": "192.0.2.53"}],
            "defaults": {"interval": "1h", "trust": ["own"]},
            # By the name, its first probe is due in some thousandths of a second.
            "targets": [{"host": "www.example.com", "name": "mail"}],
        }
        file.write_text(json.dumps(document))
        return file

    return write


@asynccontextmanager
async def watching(file: Path) -> AsyncIterator[TargetWatch]:
    """A watch at work that has probed its target."""
    watch = TargetWatch(
        load_settings(file),
        config_file=file,
        metrics=ExporterMetrics(CollectorRegistry()),
        clock=lambda: NOW,
    )
    running = asyncio.create_task(watch.run())
    try:
        while not watch.is_ready:  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0)
        yield watch
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def reason_in(report: Report | None) -> TrustReason | None:
    """Why the chain is not trusted; None where it is."""
    assert report
    ((_, assessment),) = report.assessments()
    (verdict,) = assessment.trust
    return verdict.failure.reason if verdict.failure else None


@pytest.mark.parametrize("light", [16 * 1024, 0])
async def test_other_trust_stores_judge_again_without_the_network(
    configure: Configure, asked: list[str], monkeypatch: pytest.MonkeyPatch, light: int
) -> None:
    """What was seen is what it was, and stands otherwise now; on the loop, or in a thread where it takes long."""
    monkeypatch.setattr(judgement, "LIGHT", light)
    async with watching(configure(OTHER_ROOT)) as watch:
        before = watch.report("mail")
        assert reason_in(before) is TrustReason.INCOMPLETE_CHAIN
        configure(ROOT)
        await watch.reload()
        after = await changed(watch, before)
    assert before
    assert after
    assert reason_in(after) is None
    assert after.evidence is before.evidence
    assert asked == ["mail"]


async def changed(watch: TargetWatch, before: Report | None) -> Report | None:
    """The report on the target that takes the place of that one."""
    while watch.report("mail") is before:  # noqa: ASYNC110 - it sets no event
        await asyncio.sleep(0.001)
    return watch.report("mail")


async def test_the_file_of_a_trust_store_that_changes_is_read_again(
    configure: Configure, asked: list[str], tmp_path: Path
) -> None:
    """Without a reload and without the network: what was seen is judged by what is trusted now."""
    async with watching(configure(OTHER_ROOT)) as watch:
        before = watch.report("mail")
        assert reason_in(before) is TrustReason.INCOMPLETE_CHAIN
        (tmp_path / "roots.pem").write_bytes(ROOT.pem)
        after = await changed(watch, before)
        assert watch.problems() == ()
    assert before
    assert after
    assert reason_in(after) is None
    assert after.evidence is before.evidence
    assert asked == ["mail"]


@pytest.mark.usefixtures("asked")
async def test_trust_stores_at_which_a_defect_was_met_are_tried_again(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not taken for those in force, as nothing was judged by them."""
    appraiser_of, tried = equipment.appraiser_of, 0

    def failing_once(stores: tuple[TrustAnchors, ...], logs: LogList | None) -> Appraiser:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise RuntimeError("scripted")
        return appraiser_of(stores, logs)

    async with watching(configure(OTHER_ROOT)) as watch:
        before = watch.report("mail")
        monkeypatch.setattr(equipment, "appraiser_of", failing_once)
        (tmp_path / "roots.pem").write_bytes(ROOT.pem)
        async with asyncio.timeout(10):
            after = await changed(watch, before)
    assert reason_in(after) is None
    assert tried == 2


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it holds no PEM certificate"),
        (ROOT.pem[:300], "it ends amid certificate 1; write it to another file"),
        (None, "does not exist; correct the path"),
    ],
)
async def test_a_broken_file_leaves_its_trust_store_as_it_was(
    configure: Configure,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    content: bytes | None,
    told: str,
) -> None:
    """The error is told once, and is gone when the file is whole again."""
    async with watching(configure(ROOT)) as watch:
        before = watch.report("mail")
        (tmp_path / "roots.pem").unlink()
        if content is not None:
            (tmp_path / "roots.pem").write_bytes(content)
        while not watch.problems():  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0.001)
        (problem,) = watch.problems()
        assert problem.startswith(
            f"The trust store own could not be read again, and stands as it was: roots.pem: {told}"
        )
        assert watch.report("mail") is before
        (tmp_path / "roots.pem").write_bytes(OTHER_ROOT.pem)
        after = await changed(watch, before)
        assert watch.problems() == ()
    assert reason_in(before) is None
    assert reason_in(after) is TrustReason.INCOMPLETE_CHAIN
    errors = [one for one in caplog.records if one.message == "trust store not read again"]
    assert [one.levelname for one in errors] == ["ERROR"]


@pytest.mark.usefixtures("asked")
async def test_roots_are_opened_beside_the_loop(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred and fifty take a tenth of a second, in which all else goes on."""
    threads = set[str]()

    def noted(block: PemBlock) -> DecodedCertificate:
        threads.add(threading.current_thread().name)
        return anchor(block)

    file = configure(OTHER_ROOT)
    async with watching(file) as watch:
        before = watch.report("mail")
        monkeypatch.setattr(trust_store, "anchor", noted)
        (tmp_path / "roots.pem").write_bytes(ROOT.pem)
        await changed(watch, before)
        configure(OTHER_ROOT)
        await watch.reload()
    assert threads
    assert threading.current_thread().name not in threads


async def test_other_resolvers_are_asked_anew(configure: Configure, asked: list[str]) -> None:
    """What the old ones said is not shown for another hour."""
    async with watching(configure(ROOT)) as watch:
        configure(ROOT, resolver="two")
        await watch.reload()
        while len(asked) < 2:  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0)
        report = await watch.probe_now("mail")
    assert report
    ((resolver, _),) = report.evidence.at_resolvers()
    assert resolver.name == "two"


async def test_a_reload_of_the_same_judges_nothing_again(
    configure: Configure, asked: list[str]
) -> None:
    """The report is the very same object."""
    async with watching(configure(ROOT)) as watch:
        before = watch.report("mail")
        await watch.reload()
        assert watch.report("mail") is before
    assert asked == ["mail"]
