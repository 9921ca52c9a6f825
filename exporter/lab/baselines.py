"""What is expected of a deployment by how far a client gets, a scenario's own words aside.

A scenario names what differs: the families among its metrics replace the baseline's.
"""

from collections.abc import Iterable
from dataclasses import replace

from exporter.lab.expectation import ABSENT, Expectation, MetricExpectation, metric
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol
from exporter.words.standing import Standing
from exporter.words.step import Step

A_MINUTE = 1 / 24 / 60
"""In days: how long the lab may have been up when a scrape is judged."""
MOST_CONNECTIONS = 24
"""Of one scan of one address."""
A_BROWSER = "Chrome"
"""The client of the catalogue that stands for those of today."""
NO_CLIENT = metric("tls_client_supported", 0)
"""No client of the catalogue accepts the certificate."""


def versions_on(*enabled: Protocol) -> tuple[MetricExpectation, ...]:
    """These versions are on, weakest first, and all others are off."""
    weakest = enabled[0]
    return (
        *(metric("tls_protocol_enabled", int(each in enabled), protocol=each) for each in Protocol),
        metric("tls_weakest_protocol", weakest.strength, protocol=weakest),
    )


def weak_ciphers_on(*enabled: CipherClass) -> tuple[MetricExpectation, ...]:
    """These classes are on, and all others are off."""
    return tuple(
        metric("tls_weak_cipher_enabled", int(each in enabled), cipher_class=each)
        for each in CipherClass
    )


def groups_on(*enabled: str) -> tuple[MetricExpectation, ...]:
    """These key exchange groups are on; of the others nothing is said."""
    return tuple(metric("tls_key_exchange_group_enabled", 1, group=each) for each in enabled)


RESOLVED = (
    metric("tls_dns_lookup_success", 1, resolver="lab"),
    metric("tls_dns_lookup_success", 1, resolver="lab-cache"),
    metric("tls_dns_addresses", 1, resolver="lab", rrtype="A"),
    metric("tls_dns_ttl_seconds", 300, resolver="lab", rrtype="A"),
    metric("tls_dns_resolvers_agree", 1),
    metric("tls_dns_matches_expected", ABSENT),
)
NOTHING_KNOWN_OF_TLS = tuple(
    metric(family, ABSENT)
    for family in (
        "tls_certificate_expiry_days",
        "tls_certificate_not_before_timestamp_seconds",
        "tls_certificate_not_after_timestamp_seconds",
        "tls_certificate_matches_host",
        "tls_certificate_self_signed",
        "tls_certificate_trusted",
        "tls_certificate_trust_failure",
        "tls_certificate_info",
        "tls_certificate_scts",
        "tls_chain_length",
        "tls_chain_complete",
        "tls_chain_ordered",
        "tls_chain_includes_root",
        "tls_chain_unrelated_certificates",
        "tls_chain_not_after_timestamp_seconds",
        "tls_protocol_enabled",
        "tls_weakest_protocol",
        "tls_negotiated_info",
        "tls_weak_cipher_enabled",
        "tls_key_exchange_group_enabled",
        "tls_key_exchange_group_preferred",
        "tls_forward_secrecy",
        "tls_dh_group_size",
        "tls_client_supported",
    )
)
SOUND = (
    *RESOLVED,
    metric("tls_target_info", 1),
    metric("tls_probe_success", 1),
    metric("tls_probe_failure", ABSENT),
    metric("tls_port_open", 1, address="127.0.0.1", role="resolved"),
    metric("tls_port_state", 1, address="127.0.0.1", role="resolved", state="open"),
    metric("tls_handshake_success", 1, address="127.0.0.1"),
    metric("tls_certificate_expiry_days", 60, tolerance=A_MINUTE, address="127.0.0.1"),
    metric("tls_certificate_matches_host", 1),
    metric("tls_certificate_self_signed", 0),
    metric("tls_certificate_trusted", 1, trust_store="lab"),
    metric("tls_certificate_trust_failure", ABSENT),
    metric("tls_certificate_info", 1, key="ECDSA P-256"),
    metric("tls_certificate_scts", 0),
    metric("tls_chain_length", 2),
    metric("tls_chain_complete", 1, trust_store="lab"),
    metric("tls_chain_ordered", 1),
    metric("tls_chain_includes_root", 0),
    metric("tls_chain_unrelated_certificates", 0),
    *versions_on(Protocol.TLS1_2, Protocol.TLS1_3),
    metric("tls_negotiated_info", 1, protocol="TLSv1.3"),
    *weak_ciphers_on(),
    *groups_on("X25519MLKEM768", "x25519", "secp256r1"),
    metric("tls_forward_secrecy", 1),
    metric("tls_client_supported", 1, client=A_BROWSER),
    metric("tls_scan_connections", MOST_CONNECTIONS / 2, tolerance=MOST_CONNECTIONS / 2),
)
WITHOUT_TLS = (
    *RESOLVED,
    *NOTHING_KNOWN_OF_TLS,
    metric("tls_target_info", 1),
    metric("tls_probe_success", 0),
    metric("tls_port_open", 1, address="127.0.0.1", role="resolved"),
    metric("tls_port_state", 1, address="127.0.0.1", role="resolved", state="open"),
    metric("tls_handshake_success", 0, address="127.0.0.1"),
)
WITHOUT_PORT = (
    *RESOLVED,
    *NOTHING_KNOWN_OF_TLS,
    metric("tls_target_info", 1),
    metric("tls_probe_success", 0),
    metric("tls_port_open", 0, address="127.0.0.1", role="resolved"),
    metric("tls_handshake_success", ABSENT),
)
WITHOUT_ADDRESS = (
    *NOTHING_KNOWN_OF_TLS,
    metric("tls_target_info", 1),
    metric("tls_probe_success", 0),
    metric("tls_port_open", ABSENT),
    metric("tls_port_state", ABSENT),
    metric("tls_handshake_success", ABSENT),
    metric("tls_dns_lookup_success", 0, resolver="lab"),
    metric("tls_dns_lookup_success", 0, resolver="lab-cache"),
    metric("tls_dns_addresses", ABSENT),
    metric("tls_dns_ttl_seconds", ABSENT),
    metric("tls_dns_resolvers_agree", ABSENT),
    metric("tls_dns_matches_expected", ABSENT),
)
SEEN_THROUGH_TLS = frozenset(
    {Step.PORT, Step.CERTIFICATE, Step.DNS, Step.CHAIN, Step.COMPATIBILITY}
)


