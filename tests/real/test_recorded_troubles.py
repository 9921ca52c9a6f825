"""Troubles recorded off a running exporter, replayed to the rules, and told by a real Alertmanager."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.samples import Sample

from exporter.lab.certificates import Leaf, SentChain, Validity
from tests.real.conftest import Program
from tests.real.programs.alertmanager import Alertmanager
from tests.real.programs.deployment import Deployments
from tests.real.programs.exporter import running_exporter
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port, poll_until
from tests.real.programs.replay import READ_BY_RULES, Labels, Snapshot, replayed, series
from tests.real.programs.webhook import Webhook

pytestmark = pytest.mark.real

HOST = "site.test"
TARGETS = 20
MINUTES = 90
HEARD = range(5, MINUTES, 5)
"""Minutes at which Alertmanager is told what fires."""
THREE_DAYS = 3 * 86400
RESOLVER = "tls_exporter_resolver_up"
Shape = Callable[[int], str]
"""Which snapshot is scraped in a minute; nothing where the scrape fails."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What happens over an hour and a half, and whom somebody is told of."""

    shape: Shape
    told: set[tuple[str, str]]
    clock: float = 0.0
    """Seconds by which the exporter's is ahead."""


def own(alert: str) -> set[tuple[str, str]]:
    """One notification, of the exporter."""
    return {("", alert)}


OVERDUE = {("0", "TLSCertificateRenewalOverdue")}
SITUATIONS = {
    "all is well": Situation(lambda _: "sound", set()),
    "the resolver is dead": Situation(lambda _: "nameless", own("TLSExporterResolverDown")),
    "one proxy inspects all": Situation(lambda _: "strange", own("TLSExporterInspectionSuspected")),
    "the clock is ahead": Situation(
        lambda _: "ended", own("TLSExporterClockSuspected"), clock=THREE_DAYS
    ),
    "the uplink is down for a while": Situation(
        lambda minute: "closed" if 30 <= minute < 75 else "sound",
        own("TLSExporterUplinkSuspected"),
    ),
    "IPv6 is broken for a while": Situation(
        lambda minute: "halved" if 30 <= minute < 75 else "sound",
        own("TLSExporterUplinkSuspected"),
    ),
    "one probe in six is lost": Situation(
        lambda minute: "late" if minute % 30 < 25 else "lost", OVERDUE
    ),
    "one scrape in fifty fails": Situation(
        lambda minute: "late" if minute % 50 < 49 else "", OVERDUE
    ),
}


@pytest.fixture(scope="module")
def recorded(program: Program, folder: Path, deployments: Deployments) -> Mapping[str, Snapshot]:
    """What a running exporter says of sites in each state; its one resolver is dead."""
    lives = {"sound": (30, 60), "ended": (92, -2), "late": (75, 15)}
    ports = {name: free_port() for name in (*lives, "closed")}
    chains = {
        name: SentChain(leaf=Leaf(validity=Validity(age=age, left=left)))
        for name, (age, left) in lives.items()
    }
    sites = [
        Site(deployment=deployments.deploy(HOST, chain), port=ports[name])
        for name, chain in chains.items()
    ]
    reached = {name: {"addresses": ["127.0.0.1"], "port": port} for name, port in ports.items()}
    targets = [
        *many("sound", reached["sound"]),
        *many("ended", reached["ended"]),
        *many("strange", reached["sound"] | {"trust": ["mozilla"]}),
        *many("closed", reached["closed"]),
        *many("halved", reached["sound"] | {"addresses": ["127.0.0.1", "::1"]}),
        *many("nameless", {}),
        *many("late", reached["late"], 1),
        *many("lost", reached["closed"], 1),
    ]
    configuration = {
        "defaults": {"trust": ["lab"], "clients": [], "scan_interval": "0s"},
        "trust_stores": {"lab": {"file": str(deployments.root_file)}},
        "resolvers": [{"name": "corp", "address": f"127.0.0.1:{free_port()}"}],
        "targets": targets,
    }
    with (
        running_nginx(program("nginx"), folder, sites),
        running_exporter(folder, configuration) as exporter,
    ):
        # A lookup may go on when the probes that began it are over.
        assert poll_until(lambda: bool(exporter.scrape(RESOLVER).labels(RESOLVER, resolver="corp")))
        samples = [one for one in exporter.scrape().samples if one.name in READ_BY_RULES]
    states = dict.fromkeys(str(one["name"]).partition("-")[0] for one in targets)
    return {state: dict(said_of(state, samples)) for state in states}


def many(state: str, keys: Mapping[str, object], count: int = TARGETS) -> list[dict[str, object]]:
    """So many targets of one kind."""
    usual = {"host": HOST, "server_name": HOST}
    return [{**usual, **keys, "name": f"{state}-{number}"} for number in range(count)]


def said_of(state: str, samples: list[Sample]) -> Iterator[tuple[str, float]]:
    """The series of an exporter whose targets are all in one state, called by their numbers."""
    for one in samples:
        of_state, _, number = one.labels.get("target", f"{state}-").partition("-")
        is_lookup = "resolver" in one.labels and state != "nameless"  # the others ask nobody
        if of_state == state and not is_lookup:
            yield series(one, **({"target": number} if number else {})), float(one.value)


@pytest.fixture(scope="module")
def heard(
    program: Program, folder: Path, recorded: Mapping[str, Snapshot], alertmanager: Alertmanager
) -> Callable[[str], str]:
    """Tells Alertmanager of a situation as Prometheus would; the exporter that it is about."""

    def tell(name: str) -> str:
        instance = f"{name.replace(' ', '-')}:9843"
        known: list[Labels] = []
        situation = SITUATIONS[name]
        scraped = [recorded.get(situation.shape(minute), {}) for minute in range(MINUTES)]
        for firing in replayed(
            program("promtool"),
            folder,
            scraped,
            instance=instance,
            asked=HEARD,
            clock=situation.clock,
        ):
            if new := [labels for labels in firing if labels not in known]:
                known += new
                alertmanager.post(*({"labels": labels} for labels in known))
                alertmanager.settle()
        return instance

    return tell


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_trouble_is_told_once(
    name: str, heard: Callable[[str], str], webhook: Webhook
) -> None:
    """In the order in which alerts fire: of twenty targets one notification, or none."""
    instance = heard(name)
    told = {
        (notice.target, notice.name)
        for notice in webhook.notices
        if notice.labels.get("instance") == instance and notice.status == "firing"
    }
    assert told == SITUATIONS[name].told
