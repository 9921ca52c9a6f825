"""Step 6: chains with gaps, strangers, disorder and expired links."""

from exporter.lab.baselines import A_BROWSER, NO_CLIENT, sound, sound_but
from exporter.lab.certificates import Authority, Leaf, ServedChain
from exporter.lab.deployment import serving
from exporter.lab.expectation import metric
from exporter.lab.scenario import Scenario
from exporter.words.standing import Standing
from exporter.words.step import Step

CHAIN: tuple[Scenario, ...] = (
    Scenario(
        name="missing-intermediate",
        title="The intermediate certificate is not sent",
        deployment=serving(ServedChain(above=())),
        expectation=sound_but(
            findings={"chain_incomplete", "compatibility_client_shut_out"},
            failing={Step.CHAIN, Step.COMPATIBILITY},
            metrics=(
                metric("tls_certificate_trusted", 0, trust_store="lab"),
                metric("tls_certificate_trust_failure", 1, reason="incomplete_chain"),
                metric("tls_chain_length", 1),
                metric("tls_chain_complete", 0, trust_store="lab"),
                metric("tls_client_supported", 0, client=A_BROWSER),  # there is nowhere to fetch
            ),
        ),
    ),
    Scenario(
        name="expired-intermediate",
        title="The intermediate certificate has expired",
        deployment=serving(
            ServedChain(
                leaf=Leaf(issuer=Authority.EXPIRED_INTERMEDIATE),
                above=(Authority.EXPIRED_INTERMEDIATE,),
            )
        ),
        expectation=sound_but(
            findings={"chain_certificate_expired"},
            failing={Step.CHAIN},
            metrics=(
                metric("tls_certificate_trusted", 0, trust_store="lab"),
                metric("tls_certificate_trust_failure", 1, trust_store="lab", reason="expired"),
                NO_CLIENT,
            ),
        ),
    ),
    Scenario(
        name="expired-cross-sign",
        title="An expired certificate is sent that clients do not need",
        deployment=serving(
            ServedChain(above=(Authority.INTERMEDIATE, Authority.CROSS_SIGNED_ROOT))
        ),
        expectation=sound(
            metric("tls_chain_length", 3),
            notes={"chain_unused_certificate_expired"},
            standing=Standing.WARNING,
        ),
    ),
    Scenario(
        name="ending-intermediate",
        title="The intermediate ends before the server's certificate",
        deployment=serving(
            ServedChain(
                leaf=Leaf(issuer=Authority.ENDING_INTERMEDIATE),
                above=(Authority.ENDING_INTERMEDIATE,),
            )
        ),
        expectation=sound(notes={"chain_expires_before_leaf"}, standing=Standing.WARNING),
    ),
    Scenario(
        name="wrong-order",
        title="The intermediates are sent in the wrong order",
        deployment=serving(
            ServedChain(
                leaf=Leaf(issuer=Authority.LOWER_INTERMEDIATE),
                above=(Authority.UPPER_INTERMEDIATE, Authority.LOWER_INTERMEDIATE),
            )
        ),
        expectation=sound(
            metric("tls_chain_length", 3),
            metric("tls_chain_ordered", 0),
            notes={"chain_out_of_order"},
            standing=Standing.WARNING,
        ),
    ),
    Scenario(
        name="leftover-certificate",
        title="The previous CA's intermediate is still sent along",
        deployment=serving(
            ServedChain(above=(Authority.INTERMEDIATE, Authority.UNKNOWN_INTERMEDIATE))
        ),
        expectation=sound(
            metric("tls_chain_length", 3),
            metric("tls_chain_unrelated_certificates", 1),
            notes={"chain_unrelated_certificate"},
            standing=Standing.WARNING,
        ),
    ),
    Scenario(
        name="root-included",
        title="The root certificate is sent along, which costs bytes",
        deployment=serving(ServedChain(above=(Authority.INTERMEDIATE, Authority.ROOT))),
        expectation=sound(
            metric("tls_chain_length", 3),
            metric("tls_chain_includes_root", 1),
            notes={"chain_root_included"},
        ),
    ),
)
