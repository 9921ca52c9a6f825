"""Step 2 finds servers that do not speak TLS, as far as the network shows it."""

from dataclasses import replace

import pytest

from exporter.model.outcome import Failed
from exporter.words.alert import AlertDescription
from exporter.words.reason import Reason
from exporter.words.step import Step
from tests.deployments import ADDRESS, HEALTHY, SITE, refusing


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.TLS_NOT_TLS, "server_config_not_tls"),
        (Reason.of_alert(AlertDescription.UNRECOGNIZED_NAME), "server_config_name_refused"),
        (Reason.TLS_TIMEOUT, "server_config_no_answer"),
        (Reason.TLS_CLOSED, "server_config_no_answer"),
        (Reason.TLS_RESET, "server_config_no_answer"),
        (Reason.of_alert(AlertDescription.HANDSHAKE_FAILURE), "compatibility_handshake_refused"),
        (Reason.TLS_ALERT_UNKNOWN, "compatibility_handshake_refused"),
        (Reason.TLS_PROTOCOL_ERROR, "compatibility_handshake_refused"),
        (Reason.CLIENT_CERTIFICATE_REQUIRED, "compatibility_client_certificate_required"),
    ],
)
def test_a_failed_handshake_is_one_finding(reason: Reason, code: str) -> None:
    """The reason decides which step it belongs to."""
    deployment = replace(HEALTHY, sites=(refusing(reason, detail="as was seen"),))
    assert deployment.codes() == [code]
    assert deployment.proof(code) == "203.0.113.10:443: as was seen"


INTERNAL_ERROR = Reason.of_alert(AlertDescription.INTERNAL_ERROR)


def test_go_has_another_word_for_a_name_without_a_certificate() -> None:
    """Where some version is on for the name, the alert has another cause."""
    refused = refusing(INTERNAL_ERROR, detail="as was seen")
    assert replace(HEALTHY, sites=(refused,)).codes() == ["server_config_name_refused"]
    scanned = replace(refused, scan=SITE.scan)
    assert "server_config_name_refused" not in replace(HEALTHY, sites=(scanned,)).codes()
    assert "compatibility_handshake_refused" in replace(HEALTHY, sites=(scanned,)).codes()


def test_that_no_name_was_sent_is_said() -> None:
    """A server that tells its sites apart by name has nothing to go by."""
    target = replace(HEALTHY.target, host=ADDRESS, server_name=ADDRESS)
    refused = refusing(INTERNAL_ERROR, detail="as was seen")
    deployment = replace(HEALTHY, target=target, sites=(refused,))
    assert deployment.proof("server_config_name_refused") == (
        "203.0.113.10:443: as was seen; no name was sent, as the target is an address"
    )


def test_files_that_the_network_does_not_show_leave_no_place_unknown() -> None:
    """The step is nowhere to be established."""
    rung = HEALTHY.rung(Step.SERVER_CONFIG)
    assert rung.unknown == ()
    assert rung.summary == "needs the web server's files (`server` of the target)"


@pytest.mark.parametrize("reason", [Reason.STARVED, Reason.INTERNAL_ERROR])
def test_a_handshake_that_we_lost_ourselves_is_not_shown_as_health(reason: Reason) -> None:
    """Though the certificate had come, and the last scan is remembered."""
    deployment = replace(HEALTHY, sites=(replace(SITE, handshake=Failed(reason=reason)),))
    assert deployment.codes() == []
    assert deployment.judged().standing == "partly_unknown"
    assert deployment.rung(Step.SERVER_CONFIG).status == "not_checked"
