"""Scans say nothing false over a path that spoils connections, whatever they leave open."""

from dataclasses import replace
from random import Random

import pytest

from exporter.probing.scan import ended
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused
from exporter.words.protocol import Protocol
from tests.simulation.faults import FAULTS, NONE, alert, every, sometimes
from tests.simulation.population import server
from tests.simulation.scans import NOW, scanned, simulated
from tests.unit.tls.scan.simulated_server import OFF, UNWILLING
from tests.unit.tls.scan.truth import Truth, falsehoods, left_open

# Thousands of scans over the same lines, that the scan's own tests reach.
pytestmark = pytest.mark.no_cover

SCANS = 24
"""Of servers that differ; `python -m tests.simulation.scans` scans a thousand at each fault."""


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_said_falsely(name: str) -> None:
    """By none of the scans."""
    outcome = simulated(FAULTS[name], SCANS)
    assert outcome.words == {}
    assert max(outcome.connections) <= 64


@pytest.mark.parametrize(("name", "scan"), [("30% reset", 2655), ("10% alert 40", 4679)])
def test_what_was_said_falsely_once_is_not_again(name: str, scan: int) -> None:
    """Four accidents came one after the other, in scans that had met a question refused in two ways."""
    assert simulated(FAULTS[name], 1, first=scan).words == {}


def test_four_accidents_of_one_question_and_no_other_leave_no_trace() -> None:
    """Once in 1,000 scans: all that comes is what comes of a faultless server without that suite."""
    chance, suite = Random(235), CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA  # noqa: S311 - the same each time
    unlucky = server(chance)
    suites = {
        version: tuple(one for one in accepted if one is not suite)
        for version, accepted in unlucky.suites.items()
    }
    seen = scanned(unlucky, FAULTS["10% alert 40"], chance)
    twin = scanned(replace(unlucky, suites=suites), NONE["none"], chance)
    assert suites != unlucky.suites
    assert seen.replies == twin.replies


def test_a_dead_member_of_a_cluster_leaves_no_weak_class_open() -> None:
    """Where the others refuse by words; what there was no time for is asked first by the next scan."""
    fault = every(2, lambda _question, _chance: Closed())
    for seed in range(SCANS):
        chance = Random(seed)  # noqa: S311 - the same each time
        configuration = replace(server(chance), version_refusal=OFF, offer_refusal=UNWILLING)
        said = ended(scanned(configuration, fault, chance), NOW)
        assert list(falsehoods(said, Truth(server=configuration))) == []
        assert said.left_open or left_open(said).isdisjoint({*Protocol, *CipherClass})


@pytest.mark.parametrize("code", [20, 49, 90, 200])
def test_an_odd_alert_is_as_good_as_silence(code: int) -> None:
    """To versions and to offers alike; now and then by chance, none is proof."""
    by_chance = simulated(sometimes(0.1, alert(code)), SCANS)
    assert by_chance.words == {}
    refusal = Refused(code)
    for seed in range(SCANS // 4):
        chance = Random(seed)  # noqa: S311 - the same each time
        configuration = replace(server(chance), version_refusal=refusal, offer_refusal=refusal)
        said = ended(scanned(configuration, NONE["none"], chance), NOW)
        assert list(falsehoods(said, Truth(server=configuration))) == []
        assert said.left_open or left_open(said).isdisjoint(CipherClass)


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_said_falsely_of_what_has_changed(name: str) -> None:
    """Since the last scan, which this one would only have to confirm."""
    outcome = simulated(FAULTS[name], SCANS, is_later=True)
    assert outcome.words == {}
    assert max(outcome.connections) <= 64


def test_what_came_between_two_forms_of_a_hello_was_as_long_as_a_period() -> None:
    """Twice, so that each third connection spoilt both hellos for a version that was new."""
    assert simulated(FAULTS["every 3th reset"], 1, first=720, is_later=True).words == {}


def test_errors_of_a_server_refuse_no_version_where_they_meet_suites_too() -> None:
    """Four came of handshakes at TLS 1.0, and one each of two hellos about suites."""
    assert simulated(FAULTS["10% alert 80"], 1, first=9, is_later=True).words == {}


def test_a_reliable_path_leaves_little_open() -> None:
    """Whatever the servers refuse by."""
    assert simulated(NONE["none"], SCANS).unknown / SCANS < 4
