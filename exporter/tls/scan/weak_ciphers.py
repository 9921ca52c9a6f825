"""Whether weak classes of cipher suites are accepted, at any version that is on."""

from collections.abc import Iterator

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.hellos import all_groups_and_primes, partial_hello
from exporter.tls.scan.suites import accepted_suites, is_without, open_suites
from exporter.tls.scan.transcript import Transcript, derived
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol, Support
from exporter.words.suite_properties import weak_classes

WEAK_SUITES = tuple(suite for suite in CipherSuite if weak_classes(suite))
ASKING_ORDER = (
    Protocol.TLS1_2,
    Protocol.TLS1_1,
    Protocol.TLS1_0,
    Protocol.SSLV3,
    Protocol.TLS1_3,
)


def weak_cipher_hellos(transcript: Transcript) -> Iterator[ClientHello]:
    """For each version that is on, the weak suites of the classes that were not found yet.

    Each choice of the server finds one class at least, and a refusal settles all the others.
    """
    found = classes_found(transcript)
    enabled = transcript.enabled
    wanted = [suite for suite in WEAK_SUITES if not weak_classes(suite) <= found]
    for version in (version for version in ASKING_ORDER if version in enabled):
        suites = open_suites(transcript, version, wanted)
        if suites:
            yield weak_hello(version, suites, transcript.server_name)


def weak_hello(version: Protocol, suites: tuple[CipherSuite, ...], server_name: str) -> ClientHello:
    """Offers weak suites with every group and prime."""
    groups = all_groups_and_primes(version)
    return partial_hello(version, server_name, suites=suites, groups=groups)


def weak_cipher_support(transcript: Transcript) -> tuple[tuple[CipherClass, Support], ...]:
    """Whether each class is accepted at any version; a no takes one at every version."""
    found = classes_found(transcript)
    return tuple(
        (kind, Support.YES if kind in found else absence(kind, transcript)) for kind in CipherClass
    )


@derived
def classes_found(transcript: Transcript) -> frozenset[CipherClass]:
    """The classes of all suites that the server chose."""
    return frozenset(
        kind
        for version in transcript.enabled
        for suite in accepted_suites(transcript, version)
        for kind in weak_classes(suite)
    )


def absence(kind: CipherClass, transcript: Transcript) -> Support:
    """No where every version is known to have none of the class; else unknown."""
    suites = tuple(suite for suite in WEAK_SUITES if kind in weak_classes(suite))
    later = (version for version in Protocol if version is not Protocol.SSLV2)
    # A server of SSLv2 lists all ciphers that it has.
    is_settled = transcript.supports[Protocol.SSLV2] is not Support.UNKNOWN and all(
        is_without(transcript, version, suites) for version in later
    )
    is_off = is_settled and bool(transcript.enabled)
    return Support.NO if is_off else Support.UNKNOWN
