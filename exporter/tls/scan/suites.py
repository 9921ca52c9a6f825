"""Which cipher suites are known to be accepted, or refused, at which version."""

from collections.abc import Collection, Iterable, Iterator

from exporter.model.scan import SuiteAnswer
from exporter.tls.scan.fate import refused_hellos
from exporter.tls.scan.hellos import all_groups, all_groups_and_primes
from exporter.tls.scan.transcript import Transcript, derived
from exporter.tls.server_reply import Sslv2ServerHello
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.suite_properties import KeyExchange, is_usable_at, key_exchange

SSLV2_CIPHERS = frozenset(Sslv2Cipher)
GROUPS = frozenset(Group)


def suite_answers(transcript: Transcript) -> Iterator[SuiteAnswer]:
    """Every suite of which it is known whether the server accepts it, by version."""
    for version in reversed(transcript.enabled):
        accepted = accepted_suites(transcript, version)
        for suite in accepted:
            yield SuiteAnswer(
                protocol=version,
                suite=suite.name,
                is_accepted=True,
                groups=groups_with(suite, version, transcript),
            )
        for refused in sorted(refused_anyhow(transcript, version).difference(accepted)):
            name = CipherSuite(refused).name
            yield SuiteAnswer(protocol=version, suite=name, is_accepted=False)


def groups_with(
    suite: CipherSuite | Sslv2Cipher, version: Protocol, transcript: Transcript
) -> tuple[str, ...]:
    """The groups that the server chose with a suite at a version, each once."""
    chosen = (
        choice.reply.group
        for choice in transcript.choices
        if choice.protocol is version and choice.reply.suite == suite
    )
    return tuple(dict.fromkeys(Group(group).name for group in chosen if group in GROUPS))


@derived
def accepted_suites(
    transcript: Transcript, version: Protocol
) -> tuple[CipherSuite | Sslv2Cipher, ...]:
    """The suites that the server chose at a version, each once, in the order they came."""
    if version is Protocol.SSLV2:
        return tuple(map(Sslv2Cipher, sslv2_ciphers(transcript)))
    chosen = (choice for choice in transcript.choices if choice.protocol is version)
    return tuple(dict.fromkeys(CipherSuite(choice.reply.suite) for choice in chosen))


def sslv2_ciphers(transcript: Transcript) -> tuple[int, ...]:
    """What the server has of the ciphers of SSLv2, which one reply tells completely."""
    replies = (one.reply for one in transcript.exchanges)
    listed = (reply.ciphers for reply in replies if isinstance(reply, Sslv2ServerHello))
    return tuple(code for code in next(listed, ()) if code in SSLV2_CIPHERS)


@derived
def refused_suites(transcript: Transcript, version: Protocol) -> frozenset[int]:
    """The suites that were offered alone at a version, with every group, and refused."""
    groups = {all_groups(version), all_groups_and_primes(version)}
    return suites_refused_with(groups, version, transcript)


def refused_anyhow(transcript: Transcript, version: Protocol) -> frozenset[int]:
    """The suites refused, those with a prime only if they were with registered primes too."""
    groups = {all_groups_and_primes(version)}
    in_doubt = WITH_PRIME - suites_refused_with(groups, version, transcript)
    return refused_suites(transcript, version) - in_doubt


def suites_refused_with(
    groups: Collection[tuple[int, ...]], version: Protocol, transcript: Transcript
) -> frozenset[int]:
    """The suites refused in hellos that offered one of these sets of groups."""
    hellos = (
        hello.suites
        for hello in refused_hellos(transcript)
        if hello.versions == (version,) and hello.groups in groups
    )
    return frozenset().union(*hellos)


def open_suites(
    transcript: Transcript, version: Protocol, suites: Iterable[CipherSuite]
) -> tuple[CipherSuite, ...]:
    """Those of the suites that exist at a version and are not known to be refused there."""
    worth_asking = USABLE[version] - refused_suites(transcript, version)
    return tuple(filter(worth_asking.__contains__, suites))


def is_without(transcript: Transcript, version: Protocol, suites: Iterable[CipherSuite]) -> bool:
    """Whether the server is known to accept none of these suites at a version."""
    known = transcript.supports[version]
    if known is not Support.YES:
        return known is Support.NO
    accepted = accepted_suites(transcript, version)
    is_settled = not open_suites(transcript, version, suites)
    return is_settled and USABLE[version].isdisjoint(set(suites).intersection(accepted))


WITH_PRIME = frozenset(suite for suite in CipherSuite if key_exchange(suite) is KeyExchange.DHE)
USABLE = {
    version: frozenset(suite for suite in CipherSuite if is_usable_at(suite, version))
    for version in Protocol
}
