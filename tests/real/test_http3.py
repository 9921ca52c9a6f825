"""Caddy offers HTTP/3 where it speaks QUIC, and goes on offering it where it no longer does."""

from pathlib import Path

import pytest

from exporter.model.report import Report
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from exporter.words.step import Step
from tests.probed import probed_once
from tests.real.conftest import Program
from tests.real.programs.set_ups import HOST, caddy, laid_ground

pytestmark = pytest.mark.real


def report(program: Program, folder: Path, template: str) -> tuple[int, Report]:
    """The port of a Caddy with a configuration, and what is told of it."""
    ground = laid_ground(program, folder)
    anchors = ground.deployments.root_file.read_bytes()
    store = TrustAnchors(name="test", pem=anchors, profile=Profile.PRIVATE)
    with caddy(template).start(ground) as port:
        target = Target(
            name="caddy",
            host="127.0.0.1",
            port=port,
            server_name=HOST,
            policy=Policy(trust=("test",), alpn=("h2", "http/1.1"), scan_pace=0.0),
        )
        return port, probed_once(target, store)


def test_where_quic_is_spoken_is_said(program: Program, folder: Path) -> None:
    """By Caddy as it is by itself."""
    port, told = report(program, folder, "Caddyfile")
    step = next(one for one in told.ladder if one.step is Step.CLIENT_CACHE)
    assert step.findings == ()
    assert f'browsers may use h3=":{port}"; ma=2592000, where QUIC is spoken' in step.summary


def test_what_is_offered_and_withdrawn_is_found(program: Program, folder: Path) -> None:
    """The field is left in the configuration, and HTTP/3 switched off."""
    port, told = report(program, folder, "http3-withdrawn.caddyfile")
    found = {one.kind.code: one.evidence for one in told.findings}
    assert found["client_cache_http3_unanswered"] == (
        f'127.0.0.1:{port} sends “Alt-Svc: h3=":{port}"; ma=2592000”, '
        f"and UDP port {port} is closed there"
    )
