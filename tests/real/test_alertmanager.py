"""A real Alertmanager with the example's inhibition rules: one broken thing, one notification."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.alerts.pack import alerts
from tests.real.programs.alertmanager import Alertmanager
from tests.real.programs.webhook import Webhook

pytestmark = pytest.mark.real

PACK = {alert.name: alert for alert in alerts()}
HERE, THERE = "203.0.113.10", "203.0.113.11"
EVERY_STEP = (
    "TLSPortClosedOnSomeAddresses",
    "TLSPortNotTLS",
    "TLSCertificateExpired",
    "TLSChainIncomplete",
    "TLSDeprecatedProtocol",
)
OF_THE_SCAN = (
    "TLSNoModernProtocol",
    "TLSClientShutOut",
    "TLSDeprecatedProtocol",
    "TLSWeakCipherEnabled",
    "TLSNoForwardSecrecy",
    "TLSWeakDHGroup",
    "TLSNoPostQuantumGroup",
)


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert of a target, as one exporter's metrics make Prometheus send it."""

    name: str
    address: str = HERE
    instance: str = "exporter:9843"
    code: str = ""
    """Empty: the first of the findings on which it fires."""

    def labels(self, target: str) -> dict[str, str]:
        """Its labels, of those that the rule gives it."""
        alert = PACK[self.name]
        series = {
            "job": "tls-exporter",
            "instance": self.instance,
            "target": target,
            "address": "" if alert.step == "dns" else self.address,
            "code": self.code or next(iter(alert.codes), ""),
        }
        given = {name: value for name, value in series.items() if name in alert.label_names}
        return {"alertname": self.name, **given, **alert.labels}


def caused(root: str, *effects: str) -> tuple[tuple[Firing, ...], set[str]]:
    """A cause with its effects, of which only the cause is told."""
    return tuple(Firing(name) for name in (*effects, root)), {root}


CASCADES = {
    "wrong-record": caused("TLSDNSUnexpectedAddress", *EVERY_STEP, "TLSDNSResolversDisagree"),
    "no-record": caused("TLSDNSLookupFailed", *EVERY_STEP, "TLSPortClosed"),
    "stale-cache": caused(
        "TLSDNSUnexpectedAddressAtSomeResolvers",
        "TLSDNSResolversDisagree",
        "TLSPortClosedOnSomeAddresses",
    ),
    "closed-port": caused("TLSPortClosed", "TLSPortNotTLS", *EVERY_STEP[2:]),
    "plain-http": caused("TLSPortNotTLS", *EVERY_STEP[2:], "TLSClientCertificateRequired"),
    "name-refused": caused("TLSServerNameRefused", "TLSCertificateHostnameMismatch"),
    "no-answer": caused("TLSHandshakeNoAnswer", "TLSCertificateUntrusted", *EVERY_STEP[2:]),
    "refused": caused("TLSHandshakeRefused", *OF_THE_SCAN, "TLSChainOutOfOrder"),
    "default-certificate": caused(
        "TLSCertificateSelfSigned",
        "TLSCertificateHostnameMismatch",
        "TLSCertificateExpired",
        "TLSChainIncomplete",
    ),
    "another-certificate": caused(
        "TLSCertificateHostnameMismatch",
        "TLSCertificateUntrusted",
        "TLSCertificateNotYetValid",
        "TLSChainRootIncluded",
    ),
    "expired": caused(
        "TLSCertificateExpired",
        "TLSCertificateExpiryImminent",
        "TLSCertificateRenewalOverdue",
        "TLSCertificateUntrusted",
        "TLSChainCertificateExpired",
        "TLSClientShutOut",
    ),
    "imminent": caused("TLSCertificateExpiryImminent", "TLSCertificateRenewalOverdue"),
    "incomplete": caused(
        "TLSChainIncomplete",
        "TLSCertificateUntrusted",
        "TLSChainOutOfOrder",
        "TLSChainUnrelatedCertificate",
        "TLSChainRootIncluded",
        "TLSClientShutOut",
    ),
    "expired-intermediate": caused(
        "TLSChainCertificateExpired", "TLSIntermediateExpiring", "TLSChainUnusedCertificateExpired"
    ),
    "foreign-ca": caused("TLSCertificateUntrusted", "TLSChainRootIncluded", "TLSClientShutOut"),
    "old-versions-alone": caused(
        "TLSNoModernProtocol",
        "TLSClientShutOut",
        "TLSDeprecatedProtocol",
        "TLSNoForwardSecrecy",
        "TLSNoPostQuantumGroup",
    ),
    "sslv2": caused("TLSDeprecatedProtocol", "TLSWeakCipherEnabled"),
    "no-forward-secrecy": caused("TLSNoForwardSecrecy", "TLSNoPostQuantumGroup"),
}
SEPARATE = {
    "two-faults": (Firing("TLSCertificateExpired"), Firing("TLSChainIncomplete")),
    "two-addresses": (Firing("TLSPortNotTLS", HERE), Firing("TLSCertificateExpired", THERE)),
    "two-exporters": (
        Firing("TLSDNSLookupFailed", instance="inside:9843"),
        Firing("TLSCertificateExpired", instance="outside:9843"),
    ),
    "one-of-two-closed": (
        Firing("TLSPortClosedOnSomeAddresses", THERE),
        Firing("TLSCertificateExpiryImminent", HERE),
    ),
    "old-version-and-weak-ciphers": (
        Firing("TLSDeprecatedProtocol", code="compatibility_tls1_0_enabled"),
        Firing("TLSWeakCipherEnabled"),
    ),
}


