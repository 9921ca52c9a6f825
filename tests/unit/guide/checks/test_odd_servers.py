"""Versions that are on at one address of a site and off at another are told."""

from dataclasses import replace

import pytest

from exporter.words.protocol import Protocol
from exporter.words.role import Role
from tests.deployments import HEALTHY, SITE, Site, scan

MODERN = (Protocol.TLS1_2, Protocol.TLS1_3)
ALL = replace(SITE, scan=scan(*MODERN))
ODD = replace(SITE, address="203.0.113.11", scan=scan(Protocol.TLS1_2))
THIRD = replace(ALL, address="203.0.113.12")


def test_the_odd_ones_are_named_first() -> None:
    """Whatever it is that they do otherwise."""
    found = replace(HEALTHY, sites=(ALL, ODD, THIRD))
    assert found.proof("compatibility_protocols_differ") == (
        "TLSv1.3: off at 203.0.113.11, on at 203.0.113.10, 203.0.113.12"
    )
    old = replace(ODD, scan=scan(Protocol.TLS1_1, *MODERN))
    found = replace(HEALTHY, sites=(ALL, old, THIRD))
    assert found.proof("compatibility_protocols_differ") == (
        "TLSv1.1: on at 203.0.113.11, off at 203.0.113.10, 203.0.113.12"
    )


@pytest.mark.parametrize(
    "other",
    [
        THIRD,
        replace(ODD, role=Role.ORIGIN),
        replace(ODD, scan=None),
        replace(ODD, scan=scan(Protocol.TLS1_2, unknown=(Protocol.TLS1_3,))),
    ],
)
def test_what_is_not_known_is_no_difference(other: Site) -> None:
    """Nor is what an origin does otherwise, which stands behind another machine."""
    codes = replace(HEALTHY, sites=(ALL, other)).codes()
    assert "compatibility_protocols_differ" not in codes
