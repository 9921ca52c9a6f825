"""The vocabulary says what its public words promise."""

from datetime import UTC, datetime

import pytest

from exporter.model.scan import Scan
from exporter.model.settings import ResolverAddress, ResolverSettings
from exporter.words.alert import AlertDescription
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.step import Step


def test_steps_are_numbered_as_in_the_guide() -> None:
    """The port is step 1, permissions step 9."""
    assert [step.number for step in Step] == list(range(1, 10))
    assert (Step.PORT.number, Step.PERMISSIONS.number) == (1, 9)


def test_protocols_are_ordered_by_strength() -> None:
    """SSLv2 is the weakest."""
    assert [protocol.strength for protocol in Protocol] == [0.2, 0.3, 1.0, 1.1, 1.2, 1.3]


@pytest.mark.parametrize("alert", AlertDescription)
def test_every_registered_alert_has_its_reason(alert: AlertDescription) -> None:
    """The reason bears the alert's registered name."""
    assert Reason.of_alert(alert) == f"tls_alert_{alert.name.lower()}"


def test_unregistered_alerts_share_a_reason() -> None:
    """A server cannot invent label values."""
    assert Reason.of_alert(255) is Reason.TLS_ALERT_UNKNOWN


def scan(*supports: Support) -> Scan:
    """A scan of TLS 1.0 and up with these answers."""
    protocols = tuple(zip(list(Protocol)[2:], supports, strict=False))
    return Scan(
        taken_at=datetime(2026, 1, 1, tzinfo=UTC),
        protocols=protocols,
        connections=1,
        is_complete=True,
    )


@pytest.mark.parametrize(
    ("supports", "weakest"),
    [
        ((Support.NO, Support.NO, Support.YES, Support.YES), Protocol.TLS1_2),
        ((Support.NO, Support.YES, Support.UNKNOWN, Support.YES), Protocol.TLS1_1),
        ((Support.UNKNOWN, Support.NO, Support.YES, Support.YES), None),
        ((Support.NO, Support.NO, Support.NO, Support.NO), None),
    ],
)
def test_the_weakest_protocol_is_only_named_when_known(
    supports: tuple[Support, ...], weakest: Protocol | None
) -> None:
    """A weaker version that might be accepted leaves the answer open."""
    assert scan(*supports).weakest is weakest


def test_a_version_that_was_not_asked_for_is_unknown() -> None:
    """Absence of an answer is no "no"."""
    assert scan(Support.NO).support(Protocol.SSLV3) is Support.UNKNOWN
    assert scan(Support.NO).support(Protocol.TLS1_0) is Support.NO


def test_a_resolver_without_an_address_is_the_system() -> None:
    """An address makes it another server."""
    assert ResolverSettings(name="system").is_system
    assert not ResolverSettings(
        name="corp", address=ResolverAddress(address="192.0.2.53")
    ).is_system
