"""Step 2, as far as the network shows it: the server on the port speaks TLS for this name."""

from collections.abc import Iterator

from exporter.guide.case import Case, StepGuide, where
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Failed, Skipped
from exporter.words.alert import AlertDescription
from exporter.words.reason import Reason
from exporter.words.severity import Severity
from exporter.words.step import Step

NOT_TLS = FindingKind(
    code="server_config_not_tls",
    step=Step.SERVER_CONFIG,
    severity=Severity.ERROR,
    title="The port is open but does not speak TLS",
    remedy="Turn TLS on for this port: `listen 443 ssl;` in nginx, `SSLEngine on` in the Apache "
    "virtual host; then reload the server.",
    reference="RFC 8446, section 5.1",
)
NAME_REFUSED = FindingKind(
    code="server_config_name_refused",
    step=Step.SERVER_CONFIG,
    severity=Severity.ERROR,
    title="The server knows no site of this name",
    remedy="Add the name to the site's configuration (`server_name` in nginx, `ServerName` or "
    "`ServerAlias` in Apache), reload, and see that the file is among those included.",
    reference="RFC 6066, section 3",
)
NO_ANSWER = FindingKind(
    code="server_config_no_answer",
    step=Step.SERVER_CONFIG,
    severity=Severity.ERROR,
    title="The port is open but the TLS handshake gets no answer",
    remedy="See in the web server's error log whether it is running, was reloaded and can load "
    "its certificate; behind a WAF or load balancer, see whether its origin is up.",
    reference="RFC 8446, section 4.1.3",
)
KIND_OF_REASON = {
    Reason.TLS_NOT_TLS: NOT_TLS,
    Reason.of_alert(AlertDescription.UNRECOGNIZED_NAME): NAME_REFUSED,
    Reason.TLS_TIMEOUT: NO_ANSWER,
    Reason.TLS_CLOSED: NO_ANSWER,
    Reason.TLS_RESET: NO_ANSWER,
}


def find_servers_without_tls(case: Case) -> Iterator[Finding]:
    """One finding for each address where no TLS site of this name answers."""
    for endpoint in case.evidence.endpoints:
        match endpoint.handshake:
            case Failed(reason=reason, detail=detail) if reason in KIND_OF_REASON:
                proof = f"{where(endpoint)}: {detail or reason}"
                yield KIND_OF_REASON[reason].found(proof, address=endpoint.endpoint.address)


def seen_server_config(_case: Case) -> Skipped:
    """The configuration itself cannot be seen from the network."""
    return Skipped(needs="the web server's configuration files, which the network does not show")


SERVER_CONFIG = StepGuide(
    step=Step.SERVER_CONFIG,
    kinds=(NOT_TLS, NAME_REFUSED, NO_ANSWER),
    find=find_servers_without_tls,
    seen=seen_server_config,
)
