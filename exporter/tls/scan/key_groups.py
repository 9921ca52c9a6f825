"""Which key exchange groups are accepted, and which one the server prefers."""

from collections.abc import Collection, Iterator
from functools import cache
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.tls.public_values import PUBLIC_VALUES
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.hellos import (
    MIXED_GROUPS,
    OLDER_GROUPS,
    ORDINARY_GROUPS,
    PLAIN_GROUPS,
    PLAIN_KEY_SHARES,
    TLS1_3_GROUPS,
    all_groups,
    partial_hello,
    plain_group_hello,
)
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.large_hello import large_hellos
from exporter.tls.scan.offers import USABLE, WITH_CURVE, is_about_groups
from exporter.tls.scan.suites import is_without
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.offered_suites import OLDER_SUITES
from exporter.words.post_quantum import POST_QUANTUM
from exporter.words.protocol import Protocol, Support


def group_hellos(knowledge: Knowledge) -> Iterator[ClientHello]:
    """What is to be asked about groups, at the strongest version that is on.

    Whatever was found is left out of the next hello, until the rest is refused.
    """
    version = group_version(knowledge)
    if version is None or has_no_groups(version, knowledge):
        return
    known, found = knowledge.versions[version], groups_found(knowledge)
    if version is Protocol.TLS1_3 and not found & POST_QUANTUM and not known.is_plain:
        yield from post_quantum_hello(knowledge)
    if found and not known.is_plain:
        yield preference_hello(version, knowledge)
    settled = found | known.offers.refused_groups
    offered = groups_of_plain_hellos(version, knowledge) if known.is_plain else all_groups(version)
    if remaining := tuple(group for group in offered if group not in settled):
        yield hello_about(remaining, version, knowledge)


def groups_of_plain_hellos(version: Protocol, knowledge: Knowledge) -> tuple[Group, ...]:
    """Those worth asking for where hellos have to be plain.

    At TLS 1.3 each needs its key share, which makes hellos long; old servers want no groups named, and
    few suites can be offered, so that one has to be known that takes a group.
    """
    if not PLAIN_GROUPS[version] or not has_curve(version, knowledge):
        return ()
    if version is Protocol.TLS1_3 and large_hellos(knowledge) is not Support.YES:
        return tuple(group for group in TLS1_3_GROUPS if len(PUBLIC_VALUES[group]) <= SHORT_SHARE)
    return all_groups(version)


def post_quantum_hello(knowledge: Knowledge) -> Iterator[ClientHello]:
    """Offers all groups of the kind, once: the others are asked for with them, if it is refused."""
    groups = tuple(filter(POST_QUANTUM.__contains__, TLS1_3_GROUPS))
    hello = hello_about(groups, Protocol.TLS1_3, knowledge)
    if not knowledge.inquiry(hello).exchanges:
        yield hello


def group_support(knowledge: Knowledge) -> tuple[tuple[str, Support], ...]:
    """Whether each group is accepted; no means at the strongest version that is on."""
    version = group_version(knowledge)
    supports: dict[Group, Support] = {}
    if version is not None:
        is_out = has_no_groups(version, knowledge)
        refused = (
            all_groups(version) if is_out else knowledge.versions[version].offers.refused_groups
        )
        supports.update(dict.fromkeys(all_groups(version), Support.UNKNOWN))
        supports.update(dict.fromkeys(refused, Support.NO))
    if knowledge.enabled and knowledge.supports[Protocol.TLS1_3] is Support.NO:
        # No older version has them.
        supports.update(dict.fromkeys(sorted(POST_QUANTUM), Support.NO))
    supports.update(dict.fromkeys(sorted(groups_found(knowledge)), Support.YES))
    return tuple((group.name, support) for group, support in supports.items())


def preference_hello(version: Protocol, knowledge: Knowledge) -> ClientHello:
    """Offers all groups in the opposite order; in TLS 1.3 with a key share of another one too.

    A server that still chooses the group that it chose first prefers it.
    """
    first = group_chosen(version, IN_ORDER, knowledge)
    other = Group.x25519 if first == Group.secp256r1 else Group.secp256r1
    return hello_about(all_groups(version)[::-1], version, knowledge, key_shares=(other,))


def hellos_with_share(knowledge: Knowledge) -> Iterator[ClientHello]:
    """Offer TLS 1.3 with a key share that leaves nothing to ask for: an ordinary one where it may do.

    One of ML-KEM makes a hello so long that some boxes drop it.
    """
    first = group_chosen(Protocol.TLS1_3, IN_ORDER, knowledge)
    if first is None or first in POST_QUANTUM:
        yield hello_about(CLASSIC_GROUPS, Protocol.TLS1_3, knowledge, key_shares=PLAIN_KEY_SHARES)
    groups = (choice.reply.group for choice in knowledge.versions[Protocol.TLS1_3].choices)
    if wanted := first or next(filter(None, groups), None):
        yield hello_about(TLS1_3_GROUPS, Protocol.TLS1_3, knowledge, key_shares=(Group(wanted),))


