"""Which key exchange groups are accepted, and which one the server prefers."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.fate import refused_hellos
from exporter.tls.scan.hellos import (
    MIXED_GROUPS,
    OLDER_GROUPS,
    TLS1_3_GROUPS,
    all_groups,
    partial_hello,
)
from exporter.tls.scan.suites import GROUPS, accepted_suites, is_without
from exporter.tls.scan.transcript import Transcript, derived
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.offered_suites import OLDER_SUITES, TLS1_3_SUITES
from exporter.words.protocol import Protocol, Support
from exporter.words.suite_properties import KeyExchange, is_usable_at, key_exchange

POST_QUANTUM = frozenset(group for group in Group if "MLKEM" in group.name)
WITH_CURVE = tuple(suite for suite in OLDER_SUITES if key_exchange(suite) is KeyExchange.ECDHE)


def group_hellos(transcript: Transcript) -> Iterator[ClientHello]:
    """What is to be asked about groups, at the strongest version that is on.

    Whatever was found is left out of the next hello, until the rest is refused.
    """
    version = group_version(transcript)
    if version is None or has_no_groups(version, transcript):
        return
    offered, found = all_groups(version), groups_found(transcript)
    if version is Protocol.TLS1_3 and not found & POST_QUANTUM:
        yield hello_about(tuple(filter(POST_QUANTUM.__contains__, offered)), version, transcript)
    if found:
        yield preference_hello(version, transcript)
    settled = found | groups_refused(version, transcript)
    if remaining := tuple(group for group in offered if group not in settled):
        yield hello_about(remaining, version, transcript)


def group_support(transcript: Transcript) -> tuple[tuple[str, Support], ...]:
    """Whether each group is accepted; no means at the strongest version that is on."""
    version = group_version(transcript)
    supports: dict[Group, Support] = {}
    if version is not None:
        is_out = has_no_groups(version, transcript)
        refused = all_groups(version) if is_out else groups_refused(version, transcript)
        supports.update(dict.fromkeys(all_groups(version), Support.UNKNOWN))
        supports.update(dict.fromkeys(refused, Support.NO))
    if transcript.enabled and transcript.supports[Protocol.TLS1_3] is Support.NO:
        # No older version has them.
        supports.update(dict.fromkeys(sorted(POST_QUANTUM), Support.NO))
    supports.update(dict.fromkeys(sorted(groups_found(transcript)), Support.YES))
    return tuple((group.name, support) for group, support in supports.items())


def preference_hello(version: Protocol, transcript: Transcript) -> ClientHello:
    """Offers all groups in the opposite order; in TLS 1.3 with a key share of another one too.

    A server that still chooses the group that it chose first prefers it.
    """
    hello = hello_about(all_groups(version)[::-1], version, transcript)
    if version is not Protocol.TLS1_3:
        return hello
    first = group_chosen(version, IN_ORDER, transcript)
    other = Group.x25519 if first == Group.secp256r1 else Group.secp256r1
    return replace(hello, key_shares=(other,))


def preferred_group(transcript: Transcript) -> str:
    """The group chosen whatever the client's order and key share; empty where there is none."""
    version = group_version(transcript)
    if version is None:
        return ""
    first = group_chosen(version, IN_ORDER, transcript)
    last = group_chosen(version, {order[::-1] for order in IN_ORDER}, transcript)
    return Group(first).name if first is not None and first == last else ""


def group_chosen(
    version: Protocol, orders: Collection[tuple[int, ...]], transcript: Transcript
) -> int | None:
    """The group first chosen at a version when all were offered in one of these orders."""
    choices = (
        choice.reply.group
        for choice in transcript.choices
        if choice.protocol is version and choice.hello.groups in orders
    )
    return next((group for group in choices if group is not None), None)


def group_version(transcript: Transcript) -> Protocol | None:
    """The strongest version that is on; SSL cannot name groups in a hello."""
    strongest = next(iter(transcript.enabled), None)
    return None if strongest in {Protocol.SSLV2, Protocol.SSLV3} else strongest


@derived
def groups_found(transcript: Transcript) -> frozenset[Group]:
    """The groups that the server chose, at any version that is on."""
    return frozenset(
        Group(choice.reply.group) for choice in transcript.choices if choice.reply.group in GROUPS
    )


def groups_refused(version: Protocol, transcript: Transcript) -> frozenset[Group]:
    """The groups that were offered alone at the version, and refused."""
    return frozenset(
        Group(group)
        for hello in refused_hellos(transcript)
        if is_about_groups(hello, version)
        for group in hello.groups
    )


def is_about_groups(hello: ClientHello, version: Protocol) -> bool:
    """Whether a hello leaves out groups and no suite that could use them."""
    if hello.versions != (version,) or not leaves_out_groups(hello):
        return False
    return hello.suites == TLS1_3_SUITES or set(hello.suites) <= set(WITH_CURVE)


def leaves_out_groups(hello: ClientHello) -> bool:
    """Whether a hello for one version does not offer all its groups, in our order."""
    groups = all_groups(hello.highest)
    return hello.groups[: len(groups)] != groups


def has_no_groups(version: Protocol, transcript: Transcript) -> bool:
    """Whether a version below TLS 1.3 is known to accept no suite that uses a curve."""
    return version is not Protocol.TLS1_3 and is_without(transcript, version, WITH_CURVE)


def hello_about(
    groups: tuple[Group, ...], version: Protocol, transcript: Transcript
) -> ClientHello:
    """Offers these groups alone, so far as the server's key lets us."""
    name = transcript.server_name
    if version is Protocol.TLS1_3:
        return partial_hello(version, name, groups=groups)
    carriers = suites_with_groups(version, transcript)
    if any("_ECDSA_" in suite.name for suite in carriers):
        # OpenSSL insists on the curve of its certificate too: what was found moves to the end.
        found = (group for group in all_groups(version) if group in groups_found(transcript))
        groups = tuple(dict.fromkeys((*groups, *found)))
    return partial_hello(version, name, suites=carriers, groups=groups)


def suites_with_groups(version: Protocol, transcript: Transcript) -> tuple[CipherSuite, ...]:
    """The suites that use a curve, with the server's kind of key once that is known."""
    usable = tuple(suite for suite in WITH_CURVE if is_usable_at(suite, version))
    accepted = set(accepted_suites(transcript, version)).intersection(usable)
    kinds = {suite.name.split("_WITH_")[0] for suite in accepted}
    return tuple(s for s in usable if s.name.split("_WITH_")[0] in kinds) or usable


IN_ORDER = frozenset({MIXED_GROUPS, TLS1_3_GROUPS, OLDER_GROUPS})
