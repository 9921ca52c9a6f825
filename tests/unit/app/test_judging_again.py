"""A reload shows at once what it changes, and asks the network only where it must."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest
from prometheus_client import CollectorRegistry

from exporter.app import equipment
from exporter.app.target_watch import TargetWatch
from exporter.config import trust_anchors
from exporter.config.load import load_settings
from exporter.model.inquiry import Lookup, Scanning, Visit
from exporter.model.place import Resolver
from exporter.model.report import Report
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.words.reason import TrustReason
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

    def begin(self, target: Target, _now: datetime) -> ScriptedProbe:
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
    monkeypatch.setattr(trust_anchors, "mozilla_roots", lambda: ROOT.pem)

    def write(root: Issued, *, resolver: str = "one") -> Path:
        (tmp_path / "roots.pem").write_bytes(root.pem)
        file = tmp_path / "tls-exporter.yml"
        document = {
            "trust_stores": {"own": {"file": "roots.pem"}},
            "resolvers": [{"name": resolver, "address": "192.0.2.53"}],
            "defaults": {"interval": "1h", "trust": ["own"]},
            "targets": [{"host": "www.example.com", "name": "www"}],
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


async def test_other_trust_stores_judge_again_without_the_network(
    configure: Configure, asked: list[str]
) -> None:
    """What was seen is what it was, and stands otherwise now."""
    async with watching(configure(OTHER_ROOT)) as watch:
        before = watch.report("www")
        assert reason_in(before) is TrustReason.INCOMPLETE_CHAIN
        configure(ROOT)
        await watch.reload()
        while watch.report("www") is before:  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0)
        after = watch.report("www")
    assert before
    assert after
    assert reason_in(after) is None
    assert after.evidence is before.evidence
    assert asked == ["www"]


async def test_other_resolvers_are_asked_anew(configure: Configure, asked: list[str]) -> None:
    """What the old ones said is not shown for another hour."""
    async with watching(configure(ROOT)) as watch:
        configure(ROOT, resolver="two")
        await watch.reload()
        while len(asked) < 2:  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0)
        report = await watch.probe_now("www")
    assert report
    ((resolver, _),) = report.evidence.at_resolvers()
    assert resolver.name == "two"


async def test_a_reload_of_the_same_judges_nothing_again(
    configure: Configure, asked: list[str]
) -> None:
    """The report is the very same object."""
    async with watching(configure(ROOT)) as watch:
        before = watch.report("www")
        await watch.reload()
        assert watch.report("www") is before
    assert asked == ["www"]