@pytest.fixture(scope="module")
def told(alertmanager: Alertmanager, webhook: Webhook) -> Callable[[str, str], set[str]]:
    """What was told of a target, firing or resolved, after all scenarios came and went."""
    scenarios = {target: firings for target, (firings, _) in CASCADES.items()} | SEPARATE
    posted = [
        {"labels": firing.labels(target)}
        for target, firings in scenarios.items()
        for firing in firings
    ]
    alertmanager.post(*posted)
    alertmanager.settle()
    alertmanager.post(*(alert | ended() for alert in posted))
    alertmanager.settle()

    def notices(target: str, status: str) -> set[str]:
        return {name for about, name in webhook.said(status) if about == target}

    return notices


@pytest.mark.parametrize("target", CASCADES)
def test_only_the_cause_is_told(told: Callable[[str, str], set[str]], target: str) -> None:
    """However many of its effects fire with it."""
    _, cause = CASCADES[target]
    assert told(target, "firing") == cause


@pytest.mark.parametrize("target", CASCADES)
def test_the_repair_is_told(told: Callable[[str, str], set[str]], target: str) -> None:
    """Whoever heard of the cause hears of its end."""
    _, cause = CASCADES[target]
    assert told(target, "resolved") >= cause


@pytest.mark.parametrize("target", SEPARATE)
def test_faults_of_their_own_are_told_each(
    told: Callable[[str, str], set[str]], target: str
) -> None:
    """Another address, another exporter, or no cause of one another."""
    assert told(target, "firing") == {firing.name for firing in SEPARATE[target]}


def test_an_exporter_that_is_down_repairs_nothing(
    alertmanager: Alertmanager, webhook: Webhook
) -> None:
    """The alerts that end because nothing is known any more are not told as resolved."""
    instance, target = "lost:9843", "unknown"
    expired = {"labels": Firing("TLSCertificateExpired", instance=instance).labels(target)}
    alertmanager.post(expired)
    alertmanager.settle()
    alertmanager.post({"labels": Firing("TLSExporterDown", instance=instance).labels("")})
    alertmanager.settle()
    alertmanager.post(expired | ended())
    alertmanager.settle()
    assert ("", "TLSExporterDown") in webhook.said("firing")
    assert (target, "TLSCertificateExpired") in webhook.said("firing")
    assert (target, "TLSCertificateExpired") not in webhook.said("resolved")


def test_alerts_of_other_packs_are_left_alone(alertmanager: Alertmanager, webhook: Webhook) -> None:
    """A label that is missing on both sides does not count as equal."""
    causes = ("TLSDNSLookupFailed", "TLSPortClosed", "TLSCertificateSelfSigned")
    foreign = {"alertname": "TLSThing", "step": "certificate", "severity": "critical"}
    alertmanager.post(*({"labels": {"alertname": cause}} for cause in causes), {"labels": foreign})
    alertmanager.settle()
    assert ("", "TLSThing") in webhook.said("firing")


def test_information_wakes_nobody(alertmanager: Alertmanager, webhook: Webhook) -> None:
    """An alert of severity info goes to the receiver that tells nobody."""
    alertmanager.post({"labels": Firing("TLSChainRootIncluded").labels("tidy")})
    alertmanager.settle()
    assert not webhook.was_told_of("tidy")


def test_pages_go_to_the_pager(told: Callable[[str, str], set[str]], webhook: Webhook) -> None:
    """Critical alerts reach the receiver `page`, warnings the team."""
    assert told("expired", "firing")
    receivers = {
        (PACK[notice.name].severity, notice.receiver)
        for notice in webhook.notices
        if notice.target in CASCADES
    }
    assert receivers == {("critical", "page"), ("warning", "team")}


def ended() -> dict[str, str]:
    """What Prometheus adds to an alert that is over."""
    return {"endsAt": datetime.now(tz=UTC).isoformat()}
