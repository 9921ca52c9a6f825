"""Deployments with nothing wrong: what must stay silent."""

from dataclasses import replace

from exporter.lab.baselines import A_MINUTE, sound
from exporter.lab.certificates import Authority, Key, Leaf, ServedChain, Validity
from exporter.lab.deployment import serving
from exporter.lab.expectation import ABSENT, metric
from exporter.lab.scenario import Scenario, Watch
from exporter.words.step import Step

HEALTHY: tuple[Scenario, ...] = (
    Scenario(
        name="healthy",
        title="All is well",
        deployment=serving(ServedChain()),
        expectation=sound(),
    ),
    Scenario(
        name="healthy-rsa",
        title="All is well, with an RSA key",
        deployment=serving(ServedChain(leaf=Leaf(key=Key.RSA_2048))),
        expectation=sound(metric("tls_certificate_info", 1, key="RSA 2048")),
    ),
    Scenario(
        name="healthy-deep",
        title="All is well, through two intermediates",
        deployment=serving(
            ServedChain(
                leaf=Leaf(issuer=Authority.LOWER_INTERMEDIATE),
                above=(Authority.LOWER_INTERMEDIATE, Authority.UPPER_INTERMEDIATE),
            )
        ),
        expectation=sound(metric("tls_chain_length", 3)),
    ),
    Scenario(
        name="wildcard",
        title="A wildcard covers the name",
        watch=Watch(host="shop.wildcard.test"),
        deployment=serving(ServedChain(leaf=Leaf(names=("*.wildcard.test",)))),
        expectation=sound(),
    ),
    Scenario(
        name="short-lived",
        title="4 days are left of 160 hours, which is plenty",
        deployment=serving(ServedChain(leaf=Leaf(validity=Validity(age=160 / 24 - 4, left=4)))),
        expectation=sound(metric("tls_certificate_expiry_days", 4, tolerance=A_MINUTE)),
    ),
    Scenario(
        name="bare-address",
        title="A target without a name: its certificate is for the address",
        watch=Watch(host="127.0.0.1"),
        deployment=serving(ServedChain()),
        expectation=replace(
            sound(
                metric("tls_dns_lookup_success", ABSENT),
                metric("tls_dns_addresses", ABSENT),
                metric("tls_dns_ttl_seconds", ABSENT),
                metric("tls_dns_resolvers_agree", ABSENT),
            ),
            passed=frozenset({Step.PORT, Step.CERTIFICATE, Step.CHAIN, Step.COMPATIBILITY}),
        ),
    ),
)
