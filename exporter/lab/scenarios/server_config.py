"""Step 2, as the network shows it: open ports behind which no TLS site answers."""

from exporter.lab.baselines import without_tls
from exporter.lab.deployment import Answering, HangingUp, Resetting, Silent, listening
from exporter.lab.expectation import ABSENT, metric
from exporter.lab.scenario import Scenario
from exporter.words.alert import AlertDescription
from exporter.words.step import Step

BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
# RFC 8446, section 6: an alert record of version 3.3 with two bytes, level fatal (2) first.
FATAL_UNRECOGNIZED_NAME = bytes((21, 3, 3, 0, 2, 2, AlertDescription.UNRECOGNIZED_NAME))

SERVER_CONFIG: tuple[Scenario, ...] = (
    Scenario(
        name="plain-http",
        title="The port speaks HTTP without TLS",
        deployment=listening(Answering(reply=BAD_REQUEST)),
        expectation=without_tls(
            finding="server_config_not_tls",
            failing=Step.SERVER_CONFIG,
            metrics=(metric("tls_probe_failure", 1, phase="handshake", reason="tls_not_tls"),),
        ),
    ),
    Scenario(
        name="silent",
        title="The server accepts connections and says nothing",
        deployment=listening(Silent()),
        expectation=without_tls(
            finding="server_config_no_answer",
            failing=Step.SERVER_CONFIG,
            metrics=(metric("tls_probe_failure", 1, phase="handshake", reason="tls_timeout"),),
        ),
    ),
    Scenario(
        name="hang-up",
        title="The server hangs up on every handshake",
        deployment=listening(HangingUp()),
        expectation=without_tls(
            finding="server_config_no_answer",
            failing=Step.SERVER_CONFIG,
            metrics=(metric("tls_probe_failure", 1, phase="handshake", reason="tls_closed"),),
        ),
    ),
    Scenario(
        name="reset",
        title="The connection is reset in the handshake",
        deployment=listening(Resetting()),
        expectation=without_tls(
            finding="server_config_no_answer",
            failing=Step.SERVER_CONFIG,
            metrics=(metric("tls_probe_failure", 1, phase="handshake", reason="tls_reset"),),
        ),
    ),
    Scenario(
        name="name-refused",
        title="The server knows no site of this name",
        deployment=listening(Answering(reply=FATAL_UNRECOGNIZED_NAME)),
        expectation=without_tls(
            finding="server_config_name_refused",
            failing=Step.SERVER_CONFIG,
            metrics=(
                metric(
                    "tls_probe_failure",
                    1,
                    phase="handshake",
                    reason="tls_alert_unrecognized_name",
                ),
                # SSLv2 has no names: whoever answers it in TLS does not speak it.
                metric("tls_protocol_enabled", 0, protocol="SSLv2"),
                metric("tls_protocol_enabled", ABSENT, protocol="SSLv3"),
                metric("tls_protocol_enabled", ABSENT, protocol="TLSv1.2"),
                metric("tls_protocol_enabled", ABSENT, protocol="TLSv1.3"),
            ),
        ),
    ),
)
