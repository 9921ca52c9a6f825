"""A real Prometheus scrapes the exporter, which watches real nginx through a real BIND."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as openmetrics_families,
)

from exporter.lab.certificates import LabAuthority, Leaf, SentChain, ServerKey, Validity
from tests.real.conftest import Program
from tests.real.programs.deployment import USUAL_CHAIN, Deployment, Deployments
from tests.real.programs.exporter import Exporter, running_exporter
from tests.real.programs.named import running_named
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port, poll_until
from tests.real.programs.prometheus import Prometheus, running_prometheus

pytestmark = pytest.mark.real

ZONE = "real.test"
TRUST_STORE = "lab"
RESOLVER = "bind"
ELSEWHERE = "127.0.9.254"
DAYS_ARE_MEANT = 'tls_certificate_expiry_days use base unit "seconds" instead of "days"'
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A deployment, and what each gauge must say of it."""

    chain: SentChain = USUAL_CHAIN
    protocols: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")
    listens: bool = True
    expected_ip: str = ""
    """Where it is not the address of the record."""
    length: float = 2
    complete: float = 1
    weakest: str = "TLSv1.2"
    key_type: str = "ecdsa"


CASES = {
    "healthy": Case(),
    "rsa": Case(chain=SentChain(leaf=Leaf(key=ServerKey.RSA_2048)), key_type="rsa"),
    "ends-soon": Case(chain=SentChain(leaf=Leaf(validity=Validity(age=80, left=3.5)))),
    "expired": Case(chain=SentChain(leaf=Leaf(validity=Validity(age=365, left=-5)))),
    "not-yet-valid": Case(chain=SentChain(leaf=Leaf(validity=Validity(age=-1, left=60)))),
    "wrong-host": Case(chain=SentChain(leaf=Leaf(names=("other.test",)))),
    "no-intermediate": Case(chain=SentChain(above=()), length=1, complete=0),
    "issued-by-root": Case(
        chain=SentChain(leaf=Leaf(issuer=LabAuthority.ROOT), above=()), length=1
    ),
    "long-chain": Case(
        chain=SentChain(
            leaf=Leaf(issuer=LabAuthority.LOWER_INTERMEDIATE),
            above=(LabAuthority.LOWER_INTERMEDIATE, LabAuthority.UPPER_INTERMEDIATE),
        ),
        length=3,
    ),
    "wrong-order": Case(
        chain=SentChain(
            leaf=Leaf(issuer=LabAuthority.LOWER_INTERMEDIATE),
            above=(LabAuthority.UPPER_INTERMEDIATE, LabAuthority.LOWER_INTERMEDIATE),
        ),
        length=3,
    ),
    "gap-in-chain": Case(
        chain=SentChain(
            leaf=Leaf(issuer=LabAuthority.LOWER_INTERMEDIATE),
            above=(LabAuthority.UPPER_INTERMEDIATE,),
        ),
        complete=0,
    ),
    "root-included": Case(
        chain=SentChain(above=(LabAuthority.INTERMEDIATE, LabAuthority.ROOT)), length=3
    ),
    "stranger-included": Case(
        chain=SentChain(above=(LabAuthority.INTERMEDIATE, LabAuthority.UNKNOWN_INTERMEDIATE)),
        length=3,
    ),
    "expired-intermediate": Case(
        chain=SentChain(
            leaf=Leaf(issuer=LabAuthority.EXPIRED_INTERMEDIATE),
            above=(LabAuthority.EXPIRED_INTERMEDIATE,),
        )
    ),
    "self-signed": Case(chain=SentChain(leaf=Leaf(issuer=None), above=()), length=1, complete=0),
    "foreign-root": Case(
        chain=SentChain(
            leaf=Leaf(issuer=LabAuthority.UNKNOWN_INTERMEDIATE),
            above=(LabAuthority.UNKNOWN_INTERMEDIATE, LabAuthority.UNKNOWN_ROOT),
        ),
        length=3,
        complete=0,
    ),
    "tls10-enabled": Case(protocols=("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"), weakest="TLSv1.0"),
    "tls11-enabled": Case(protocols=("TLSv1.1", "TLSv1.2"), weakest="TLSv1.1"),
    "tls10-only": Case(protocols=("TLSv1",), weakest="TLSv1.0"),
    "tls13-only": Case(protocols=("TLSv1.3",), weakest="TLSv1.3"),
    "wrong-record": Case(expected_ip=ELSEWHERE),
    "closed-port": Case(listens=False),
}
ADDRESSES = {name: f"127.0.9.{number}" for number, name in enumerate(CASES, start=1)}
LISTENING = {name: case for name, case in CASES.items() if case.listens}

Series = dict[frozenset[tuple[str, str]], float]
"""Values by the labels that the exporter gave."""


@pytest.fixture(scope="module")
def deployed(deployments: Deployments) -> dict[str, Deployment]:
    """The certificates of every case."""
    return {name: deployments.deploy(f"{name}.{ZONE}", case.chain) for name, case in CASES.items()}


@pytest.fixture(scope="module")
def exporter(
    program: Program, folder: Path, deployments: Deployments, deployed: dict[str, Deployment]
) -> Iterator[Exporter]:
    """The exporter that has reported on every case."""
    port = free_port()
    sites = [
        Site(
            deployment=deployed[name], address=ADDRESSES[name], port=port, protocols=case.protocols
        )
        for name, case in LISTENING.items()
    ]
    with (
        running_nginx(program("nginx"), folder, sites),
        running_named(program("named"), folder, ZONE, ADDRESSES) as dns_port,
        running_exporter(folder, _configuration(deployments, port, dns_port)) as exporter,
    ):
        yield exporter


