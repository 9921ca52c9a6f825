"""An answer counts only if it was among the offers."""

import pytest

from exporter.tls.scan.agreement import keeps_to
from exporter.tls.scan.hellos import full_hello, mixed_hello
from exporter.tls.server_hello import ServerHello
from exporter.words.protocol import Protocol

MIXED = mixed_hello()
TLS1_1 = full_hello(Protocol.TLS1_1)
TLS1_3 = full_hello(Protocol.TLS1_3)


@pytest.mark.parametrize(
    "choice",
    [
        ServerHello(version=0x0304, suite=0x1301),
        ServerHello(version=0x0304, suite=0x1301, group=29, is_retry_request=True),
        ServerHello(version=0x0303, suite=0xC02F),
        ServerHello(version=0x0301, suite=0x002F),
    ],
    ids=["TLS 1.3", "retry request", "TLS 1.2", "an older version"],
)
def test_a_choice_among_the_offers_keeps_to_the_hello(choice: ServerHello) -> None:
    """A version older than offered is a server's way to say that it has no better."""
    assert keeps_to(MIXED, choice)


@pytest.mark.parametrize(
    "choice",
    [
        ServerHello(version=0x0304, suite=0x13FF),
        ServerHello(version=0x0304, suite=0xC02F),
        ServerHello(version=0x0303, suite=0x1301),
        ServerHello(version=0x0303, suite=0xFAFA),
        ServerHello(version=0x0303, suite=0x00FF),
        ServerHello(version=0x7F1C, suite=0x1301),
        ServerHello(version=0x0304, suite=0x1301, group=0x6399, is_retry_request=True),
    ],
    ids=[
        "unknown suite of TLS 1.3",
        "older suite in TLS 1.3",
        "suite of TLS 1.3 in TLS 1.2",
        "suite not offered",
        "signalling suite",
        "unknown version",
        "group not offered",
    ],
)
def test_a_choice_that_nobody_offered_does_not(choice: ServerHello) -> None:
    """A client would hang up on it."""
    assert not keeps_to(MIXED, choice)


def test_a_version_newer_than_offered_does_not_keep_to_the_hello() -> None:
    """CUPS answered SSLv3 with TLS 1.2."""
    assert not keeps_to(TLS1_1, ServerHello(version=0x0303, suite=0xC02F))


def test_an_older_version_with_a_suite_not_offered_does_not_keep_to_the_hello() -> None:
    """A hello for TLS 1.3 alone offers no suite that TLS 1.2 could use."""
    assert not keeps_to(TLS1_3, ServerHello(version=0x0303, suite=0xC02F))
