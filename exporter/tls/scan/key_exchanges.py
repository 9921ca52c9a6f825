"""Whether keys are ephemeral, how long primes are, and whether common clients find a suite."""

from collections.abc import Iterator

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.hellos import all_groups_and_primes, partial_hello, plain_partial_hello
from exporter.tls.scan.inquiry import IN_A_ROW
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.suites import is_without
from exporter.words.cipher_suites import CipherSuite
from exporter.words.offered_suites import OLDER_SUITES, ORDINARY_OLDER_SUITES
from exporter.words.protocol import Protocol, Support
from exporter.words.suite_properties import (
    KeyExchange,
    is_forward_secret,
    is_usable_at,
    key_exchange,
    weak_classes,
)

OLDER_VERSIONS = (Protocol.TLS1_2, Protocol.TLS1_1, Protocol.TLS1_0, Protocol.SSLV3)
STRONG = tuple(suite for suite in OLDER_SUITES if not weak_classes(suite))
MODERN = tuple(
    suite
    for suite in ORDINARY_OLDER_SUITES
    if key_exchange(suite) is KeyExchange.ECDHE
    and any(mark in suite.name for mark in ("_GCM_", "_CHACHA20_"))
)
"""What every client of the last ten years prefers below TLS 1.3."""
TRADITIONAL = tuple(suite for suite in STRONG if suite not in MODERN)
COMMON = tuple(
    suite
    for suite in ORDINARY_OLDER_SUITES
    if suite in STRONG and key_exchange(suite) is not KeyExchange.DHE
)
"""What browsers still offer below TLS 1.3."""
FORWARD_SECRET = tuple(filter(is_forward_secret, OLDER_SUITES))
EPHEMERAL = frozenset(FORWARD_SECRET)
EPHEMERAL_DH = tuple(suite for suite in FORWARD_SECRET if key_exchange(suite) is KeyExchange.DHE)


def key_exchange_hellos(knowledge: Knowledge) -> Iterator[ClientHello]:
    """What is to be asked about suites that are not weak, as far as it is still open.

    What other hellos are about to settle is left to them.
    """
    older = older_versions(knowledge)
    is_open = forward_secrecy(knowledge) is Support.UNKNOWN
    for version, suites in offers(older, knowledge, is_forward_secrecy_open=is_open):
        known = knowledge.versions[version]
        if still_open := known.open_suites(suites):
            hello = (
                plain_partial_hello(version, still_open)
                if known.is_plain
                else partial_hello(version, suites=still_open)
            )
            is_left = known.offers.is_in_doubt(hello) and knowledge.path.may_prove
            if not (is_left or (suites is EPHEMERAL_DH and has_no_prime(hello, knowledge))):
                yield hello
    for version in older:
        if is_open and not knowledge.versions[version].is_plain:
            yield named_prime_hello(version)


def offers(
    older: tuple[Protocol, ...], knowledge: Knowledge, *, is_forward_secrecy_open: bool
) -> Iterator[tuple[Protocol, tuple[CipherSuite, ...]]]:
    """The kinds of suites worth asking for, by version."""
    if not older:
        return
    strongest = older[0]
    accepted = set(knowledge.versions[strongest].accepted)
    if Protocol.TLS1_3 not in knowledge.enabled and accepted.isdisjoint(COMMON):
        yield strongest, COMMON
    if is_forward_secrecy_open:
        yield from ((version, FORWARD_SECRET) for version in older)
    if not accepted.isdisjoint(MODERN) and accepted.isdisjoint(TRADITIONAL):
        yield strongest, TRADITIONAL
    if smallest_prime(knowledge) is None:
        yield strongest, EPHEMERAL_DH


def has_no_prime(hello: ClientHello, knowledge: Knowledge) -> bool:
    """Whether suites with a prime were refused as often as is of use: it makes no no of a prime."""
    return len(knowledge.inquiry(hello).counted(knowledge.path)) >= IN_A_ROW


def named_prime_hello(version: Protocol) -> ClientHello:
    """Offers the suites with a prime together with the registered primes.

    The other hellos do not name those, as a server with a prime of its own then has to pass over
    these suites (RFC 7919, section 4); but OpenSSL 4 uses primes that are named, and no others.
    """
    groups = all_groups_and_primes(version)
    suites = tuple(suite for suite in EPHEMERAL_DH if is_usable_at(suite, version))
    return partial_hello(version, suites=suites, groups=groups)


def older_versions(knowledge: Knowledge) -> tuple[Protocol, ...]:
    """The versions below TLS 1.3 that are on, strongest first; SSLv2 has no such choice."""
    enabled = knowledge.enabled
    return tuple(version for version in OLDER_VERSIONS if version in enabled)


def forward_secrecy(knowledge: Knowledge) -> Support:
    """Whether any version accepts an ephemeral key exchange."""
    older = older_versions(knowledge)
    accepted = (suite for version in older for suite in knowledge.versions[version].accepted)
    if Protocol.TLS1_3 in knowledge.enabled or not EPHEMERAL.isdisjoint(accepted):
        return Support.YES
    is_known = knowledge.supports[Protocol.TLS1_3] is Support.NO and all(
        is_without(knowledge, version, EPHEMERAL) for version in OLDER_VERSIONS
    )
    is_off = is_known and all(
        knowledge.inquiry(named_prime_hello(version)).is_refused(knowledge.path)
        for version in older
    )
    return Support.NO if knowledge.enabled and is_off else Support.UNKNOWN


def smallest_prime(knowledge: Knowledge) -> int | None:
    """Bits of the smallest prime that the server chose, with a key to sign it, where it is on."""
    primes = (knowledge.versions[version].prime for version in knowledge.enabled)
    return min((bits for bits in primes if bits is not None), default=None)