def sound(
    *metrics: MetricExpectation,
    notes: Iterable[str] = (),
    standing: Standing = Standing.HEALTHY,
) -> Expectation:
    """Nothing fails; `notes` are the codes of warnings and information that stand."""
    return Expectation(
        findings=frozenset(notes),
        passed=SEEN_THROUGH_TLS,
        failing=frozenset(),
        standing=standing,
        metrics=overridden(SOUND, metrics),
    )


def sound_but(
    *,
    findings: Iterable[str],
    failing: Iterable[Step],
    partly: Iterable[Step] = (),
    unchecked: Iterable[Step] = (),
    metrics: Iterable[MetricExpectation],
) -> Expectation:
    """The certificates are seen, and these steps fail; some are not checked everywhere, or at all."""
    return replace(
        sound(*metrics, notes=findings, standing=Standing.FAILING),
        passed=SEEN_THROUGH_TLS.difference(failing, partly, unchecked),
        failing=frozenset(failing),
        partly=frozenset(partly),
    )


def without_tls(
    *, finding: str, failing: Step, metrics: Iterable[MetricExpectation]
) -> Expectation:
    """The port is open, and no certificate is seen."""
    return Expectation(
        findings=frozenset({finding}),
        passed=frozenset({Step.PORT, Step.DNS}),
        failing=frozenset({failing}),
        standing=Standing.FAILING,
        metrics=overridden(WITHOUT_TLS, metrics),
    )


def without_port(*, finding: str, metrics: Iterable[MetricExpectation]) -> Expectation:
    """The name resolves, and no connection is made."""
    return Expectation(
        findings=frozenset({finding}),
        passed=frozenset({Step.DNS}),
        failing=frozenset({Step.PORT}),
        standing=Standing.FAILING,
        metrics=overridden(WITHOUT_PORT, metrics),
    )


def without_address(*, finding: str, metrics: Iterable[MetricExpectation]) -> Expectation:
    """The name does not resolve."""
    return Expectation(
        findings=frozenset({finding}),
        passed=frozenset(),
        failing=frozenset({Step.DNS}),
        standing=Standing.FAILING,
        metrics=overridden(WITHOUT_ADDRESS, metrics),
    )


def overridden(
    baseline: Iterable[MetricExpectation], metrics: Iterable[MetricExpectation]
) -> tuple[MetricExpectation, ...]:
    """The baseline with the families of `metrics` replaced by these."""
    own = tuple(metrics)
    families = {expected.family for expected in own}
    kept = (expected for expected in baseline if expected.family not in families)
    return (*kept, *own)