def preferred_group(knowledge: Knowledge) -> str:
    """The group chosen whatever the client's order and key share; empty where there is none."""
    version = group_version(knowledge)
    if version is None:
        return ""
    first = group_chosen(version, IN_ORDER, knowledge)
    last = group_chosen(version, REVERSED, knowledge)
    return Group(first).name if first is not None and first == last else ""


def group_chosen(
    version: Protocol, orders: Collection[tuple[int, ...]], knowledge: Knowledge
) -> int | None:
    """The group first chosen at a version when all were offered in one of these orders."""
    choices = (
        choice.reply.group
        for choice in knowledge.versions[version].choices
        if choice.hello.groups in orders
    )
    return next((group for group in choices if group is not None), None)


def group_version(knowledge: Knowledge) -> Protocol | None:
    """The strongest version, if it is known which it is; SSL cannot name groups in a hello."""
    supports = knowledge.supports
    strongest = next((one for one in reversed(Protocol) if supports[one] is not Support.NO), None)
    is_known = strongest is not None and supports[strongest] is Support.YES
    return strongest if is_known and strongest not in WITHOUT_GROUPS else None


def groups_found(knowledge: Knowledge) -> frozenset[Group]:
    """The groups that the server chose, at any version that is on."""
    return frozenset().union(*(knowledge.versions[one].groups for one in knowledge.enabled))


def has_curve(version: Protocol, knowledge: Knowledge) -> bool:
    """Whether a suite was accepted that uses a curve."""
    accepted = knowledge.versions[version].accepted
    return version is Protocol.TLS1_3 or not WITH_CURVE.isdisjoint(accepted)


def has_no_groups(version: Protocol, knowledge: Knowledge) -> bool:
    """Whether a version below TLS 1.3 is known to accept no suite that uses a curve."""
    return version is not Protocol.TLS1_3 and is_without(knowledge, version, WITH_CURVE)


def hello_about(
    groups: tuple[Group, ...],
    version: Protocol,
    knowledge: Knowledge,
    *,
    key_shares: tuple[Group, ...] = (),
) -> ClientHello:
    """Offers these groups alone, so far as the server's key lets us."""
    known = knowledge.versions[version]
    if version is Protocol.TLS1_3:
        if known.is_plain:
            return plain_group_hello(version, groups, key_shares=key_shares or groups)
        return partial_hello(version, groups=groups, key_shares=key_shares)
    kinds = kinds_of_key(version, knowledge)
    if not kinds or any("_ECDSA" in kind for kind in kinds):
        # OpenSSL insists on the curve of its certificate too: what was found moves to the end.
        found = groups_found(knowledge)
        groups = tuple(dict.fromkeys((*groups, *filter(found.__contains__, all_groups(version)))))
    suites = carriers(version, kinds)
    if known.is_plain:
        accepted = tuple(filter(known.accepted.__contains__, suites))
        return plain_group_hello(version, groups, suites=accepted)
    return partial_hello(version, suites=suites, groups=groups)


def is_of_a_spare_group(one: Exchange) -> bool:
    """Whether a hello found one more group to be accepted, and clients have others in any case."""
    choice = one.choice
    if choice is None or not is_about_groups(choice.hello) or choice.hello.groups in REVERSED:
        return False
    return choice.reply.group not in NEEDED


def kinds_of_key(version: Protocol, knowledge: Knowledge) -> frozenset[str]:
    """The server's kinds of key, as far as it was seen to use curves with them."""
    accepted = USABLE[version].intersection(knowledge.versions[version].accepted)
    return frozenset(KIND_OF_KEY[suite] for suite in accepted if suite in KIND_OF_KEY)


@cache
def carriers(version: Protocol, kinds: frozenset[str]) -> tuple[CipherSuite, ...]:
    """The suites that use a curve with these kinds of key, or with any if there is none."""
    usable = tuple(suite for suite in OLDER_SUITES if suite in WITH_CURVE & USABLE[version])
    return tuple(suite for suite in usable if KIND_OF_KEY[suite] in kinds) or usable


def kind_of_key(suite: CipherSuite) -> str:
    """What a suite's name says before the cipher."""
    return suite.name.split("_WITH_")[0]


SHORT_SHARE = 140
"""Bytes of a key share for the longest of the ordinary curves."""
CLASSIC_GROUPS = tuple(group for group in TLS1_3_GROUPS if group not in POST_QUANTUM)
WITHOUT_GROUPS = {Protocol.SSLV2, Protocol.SSLV3}
IN_ORDER = (MIXED_GROUPS, TLS1_3_GROUPS, OLDER_GROUPS)
NEEDED = frozenset(ORDINARY_GROUPS) | POST_QUANTUM
REVERSED = tuple(groups[::-1] for groups in IN_ORDER)
KIND_OF_KEY = MappingProxyType({suite: kind_of_key(suite) for suite in WITH_CURVE})