@pytest.fixture(scope="module")
def prometheus(program: Program, folder: Path, exporter: Exporter) -> Iterator[Prometheus]:
    """Prometheus, with at least one scrape of every case."""
    with running_prometheus(program("prometheus"), folder, exporter.url) as prometheus:
        assert poll_until(lambda: len(prometheus.samples("tls_target_info")) == len(CASES))
        yield prometheus


def test_prometheus_has_the_expiry_days_of_every_target(
    prometheus: Prometheus, deployed: dict[str, Deployment]
) -> None:
    """Fractional days from the scrape to the leaf's notAfter, negative after it."""
    samples = prometheus.samples("tls_certificate_expiry_days")
    assert {sample.labels["target"] for sample in samples} == set(LISTENING)
    for sample in samples:
        leaf = deployed[sample.labels["target"]].certificates[0]
        seconds_left = leaf.not_valid_after_utc.timestamp() - sample.at
        assert sample.value * 86400 == pytest.approx(seconds_left, abs=2)


def test_prometheus_has_the_chain_length_of_every_target(prometheus: Prometheus) -> None:
    """As many certificates as the server's file holds, now told apart by the leaf's key."""
    assert _series(prometheus, "tls_chain_length") == {
        _labels(name, address=ADDRESSES[name], key_type=case.key_type): case.length
        for name, case in LISTENING.items()
    }


def test_prometheus_has_the_completeness_of_every_chain(prometheus: Prometheus) -> None:
    """Whether the chain as sent leads to an anchor: neither dates, order nor name matter."""
    assert _series(prometheus, "tls_chain_complete") == {
        _labels(
            name, address=ADDRESSES[name], key_type=case.key_type, trust_store=TRUST_STORE
        ): case.complete
        for name, case in LISTENING.items()
    }


def test_prometheus_has_the_weakest_protocol_of_every_target(prometheus: Prometheus) -> None:
    """The weakest version that nginx was told to accept, by name and as a number."""
    assert _series(prometheus, "tls_weakest_protocol") == {
        _labels(name, address=ADDRESSES[name], protocol=case.weakest): float(case.weakest[-3:])
        for name, case in LISTENING.items()
    }


def test_prometheus_has_the_dns_match_of_every_target(prometheus: Prometheus) -> None:
    """BIND's record is where it should be, but for the one that is not."""
    assert _series(prometheus, "tls_dns_matches_expected") == {
        _labels(name, resolver=RESOLVER): float(name != "wrong-record") for name in CASES
    }


def test_prometheus_has_the_port_state_of_every_target(prometheus: Prometheus) -> None:
    """Every port is open, but for the one where nothing listens."""
    assert _series(prometheus, "tls_port_open") == {
        _labels(name, address=ADDRESSES[name], role="resolved"): float(name != "closed-port")
        for name in CASES
    }


def test_prometheus_scrapes_without_complaint(prometheus: Prometheus) -> None:
    """The scrape is healthy, and Prometheus has nothing to warn of."""
    (target,) = prometheus.scrape_targets()
    assert (target["health"], target["lastError"]) == ("up", "")
    assert [sample.value for sample in prometheus.samples("up")] == [1]
    complaints = [
        line for line in prometheus.log.read_text().splitlines() if "level=info" not in line
    ]
    assert complaints == []


def test_promtool_minds_nothing_but_the_days(exporter: Exporter, program: Program) -> None:
    """`promtool check metrics` reads the page, and remarks only that days are no base unit."""
    command: list[str | Path] = [program("promtool"), "check", "metrics"]
    completed = subprocess.run(
        command, input=exporter.get("/metrics"), capture_output=True, check=False
    )
    remarks = (completed.stdout + completed.stderr).decode().splitlines()
    assert remarks == [DAYS_ARE_MEANT]


def test_both_formats_have_the_same_series(exporter: Exporter) -> None:
    """OpenMetrics is well-formed, and says what the text format says."""
    openmetrics = exporter.get("/metrics", Accept=OPENMETRICS).decode()
    families = list(openmetrics_families(openmetrics))
    in_openmetrics = {
        (sample.name, frozenset(sample.labels.items()))
        for family in families
        for sample in family.samples
        if sample.name.startswith("tls_")
    }
    in_text = {
        (sample.name, frozenset(sample.labels.items()))
        for sample in exporter.scrape().samples
        if sample.name.startswith("tls_")
    }
    assert in_openmetrics == in_text


def _configuration(deployments: Deployments, port: int, dns_port: int) -> dict[str, Any]:
    return {
        "trust_stores": {TRUST_STORE: {"file": str(deployments.root_file)}},
        "resolvers": [{"name": RESOLVER, "address": f"127.0.0.1:{dns_port}"}],
        "defaults": {"trust": [TRUST_STORE]},
        "targets": [
            {
                "name": name,
                "host": f"{name}.{ZONE}",
                "port": port,
                "expected_ips": [case.expected_ip or ADDRESSES[name]],
            }
            for name, case in CASES.items()
        ],
    }


def _series(prometheus: Prometheus, metric: str) -> Series:
    added = {"__name__", "instance", "job"}
    return {
        frozenset(item for item in sample.labels.items() if item[0] not in added): sample.value
        for sample in prometheus.samples(metric)
    }


def _labels(target: str, **others: str) -> frozenset[tuple[str, str]]:
    return frozenset({"target": target, **others}.items())
