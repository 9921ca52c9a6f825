"""Step 4: whoever asks on the internet is told an address that the internet leads to."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address

from exporter.guide.case import Case, every_resolver
from exporter.guide.check import Check
from exporter.guide.nowhere import denied, is_within
from exporter.guide.runbook import finding_kind
from exporter.model.address import is_address
from exporter.model.dns import Answer
from exporter.model.place import Resolver
from exporter.model.target import Network
from exporter.words.wording import listed

PRIVATE_ADDRESS = finding_kind("dns_private_address")
PRIVATE: tuple[Network, ...] = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("100.64.0.0/10"),
    IPv6Network("fc00::/7"),
)
"""Of networks of one's own (RFC 1918, RFC 6598, RFC 4193)."""
MOST_ADDRESSES = 4


def find_private_addresses(case: Case, place: Resolver) -> Iterator[str]:
    """A resolver of the internet names addresses of a private network, which nobody has declared."""
    answer = case.resolvers[place].found(Answer)
    if answer is None or place in case.stale or not is_public(answer.server):
        return
    told_otherwise = denied(answer, case.target)
    private = [
        one
        for one in answer.addresses
        if is_within(one, PRIVATE, answer.prefixes)
        and not is_within(one, case.target.expected_ips, answer.prefixes)
        and one not in told_otherwise
    ]
    if private:
        yield f"{place}, asked at {answer.server}, says {listed(private, MOST_ADDRESSES)}"


def is_public(server: str) -> bool:
    """Whether whoever answers at an address answers the internet."""
    return is_address(server) and ip_address(server).is_global


PRIVATE_CHECK = Check(kind=PRIVATE_ADDRESS, applies=every_resolver, find=find_private_addresses)
