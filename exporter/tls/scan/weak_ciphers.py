"""Whether weak classes of cipher suites are accepted, at any version that is on."""

from collections.abc import Iterator
from functools import cache, lru_cache
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.hellos import all_groups_and_primes, partial_hello, plain_partial_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.known_version import Suite
from exporter.tls.scan.suites import is_without
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol, Support
from exporter.words.suite_properties import weak_classes

WEAK_SUITES = tuple(suite for suite in CipherSuite if weak_classes(suite))
SUITES_OF_CLASS = MappingProxyType(
    {
        kind: frozenset(suite for suite in WEAK_SUITES if kind in weak_classes(suite))
        for kind in CipherClass
    }
)
ASKING_ORDER = (
    Protocol.TLS1_2,
    Protocol.TLS1_1,
    Protocol.TLS1_0,
    Protocol.SSLV3,
    Protocol.TLS1_3,
)


def weak_cipher_hellos(knowledge: Knowledge) -> Iterator[ClientHello]:
    """For each version that is on, the weak suites of the classes that were not found yet.

    Each choice of the server finds one class at least, and a refusal settles all the others.
    """
    enabled, wanted = knowledge.enabled, suites_beyond(classes_found(knowledge))
    for version in (version for version in ASKING_ORDER if version in enabled):
        known = knowledge.versions[version]
        if suites := known.open_suites(wanted):
            hello = plain_partial_hello if known.is_plain else weak_hello
            yield hello(version, suites)


@cache
def suites_beyond(found: frozenset[CipherClass]) -> tuple[CipherSuite, ...]:
    """The weak suites that are of other classes too."""
    return tuple(suite for suite in WEAK_SUITES if not weak_classes(suite) <= found)


def weak_hello(version: Protocol, suites: tuple[CipherSuite, ...]) -> ClientHello:
    """Offers weak suites with every group and prime."""
    groups = all_groups_and_primes(version)
    return partial_hello(version, suites=suites, groups=groups)


def weak_cipher_support(knowledge: Knowledge) -> tuple[tuple[CipherClass, Support], ...]:
    """Whether each class is accepted at any version; a no takes one at every version."""
    found = classes_found(knowledge)
    return tuple(
        (kind, Support.YES if kind in found else absence(kind, knowledge)) for kind in CipherClass
    )


def classes_found(knowledge: Knowledge) -> frozenset[CipherClass]:
    """The classes of all suites that the server chose."""
    accepted = (knowledge.versions[version].accepted for version in knowledge.enabled)
    return frozenset().union(*map(classes_of, accepted))


@lru_cache(maxsize=512)  # most servers accept the same
def classes_of(suites: tuple[Suite, ...]) -> frozenset[CipherClass]:
    """The classes of all of them."""
    return frozenset().union(*map(weak_classes, suites))


def absence(kind: CipherClass, knowledge: Knowledge) -> Support:
    """No where every version is known to have none of the class; else unknown."""
    if not knowledge.enabled or Support.UNKNOWN in knowledge.supports.values():
        return Support.UNKNOWN
    # A server of SSLv2 lists all ciphers that it has.
    later = (version for version in knowledge.enabled if version is not Protocol.SSLV2)
    is_off = all(is_without(knowledge, version, SUITES_OF_CLASS[kind]) for version in later)
    return Support.NO if is_off else Support.UNKNOWN
