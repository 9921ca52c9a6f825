"""What asks for a new probe, and what only for a new judgement."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from exporter.model.target import ExpiryThresholds, Origin, Target
from exporter.scheduler.likeness import is_probed_alike
from exporter.words.address_family import AddressFamily
from exporter.words.protocol import Protocol
from exporter.words.proxy_protocol import ProxyProtocol

TARGET = Target(name="a", host="a.example", server_name="a.example")
EXPECTED = replace(TARGET, expected_ips=(ip_network("192.0.2.0/24"),))
GIVEN = replace(TARGET, addresses=("192.0.2.1",))


def policy(**values: object) -> Target:
    """The target under another policy."""
    return replace(TARGET, policy=replace(TARGET.policy, **values))  # type: ignore[arg-type] # of each its own


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TARGET, replace(TARGET, labels={"team": "web"})),
        (TARGET, policy(trust=("corp",))),
        (TARGET, policy(clients=("Chrome",))),
        (TARGET, policy(expiry=ExpiryThresholds(warn=86400.0))),
        (TARGET, policy(minimum_protocol=Protocol.TLS1_3)),
        (EXPECTED, replace(EXPECTED, expected_ips=(ip_network("198.51.100.0/24"),))),
        (TARGET, EXPECTED),
    ],
)
def test_expectations_are_no_business_of_the_server(before: Target, after: Target) -> None:
    """The evidence at hand can be judged by others."""
    assert is_probed_alike(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TARGET, replace(TARGET, host="b.example")),
        (TARGET, replace(TARGET, port=8443)),
        (TARGET, replace(TARGET, server_name="b.example")),
        (TARGET, GIVEN),
        (TARGET, replace(TARGET, origins=(Origin(address="192.0.2.1"),))),
        # Given addresses are compared with those of a lookup, which nothing asked for before.
        (GIVEN, replace(GIVEN, expected_ips=EXPECTED.expected_ips)),
        (TARGET, policy(interval=60.0)),
        (TARGET, policy(timeout=5.0)),
        (TARGET, policy(scan_interval=0.0)),
        (TARGET, policy(scan_pace=0.0)),
        (TARGET, policy(max_addresses=1)),
        (TARGET, policy(address_family=AddressFamily.IPV6)),
        (TARGET, policy(proxy_protocol=ProxyProtocol.V2)),
        (TARGET, policy(alpn=("h2",))),
        (TARGET, policy(deny_addresses=())),
    ],
)
def test_what_a_probe_goes_by_asks_for_a_new_one(before: Target, after: Target) -> None:
    """The evidence at hand would be of something else."""
    assert not is_probed_alike(after, before)
