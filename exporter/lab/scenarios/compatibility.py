"""Step 8: protocol versions on that should be off, and servers that refuse everyone."""

from dataclasses import replace

from exporter.lab.baselines import overridden, sound, sound_but, without_tls
from exporter.lab.deployment import TlsServer, listening
from exporter.lab.expectation import ABSENT, metric
from exporter.lab.scenario import Scenario, Watch
from exporter.model.protocol import Protocol
from exporter.model.step import Step

CLIENT_CERTIFICATE_DEMANDED = sound(
    metric("tls_probe_success", 0),
    metric("tls_probe_failure", 1, phase="handshake", reason="client_certificate_required"),
    metric("tls_handshake_success", 0, address="127.0.0.1"),
    metric("tls_negotiated_info", ABSENT),
    notes={"compatibility_client_certificate_required"},
)

COMPATIBILITY: tuple[Scenario, ...] = (
    Scenario(
        name="tls12-only",
        title="TLS 1.2 alone is on, which is in order",
        deployment=listening(TlsServer(strongest=Protocol.TLS1_2)),
        expectation=sound(
            metric("tls_protocol_enabled", 0, protocol="TLSv1.0"),
            metric("tls_protocol_enabled", 0, protocol="TLSv1.1"),
            metric("tls_protocol_enabled", 1, protocol="TLSv1.2"),
            metric("tls_protocol_enabled", 0, protocol="TLSv1.3"),
            metric("tls_negotiated_info", 1, protocol="TLSv1.2"),
        ),
    ),
    Scenario(
        name="tls13-only",
        title="TLS 1.3 alone is on, which is in order",
        deployment=listening(TlsServer(weakest=Protocol.TLS1_3)),
        expectation=sound(
            metric("tls_protocol_enabled", 0, protocol="TLSv1.0"),
            metric("tls_protocol_enabled", 0, protocol="TLSv1.1"),
            metric("tls_protocol_enabled", 0, protocol="TLSv1.2"),
            metric("tls_protocol_enabled", 1, protocol="TLSv1.3"),
            metric("tls_weakest_protocol", 1.3, protocol="TLSv1.3"),
        ),
    ),
    Scenario(
        name="old-protocols",
        title="TLS 1.0 and 1.1 are still on",
        deployment=listening(TlsServer(weakest=Protocol.TLS1_0)),
        expectation=sound_but(
            findings={"compatibility_tls1_0_enabled", "compatibility_tls1_1_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=(
                metric("tls_protocol_enabled", 1, protocol="TLSv1.0"),
                metric("tls_protocol_enabled", 1, protocol="TLSv1.1"),
                metric("tls_protocol_enabled", 1, protocol="TLSv1.2"),
                metric("tls_protocol_enabled", 1, protocol="TLSv1.3"),
                metric("tls_weakest_protocol", 1.0, protocol="TLSv1.0"),
            ),
        ),
    ),
    Scenario(
        name="tls13-demanded",
        title="TLS 1.2 is on, though TLS 1.3 is demanded",
        watch=Watch(minimum_protocol=Protocol.TLS1_3),
        deployment=listening(TlsServer()),
        expectation=sound_but(
            findings={"compatibility_tls1_2_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=(),
        ),
    ),
    Scenario(
        name="no-certificate",
        title="The server has no certificate loaded",
        deployment=listening(TlsServer(chain=None)),
        expectation=without_tls(
            finding="compatibility_handshake_refused",
            failing=Step.COMPATIBILITY,
            metrics=(
                metric(
                    "tls_probe_failure", 1, phase="handshake", reason="tls_alert_handshake_failure"
                ),
                metric("tls_protocol_enabled", 0, protocol="TLSv1.0"),
                metric("tls_protocol_enabled", 0, protocol="TLSv1.1"),
                # Alert 40 does not tell whether it is the version that is refused.
                metric("tls_protocol_enabled", ABSENT, protocol="TLSv1.2"),
            ),
        ),
    ),
    Scenario(
        name="mutual-tls",
        title="The server demands a client certificate; its own is seen",
        deployment=listening(TlsServer(demands_client_certificate=True)),
        expectation=CLIENT_CERTIFICATE_DEMANDED,
    ),
    Scenario(
        name="mutual-tls12",
        title="TLS 1.2 refuses a missing client certificate in the handshake",
        deployment=listening(TlsServer(strongest=Protocol.TLS1_2, demands_client_certificate=True)),
        expectation=replace(
            CLIENT_CERTIFICATE_DEMANDED,
            metrics=overridden(
                CLIENT_CERTIFICATE_DEMANDED.metrics,
                (
                    metric("tls_protocol_enabled", 1, protocol="TLSv1.2"),
                    metric("tls_protocol_enabled", 0, protocol="TLSv1.3"),
                ),
            ),
        ),
    ),
)
