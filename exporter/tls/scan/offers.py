"""What came of the hellos that offer only some suites or groups of one version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.hellos import (
    SIGNATURE_SCHEMES,
    all_groups_and_primes,
    all_groups_of_form,
)
from exporter.tls.scan.inquiry import NEVER_MADE, SubjectExchanges
from exporter.tls.scan.path import NetworkPath
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

BUT_SUITES = attrgetter(*(part.name for part in fields(ClientHello) if part.name != "suites"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The partial hellos of one version, and what follows from those that are refused."""

    protocol: Protocol
    by_hello: Mapping[ClientHello, SubjectExchanges] = field(default_factory=dict)
    refused: frozenset[ClientHello] = frozenset()
    """The hellos of which the server is known to want nothing."""
    open_suites: frozenset[int]
    """The suites of the version that were not refused together with every group."""
    refused_with_primes: frozenset[int] = frozenset()
    """Suites that were refused with every group and the registered primes."""
    refused_groups: frozenset[Group] = frozenset()
    """Groups that were refused with suites that could use them."""
    refused_signatures: frozenset[int] = frozenset()
    """Signature schemes that were refused with every suite and group."""

    def after(self, one: Exchange, hello: ClientHello, path: NetworkPath) -> "Offers":
        """With what came of this hello, when the path had proved like that before."""
        inquiry = self.inquiry(hello).after(one, path)
        return replace(self, by_hello={**self.by_hello, hello: inquiry})

    def on(self, path: NetworkPath) -> "Offers":
        """With what is proven, now that the path has proved like that."""
        if not self.by_hello:
            return self
        refused = frozenset(
            hello for hello, inquiry in self.by_hello.items() if inquiry.is_refused(path)
        )
        if refused == self.refused:
            return self
        offers = Offers(
            protocol=self.protocol,
            by_hello=self.by_hello,
            open_suites=USABLE[self.protocol],
        )
        for hello in refused:
            offers = offers.without(hello)
        return replace(offers, refused=refused)

    def inquiry(self, hello: ClientHello) -> SubjectExchanges:
        """What came of this hello, or of the last one that offered the same suites and more."""
        known = self.by_hello.get(hello)
        return self.inherited(hello) if known is None else known

    def inherited(self, hello: ClientHello) -> SubjectExchanges:
        """What a hello that was never sent needs not be sent for."""
        for asked in reversed(tuple(self.by_hello)):
            inquiry = self.by_hello[asked]
            if includes(asked, hello) and (not inquiry.is_accepted or is_met(hello, inquiry)):
                return inquiry
        return NEVER_MADE

    def is_in_doubt(self, hello: ClientHello) -> bool:
        """Whether its suites were refused, but in several hellos, which are still to be settled."""
        if self.inquiry(hello).exchanges:
            return False
        doubted = [
            self.suites_at_stake(asked)
            for asked, inquiry in self.by_hello.items()
            if inquiry.refusals and not inquiry.is_accepted
        ]
        return frozenset(hello.suites).issubset(chain(*doubted))

    def without(self, hello: ClientHello) -> "Offers":
        """With one hello refused."""
        if len(hello.versions) > 1:
            return self
        if hello.signature_algorithms != SIGNATURE_SCHEMES:
            refused = self.refused_signatures.union(hello.signature_algorithms)
            return replace(self, refused_signatures=refused)
        suites = self.suites_at_stake(hello)
        return replace(
            self,
            open_suites=self.open_suites.difference(suites),
            refused_with_primes=self.refused_with_primes.union(
                suites if self.has_primes(hello) else ()
            ),
            refused_groups=self.refused_groups.union(groups_alone(hello)),
        )

    def suites_at_stake(self, hello: ClientHello) -> tuple[int, ...]:
        """The suites that are refused with a hello: all, if it offers every group and signature."""
        if len(hello.versions) > 1 or hello.signature_algorithms != SIGNATURE_SCHEMES:
            return ()
        whole = all_groups_of_form(self.protocol, is_plain=hello.is_plain)
        return hello.suites if hello.groups == whole or self.has_primes(hello) else ()

    def has_primes(self, hello: ClientHello) -> bool:
        """Whether a hello names the registered primes beside every group."""
        return not hello.is_plain and hello.groups == all_groups_and_primes(self.protocol)


def includes(asked: ClientHello, hello: ClientHello) -> bool:
    """Whether a hello differs from another by further suites alone."""
    return (
        len(asked.suites) > len(hello.suites)
        and BUT_SUITES(asked) == BUT_SUITES(hello)
        and set(asked.suites).issuperset(hello.suites)
    )


def is_met(hello: ClientHello, inquiry: SubjectExchanges) -> bool:
    """Whether the server chose one of the hello's suites when more were offered."""
    choices = (one.choice.reply.suite for one in inquiry.exchanges if one.choice)
    return any(suite in hello.suites for suite in choices)


def groups_alone(hello: ClientHello) -> Iterator[Group]:
    """The groups of a hello that leaves out others, and no suite that could use them."""
    return map(Group, hello.groups if is_about_groups(hello) else ())


@lru_cache(maxsize=512)  # most servers are asked the same
def is_about_groups(hello: ClientHello) -> bool:
    """Whether a hello leaves out groups and no suite that could use them."""
    if not leaves_out_groups(hello):
        return False
    return hello.suites == TLS1_3_SUITES or WITH_CURVE.issuperset(hello.suites)


def leaves_out_groups(hello: ClientHello) -> bool:
    """Whether a hello for one version does not offer all its groups, in our order."""
    groups = all_groups_of_form(hello.highest, is_plain=hello.is_plain)
    return hello.groups[: len(groups)] != groups
