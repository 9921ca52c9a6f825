"""Addresses that are other forms of IPv4 addresses."""

from ipaddress import IPv6Network

import pytest

from exporter.model.address import forms_of, prefixes_before_ipv4


@pytest.mark.parametrize(
    ("prefix", "address", "made"),
    [
        ("2001:db8::/32", "2001:db8:c000:221::", "2001:db8:c000:aa::"),
        ("2001:db8:100::/40", "2001:db8:1c0:2:21::", "2001:db8:1c0:0:aa::"),
        ("2001:db8:122::/48", "2001:db8:122:c000:2:2100::", "2001:db8:122:c000:0:aa00::"),
        ("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::", "2001:db8:122:3c0:0:aa::"),
        ("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::", "2001:db8:122:344:c0:0:aa00::"),
        ("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33", "2001:db8:122:344::c000:aa"),
    ],
)
def test_every_length_of_a_prefix_is_known(prefix: str, address: str, made: str) -> None:
    """By the examples of RFC 6052, section 2.4, and by what a resolver makes of `ipv4only.arpa`."""
    assert list(map(str, prefixes_before_ipv4((made,)))) == [prefix]
    network = (IPv6Network(prefix),)
    assert [str(one) for one in forms_of(address, network)][1:] == ["192.0.2.33"]
    assert len(list(forms_of(address))) == len(list(forms_of("2001:db9::1", network))) == 1


def test_an_address_of_another_is_no_prefix() -> None:
    """What is not made of the two addresses tells nothing."""
    assert not list(prefixes_before_ipv4(("2001:db8::192.0.2.33", "::1")))
