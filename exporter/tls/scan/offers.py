"""What came of the hellos that offer only some suites or groups of one version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.fate import Fate, Offer, offer
from exporter.tls.scan.hellos import all_groups, all_groups_and_primes
from exporter.tls.scan.inquiry import NEVER_MADE, Inquiry
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.offered_suites import OLDER_SUITES, TLS1_3_SUITES
from exporter.words.protocol import Protocol
from exporter.words.suite_properties import KeyExchange, is_usable_at, key_exchange

WITH_CURVE = frozenset(suite for suite in OLDER_SUITES if key_exchange(suite) is KeyExchange.ECDHE)
USABLE = MappingProxyType(
    {
        version: frozenset(suite for suite in CipherSuite if is_usable_at(suite, version))
        for version in Protocol
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The partial hellos of one version, and what follows from those that were refused."""

    protocol: Protocol
    by_hello: Mapping[ClientHello, Offer] = field(default_factory=dict)
    open_suites: frozenset[int]
    """The suites of the version that were not refused together with every group."""
    refused_with_primes: frozenset[int] = frozenset()
    """Suites that were refused with every group and the registered primes."""
    refused_groups: frozenset[Group] = frozenset()
    """Groups that were refused with suites that could use them."""

    def after(self, one: Exchange, hello: ClientHello, worked: int) -> "Offers":
        """With what came of this hello, when so many hellos of the scan have worked."""
        return self.with_offer(offer(hello, self.inquiry(hello).after(one, worked), worked))

    def with_control(self, worked: int) -> "Offers":
        """With silence taken for refusals where so many hellos that worked prove it."""
        offers = self
        for one in self.by_hello.values():
            if one.fate is Fate.UNPROVEN:
                offers = offers.with_offer(offer(one.hello, one.inquiry, worked))
        return offers

    def inquiry(self, hello: ClientHello) -> Inquiry:
        """What came of exactly this hello."""
        asked = self.by_hello.get(hello)
        return asked.inquiry if asked else NEVER_MADE

    def fate(self, hello: ClientHello) -> Fate:
        """How far exactly this hello is settled."""
        asked = self.by_hello.get(hello)
        return asked.fate if asked else Fate.NOT_ASKED

    def with_offer(self, one: Offer) -> "Offers":
        """With one more, or the same settled further."""
        by_hello, hello = {**self.by_hello, one.hello: one}, one.hello
        if one.fate is not Fate.REFUSED:
            return replace(self, by_hello=by_hello)
        has_primes = hello.groups == all_groups_and_primes(self.protocol)
        suites = hello.suites if has_primes or hello.groups == all_groups(self.protocol) else ()
        return replace(
            self,
            by_hello=by_hello,
            open_suites=self.open_suites.difference(suites),
            refused_with_primes=self.refused_with_primes.union(suites if has_primes else ()),
            refused_groups=self.refused_groups.union(groups_alone(hello)),
        )


def groups_alone(hello: ClientHello) -> Iterator[Group]:
    """The groups of a hello that leaves out others, and no suite that could use them."""
    return map(Group, hello.groups if is_about_groups(hello) else ())


def is_about_groups(hello: ClientHello) -> bool:
    """Whether a hello leaves out groups and no suite that could use them."""
    if not leaves_out_groups(hello):
        return False
    return hello.suites == TLS1_3_SUITES or WITH_CURVE.issuperset(hello.suites)


def leaves_out_groups(hello: ClientHello) -> bool:
    """Whether a hello for one version does not offer all its groups, in our order."""
    groups = all_groups(hello.highest)
    return hello.groups[: len(groups)] != groups
