"""Step 4: names that lead nowhere, or elsewhere."""

from dns.rcode import Rcode

from exporter.lab.baselines import sound, sound_but, without_address
from exporter.lab.certificates import ServedChain
from exporter.lab.deployment import (
    SECOND_ADDRESS,
    Deployment,
    DnsAnswer,
    Listener,
    TlsServer,
    serving,
)
from exporter.lab.expectation import ABSENT, metric
from exporter.lab.scenario import Scenario, Watch, only
from exporter.words.standing import Standing
from exporter.words.step import Step

DNS: tuple[Scenario, ...] = (
    Scenario(
        name="wrong-address",
        title="The DNS record holds another address than it should",
        watch=Watch(expected_ips=only("192.0.2.10")),
        deployment=serving(ServedChain()),
        expectation=sound_but(
            findings={"dns_unexpected_address"},
            failing={Step.DNS},
            metrics=(
                metric("tls_dns_matches_expected", 0, resolver="lab"),
                metric("tls_dns_matches_expected", 0, resolver="lab-cache"),
            ),
        ),
    ),
    Scenario(
        name="stale-cache",
        title="The DNS record is right, but one resolver still has the old one",
        watch=Watch(expected_ips=only("127.0.0.1")),
        deployment=Deployment(
            listeners=(
                Listener(behaviour=TlsServer()),
                Listener(behaviour=TlsServer(), address=SECOND_ADDRESS),
            ),
            stale_answer=DnsAnswer(addresses=(SECOND_ADDRESS,)),
        ),
        expectation=sound_but(
            findings={"dns_unexpected_address", "dns_resolvers_disagree"},
            failing={Step.DNS},
            metrics=(
                metric("tls_dns_matches_expected", 1, resolver="lab"),
                metric("tls_dns_matches_expected", 0, resolver="lab-cache"),
                metric("tls_dns_resolvers_agree", 0),
            ),
        ),
    ),
    Scenario(
        name="split-view",
        title="Two resolvers give answers that have nothing in common",
        deployment=Deployment(
            listeners=(
                Listener(behaviour=TlsServer()),
                Listener(behaviour=TlsServer(), address=SECOND_ADDRESS),
            ),
            stale_answer=DnsAnswer(addresses=(SECOND_ADDRESS,)),
        ),
        expectation=sound(
            metric("tls_dns_resolvers_agree", 0),
            notes={"dns_resolvers_disagree"},
            standing=Standing.WARNING,
        ),
    ),
    Scenario(
        name="resolver-broken",
        title="The name resolves, but one of the two resolvers does not work",
        deployment=Deployment(
            listeners=(Listener(behaviour=TlsServer()),),
            stale_answer=DnsAnswer(rcode=Rcode.SERVFAIL),
        ),
        expectation=sound_but(
            findings={"dns_lookup_failed"},
            failing={Step.DNS},
            metrics=(
                metric("tls_probe_failure", 1, phase="dns", reason="dns_servfail"),
                metric("tls_dns_lookup_success", 1, resolver="lab"),
                metric("tls_dns_lookup_success", 0, resolver="lab-cache"),
                metric("tls_dns_resolvers_agree", ABSENT),
            ),
        ),
    ),
    Scenario(
        name="no-such-name",
        title="The name does not exist in DNS",
        deployment=Deployment(listeners=(), answer=DnsAnswer(rcode=Rcode.NXDOMAIN)),
        expectation=without_address(
            finding="dns_lookup_failed",
            metrics=(metric("tls_probe_failure", 1, phase="dns", reason="dns_nxdomain"),),
        ),
    ),
    Scenario(
        name="dns-broken",
        title="The zone's name servers do not work",
        deployment=Deployment(listeners=(), answer=DnsAnswer(rcode=Rcode.SERVFAIL)),
        expectation=without_address(
            finding="dns_lookup_failed",
            metrics=(metric("tls_probe_failure", 1, phase="dns", reason="dns_servfail"),),
        ),
    ),
)
