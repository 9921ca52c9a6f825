"""Step 3: certificates outside their dates, for other names, of unknown issuers."""

from exporter.lab.baselines import A_BROWSER, A_MINUTE, NO_CLIENT, sound, sound_but
from exporter.lab.certificates import Authority, Leaf, ServedChain, Validity
from exporter.lab.deployment import (
    FIRST_ADDRESS,
    SECOND_ADDRESS,
    Deployment,
    DnsAnswer,
    Listener,
    TlsServer,
    serving,
)
from exporter.lab.expectation import ABSENT, metric
from exporter.lab.scenario import Scenario
from exporter.words.standing import Standing
from exporter.words.step import Step

ENDED_TWO_DAYS_AGO = ServedChain(leaf=Leaf(validity=Validity(age=92, left=-2)))

CERTIFICATE: tuple[Scenario, ...] = (
    Scenario(
        name="expired",
        title="The certificate ended 2 days ago",
        deployment=serving(ENDED_TWO_DAYS_AGO),
        expectation=sound_but(
            findings={"certificate_expired"},
            failing={Step.CERTIFICATE},
            metrics=(
                metric("tls_certificate_expiry_days", -2, tolerance=A_MINUTE),
                metric("tls_certificate_trusted", 0, trust_store="lab"),
                metric("tls_certificate_trust_failure", 1, trust_store="lab", reason="expired"),
                NO_CLIENT,
            ),
        ),
    ),
    Scenario(
        name="one-of-two-expired",
        title="One of two servers still has the old certificate",
        deployment=Deployment(
            listeners=(
                Listener(behaviour=TlsServer()),
                Listener(behaviour=TlsServer(chain=ENDED_TWO_DAYS_AGO), address=SECOND_ADDRESS),
            ),
            answer=DnsAnswer(addresses=(FIRST_ADDRESS, SECOND_ADDRESS)),
        ),
        expectation=sound_but(
            findings={"certificate_expired"},
            failing={Step.CERTIFICATE},
            metrics=(
                metric("tls_dns_addresses", 2, resolver="lab", rrtype="A"),
                metric("tls_handshake_success", 1, address="127.0.0.1"),
                metric("tls_handshake_success", 1, address="127.0.0.2"),
                metric("tls_certificate_expiry_days", 60, tolerance=A_MINUTE, address="127.0.0.1"),
                metric("tls_certificate_expiry_days", -2, tolerance=A_MINUTE, address="127.0.0.2"),
                metric("tls_certificate_trusted", 1, address="127.0.0.1", trust_store="lab"),
                metric("tls_certificate_trusted", 0, address="127.0.0.2", trust_store="lab"),
                metric("tls_certificate_trust_failure", ABSENT, address="127.0.0.1"),
                metric("tls_certificate_trust_failure", 1, address="127.0.0.2", reason="expired"),
                metric("tls_client_supported", 1, address="127.0.0.1", client=A_BROWSER),
                metric("tls_client_supported", 0, address="127.0.0.2"),
            ),
        ),
    ),
    Scenario(
        name="not-yet-valid",
        title="The certificate begins in 5 days",
        deployment=serving(ServedChain(leaf=Leaf(validity=Validity(age=-5, left=95)))),
        expectation=sound_but(
            findings={"certificate_not_yet_valid"},
            failing={Step.CERTIFICATE},
            metrics=(
                metric("tls_certificate_expiry_days", 95, tolerance=A_MINUTE),
                metric("tls_certificate_trusted", 0, trust_store="lab"),
                metric(
                    "tls_certificate_trust_failure", 1, trust_store="lab", reason="not_yet_valid"
                ),
                NO_CLIENT,
            ),
        ),
    ),
    Scenario(
        name="expiring",
        title="3 days are left of 90",
        deployment=serving(ServedChain(leaf=Leaf(validity=Validity(age=87, left=3)))),
        expectation=sound_but(
            findings={"certificate_expiry_imminent"},
            failing={Step.CERTIFICATE},
            metrics=(metric("tls_certificate_expiry_days", 3, tolerance=A_MINUTE),),
        ),
    ),
    Scenario(
        name="renewal-overdue",
        title="15 days are left of 90: the renewal did not run",
        deployment=serving(ServedChain(leaf=Leaf(validity=Validity(age=75, left=15)))),
        expectation=sound(
            metric("tls_certificate_expiry_days", 15, tolerance=A_MINUTE),
            notes={"certificate_renewal_overdue"},
            standing=Standing.WARNING,
        ),
    ),
    Scenario(
        name="wrong-host",
        title="The certificate is for another name",
        deployment=serving(ServedChain(leaf=Leaf(names=("other-host.test",)))),
        expectation=sound_but(
            findings={"certificate_host_mismatch"},
            failing={Step.CERTIFICATE},
            metrics=(metric("tls_certificate_matches_host", 0), NO_CLIENT),
        ),
    ),
    Scenario(
        name="self-signed",
        title="The certificate is signed by nobody but itself",
        deployment=serving(ServedChain(leaf=Leaf(issuer=None), above=())),
        expectation=sound_but(
            findings={"certificate_self_signed"},
            failing={Step.CERTIFICATE},
            unchecked={Step.CHAIN},
            metrics=(
                metric("tls_certificate_self_signed", 1),
                metric("tls_certificate_trusted", 0, trust_store="lab"),
                metric("tls_certificate_trust_failure", 1, reason="self_signed"),
                metric("tls_chain_length", 1),
                metric("tls_chain_complete", 0, trust_store="lab"),
                NO_CLIENT,
            ),
        ),
    ),
    Scenario(
        name="untrusted-root",
        title="The CA is one that the clients do not know",
        deployment=serving(
            ServedChain(
                leaf=Leaf(issuer=Authority.UNKNOWN_INTERMEDIATE),
                above=(Authority.UNKNOWN_INTERMEDIATE,),
            )
        ),
        expectation=sound_but(
            findings={"certificate_untrusted"},
            failing={Step.CERTIFICATE},
            unchecked={Step.CHAIN},
            metrics=(
                metric("tls_certificate_trusted", 0, trust_store="lab"),
                metric("tls_certificate_trust_failure", 1, reason="untrusted_root"),
                metric("tls_chain_complete", 0, trust_store="lab"),
                NO_CLIENT,
            ),
        ),
    ),
)
