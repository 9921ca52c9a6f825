"""A mapping from anywhere becomes a target with the same rules as in the configuration."""

from ipaddress import ip_network

from exporter.config.conflict import Declared
from exporter.config.load import read_target
from exporter.config.problem import Fault
from exporter.model.target import ExpiryThresholds, Origin, Policy, Target
from exporter.words.protocol import Protocol

DEFAULTS = Policy(interval=60.0, expiry=ExpiryThresholds(warn=86400.0, critical=3600.0))
DECLARED = Declared(
    trust_stores=frozenset({"mozilla", "corp"}), resolvers=frozenset({"system", "corp"})
)


def test_what_a_mapping_leaves_out_is_inherited() -> None:
    """A host is enough."""
    assert read_target({"host": "www.example.com"}, defaults=DEFAULTS, declared=DECLARED) == (
        Target(
            name="www.example.com:443",
            host="www.example.com",
            server_name="www.example.com",
            policy=DEFAULTS,
        )
    )


def test_what_a_mapping_says_is_taken() -> None:
    """Of `expiry`, single keys are overridden."""
    mapping = {
        "host": "www.example.com:8443",
        "name": "www",
        "server_name": "shop.example.com",
        "addresses": ["203.0.113.10"],
        "origins": ["198.51.100.7"],
        "expected_ips": ["203.0.113.0/24"],
        "labels": {"team": "web"},
        "interval": "1h",
        "trust": ["corp"],
        "clients": ["Chrome", "Java 8"],
        "expiry": {"warn": "2d"},
        "minimum_protocol": "TLSv1.3",
    }
    assert read_target(mapping, defaults=DEFAULTS, declared=DECLARED) == Target(
        name="www",
        host="www.example.com",
        port=8443,
        server_name="shop.example.com",
        addresses=("203.0.113.10",),
        origins=(Origin(address="198.51.100.7"),),
        expected_ips=(ip_network("203.0.113.0/24"),),
        labels={"team": "web"},
        policy=Policy(
            interval=3600.0,
            trust=("corp",),
            clients=("Chrome", "Java 8"),
            expiry=ExpiryThresholds(warn=172_800.0, critical=3600.0),
            minimum_protocol=Protocol.TLS1_3,
        ),
    )


def test_faults_of_keys_and_contradictions_come_together() -> None:
    """Neither kind hides the other."""
    mapping = {"host": "www.example.com", "trust": ["crop"], "timeout": "2m"}
    result = read_target(mapping, defaults=DEFAULTS, declared=DECLARED)
    assert result == (
        Fault(
            path=("trust", 0),
            message="no trust store is named crop; use corp or mozilla, or declare it under "
            "`trust_stores`",
        ),
        Fault(
            path=("timeout",),
            message="2m is more than `interval`, 1m; lower it, or raise the other",
        ),
    )


def test_a_contradiction_alone_is_enough() -> None:
    """Keys that are right on their own can still be refused."""
    mapping = {"host": "www.example.com:8443", "port": 443}
    assert read_target(mapping, defaults=DEFAULTS, declared=DECLARED) == (
        Fault(
            path=("port",),
            message="443 differs from the port in `host`, 8443; keep one of them",
        ),
    )
