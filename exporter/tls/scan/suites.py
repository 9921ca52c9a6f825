"""Which cipher suites are known to be accepted, or refused, at which version."""

from collections.abc import Iterator
from functools import cache

from exporter.model.scan import SuiteAnswer
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.known_version import GROUPS, KnownVersion
from exporter.tls.scan.offers import USABLE
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.suite_properties import KeyExchange, key_exchange

WITH_PRIME = frozenset(suite for suite in CipherSuite if key_exchange(suite) is KeyExchange.DHE)


def suite_answers(knowledge: Knowledge) -> Iterator[SuiteAnswer]:
    """Every suite of which it is known whether the server accepts it, by version."""
    for version in reversed(knowledge.enabled):
        known = knowledge.versions[version]
        yield from (acceptance(suite, known) for suite in known.accepted)
        yield from (refusal(suite, version) for suite in sorted(denied_suites(known)))


def acceptance(suite: CipherSuite | Sslv2Cipher, known: KnownVersion) -> SuiteAnswer:
    """That a suite is accepted, with the groups that the server chose with it, each once."""
    chosen = (choice.reply.group for choice in known.choices if choice.reply.suite == suite)
    return SuiteAnswer(
        protocol=known.protocol,
        suite=suite.name,
        is_accepted=True,
        groups=tuple(dict.fromkeys(Group(group).name for group in chosen if group in GROUPS)),
    )


@cache
def refusal(suite: int, version: Protocol) -> SuiteAnswer:
    """That a suite is refused; made once for each version, as most servers refuse most suites."""
    return SuiteAnswer(protocol=version, suite=CipherSuite(suite).name, is_accepted=False)


def denied_suites(known: KnownVersion) -> frozenset[int]:
    """The suites refused, those with a prime only if they were with registered primes too."""
    in_doubt = WITH_PRIME - known.offers.refused_with_primes
    refused = USABLE[known.protocol] - known.offers.open_suites
    return (refused - in_doubt).difference(known.accepted)


def is_without(knowledge: Knowledge, version: Protocol, suites: frozenset[CipherSuite]) -> bool:
    """Whether the server is known to accept none of these suites at a version."""
    support, known = knowledge.supports[version], knowledge.versions[version]
    if support is not Support.YES:
        return support is Support.NO
    accepted = (suite for suite in known.accepted if suite in USABLE[version])
    return known.offers.open_suites.isdisjoint(suites) and suites.isdisjoint(accepted)
