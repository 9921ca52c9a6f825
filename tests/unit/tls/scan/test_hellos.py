"""The hellos offer everything that may be accepted, or just what they are about."""

from dataclasses import replace

import pytest

from exporter.tls.client_hello import encode
from exporter.tls.scan.hellos import (
    TLS1_3_GROUPS,
    all_groups,
    full_hello,
    mixed_hello,
    partial_hello,
    plain_hello,
)
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.offered_suites import OLDER_SUITES, TLS1_3_SUITES
from exporter.words.protocol import Protocol

OLDER = (Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2)
ALL_VERSIONS = (*OLDER, Protocol.TLS1_3)
POST_QUANTUM = {group for group in Group if "MLKEM" in group.name}
FINITE_FIELD = {group for group in Group if group.name.startswith("ffdhe")}


def test_the_mixed_hello_offers_everything_of_both_versions() -> None:
    """TLS 1.3 is preferred, and X25519MLKEM768 first among its groups."""
    mixed = mixed_hello()
    assert mixed.versions == (Protocol.TLS1_3, Protocol.TLS1_2)
    assert set(mixed.suites) == {*TLS1_3_SUITES, *OLDER_SUITES}
    assert mixed.groups[0] == Group.X25519MLKEM768
    assert len(set(mixed.groups)) == len(mixed.groups)


@pytest.mark.parametrize("protocol", OLDER)
def test_older_hellos_name_no_group_that_breaks_old_key_exchange(protocol: Protocol) -> None:
    """F5 tries ML-KEM in TLS 1.2, and ffdhe groups would forbid a server's own DH group."""
    for hello in (full_hello(protocol), plain_hello(protocol)):
        assert not {*hello.groups} & (POST_QUANTUM | FINITE_FIELD)


@pytest.mark.parametrize("protocol", ALL_VERSIONS)
def test_each_hello_offers_one_version(protocol: Protocol) -> None:
    """An answer is about that version, or about none."""
    for hello in (full_hello(protocol), plain_hello(protocol)):
        assert hello.versions == (protocol,)


@pytest.mark.parametrize("protocol", ALL_VERSIONS[:-1])
def test_a_plain_hello_is_shorter_than_the_lengths_that_hang(protocol: Protocol) -> None:
    """Unpadded, it keeps below 256 bytes on its own."""
    encoded = encode(plain_hello(protocol), bytes(64), "www.example.com")
    assert len(encoded) - 5 < 256


def test_signature_algorithms_stay_few() -> None:
    """A few servers are confused by two dozen."""
    assert len(mixed_hello().signature_algorithms) < 24


@pytest.mark.parametrize("protocol", ALL_VERSIONS)
def test_a_partial_hello_leaves_out_nothing_else(protocol: Protocol) -> None:
    """With some suites it offers every group, and with some groups every suite."""
    full = full_hello(protocol)
    suites, groups = (CipherSuite(full.suites[-1]),), (Group.x25519,)
    about_suites = partial_hello(protocol, suites=suites)
    about_groups = partial_hello(protocol, groups=groups)
    assert about_suites == replace(full, suites=suites, is_partial=True)
    assert about_groups == replace(full, groups=groups, is_partial=True)


@pytest.mark.parametrize("protocol", ALL_VERSIONS)
def test_groups_are_offered_in_the_order_of_the_mixed_hello(protocol: Protocol) -> None:
    """So that a server which follows the client's order chooses alike in both."""
    places = [mixed_hello().groups.index(group) for group in all_groups(protocol)]
    assert places == sorted(places)


def test_every_post_quantum_group_is_offered() -> None:
    """In TLS 1.3 only, which alone has them."""
    assert set(TLS1_3_GROUPS) >= POST_QUANTUM


@pytest.mark.parametrize("protocol", ALL_VERSIONS)
def test_a_full_hello_stays_within_one_small_record(protocol: Protocol) -> None:
    """About 1400 bytes, a hello no longer fits one packet, and some servers fail on two."""
    assert len(encode(full_hello(protocol), bytes(64), "www.example.com")) < 1000
