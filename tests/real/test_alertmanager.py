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
EVERY_STEP = (
    "TLSPortClosedOnSomeAddresses",
    "TLSPortNotTLS",
    "TLSCertificateExpired",
    "TLSChainIncomplete",
    "TLSDeprecatedProtocol",
)
TWENTY_SITES = tuple(f"site{number}.example.com" for number in range(20))


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert of a target, as one exporter's metrics make Prometheus send it."""

    name: str
    instance: str = "exporter:9843"

    def labels(self, target: str) -> dict[str, str]:
        """Its labels, of those that the rule gives it."""
        alert = PACK[self.name]
        series = {"job": "tls-exporter", "instance": self.instance, "target": target}
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
}
SEPARATE = {
    "two-faults": (Firing("TLSCertificateExpired"), Firing("TLSChainIncomplete")),
    "two-addresses": (Firing("TLSPortNotTLS"), Firing("TLSCertificateExpired")),
    "two-exporters": (
        Firing("TLSDNSLookupFailed", instance="inside:9843"),
        Firing("TLSCertificateExpired", instance="outside:9843"),
    ),
    "one-of-two-closed": (
        Firing("TLSPortClosedOnSomeAddresses"),
        Firing("TLSCertificateExpiryImminent"),
    ),
    "old-version-and-weak-ciphers": (
        Firing("TLSDeprecatedProtocol"),
        Firing("TLSWeakCipherEnabled"),
    ),
}
OWN_TROUBLE = {
    "TLSExporterUplinkSuspected": ("TLSPortClosed", "TLSDNSLookupFailed", "TLSHandshakeNoAnswer"),
    "TLSExporterUplinkLossy": ("TLSFailsAtTimes",),
    "TLSExporterClockSuspected": ("TLSCertificateExpired", "TLSCertificateNotYetValid"),
    "TLSExporterInspectionSuspected": ("TLSCertificateUntrusted", "TLSClientShutOut"),
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


@pytest.mark.parametrize("own", OWN_TROUBLE)
def test_the_exporters_own_trouble_is_told_once(
    alertmanager: Alertmanager, webhook: Webhook, own: str
) -> None:
    """However many sites it makes look broken, and in which ways."""
    instance = f"{own}:9843"
    effects = OWN_TROUBLE[own]
    told_before = len(webhook.notices)
    alertmanager.post(
        *(
            {"labels": Firing(effect, instance=instance).labels(f"{own}-{site}")}
            for effect in effects
            for site in TWENTY_SITES
        ),
        {"labels": Firing(own, instance=instance).labels("")},
    )
    alertmanager.settle()
    told = {notice.name for notice in webhook.notices[told_before:]}
    assert told & {own, *effects} == {own}


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


@pytest.mark.usefixtures("told")
def test_pages_go_to_the_pager(webhook: Webhook) -> None:
    """Critical alerts reach the receiver `page`, warnings the team."""
    receivers = {
        (PACK[notice.name].severity, notice.receiver)
        for notice in webhook.notices
        if notice.target in CASCADES
    }
    assert receivers == {("critical", "page"), ("warning", "team")}


def ended() -> dict[str, str]:
    """What Prometheus adds to an alert that is over."""
    return {"endsAt": datetime.now(tz=UTC).isoformat()}
