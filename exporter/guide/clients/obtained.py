"""Which of the certificates of an endpoint a client would get."""

from exporter.guide.clients.agreement import (
    OUR_SUITES,
    RSA,
    SCHEME_MARKS_OF_KEY,
    can_verify,
)
from exporter.guide.clients.client import Client
from exporter.guide.clients.presented import Presented
from exporter.model.certificate import Certificate
from exporter.model.scan import Scan
from exporter.words.protocol import Protocol, Support
from exporter.words.signature_scheme import SignatureScheme
from exporter.words.suite_properties import is_usable_at

OUR_SCHEMES = tuple(scheme.name for scheme in SignatureScheme)


def obtained(client: Client, scan: Scan, chains: tuple[Presented, ...]) -> tuple[Presented, ...]:
    """The one that it would get; several where it may be any of these.

    A server goes by its own order or by the client's. Where it did not choose what we prefer, that
    is its choice for all who can use it; else whoever prefers the same gets the same.
    """
    version = common_version(client, scan)
    if version is None or len(chains) == 1:
        return chains[:1]
    usable = tuple(one for one in chains if is_usable(one.leaf, version, client))
    if len(usable) < 2:
        return usable or chains[:1]
    chosen = chosen_for_us(version, scan, chains)
    is_own_choice = chosen is not first_of(chains, version, ours(version))
    is_theirs = chosen is first_of(usable, version, wanted(client, version))
    return tuple(one for one in usable if one is chosen and (is_own_choice or is_theirs)) or usable


def common_version(client: Client, scan: Scan) -> Protocol | None:
    """The strongest version that both speak, unless it is open whether there is a stronger one."""
    for version in reversed(client.protocols):
        support = scan.support(version)
        if support is not Support.NO:
            return version if support is Support.YES else None
    return None


def is_usable(leaf: Certificate, version: Protocol, client: Client) -> bool:
    """Whether what the client offers lets a server choose the certificate."""
    if not can_verify(leaf, version, client):
        return False
    if version is Protocol.TLS1_3:
        return True
    curve, mark = leaf.key_curve, mark_of(leaf, version)
    return (curve is None or curve in client.groups) and any(
        mark in suite.name and is_usable_at(suite, version) for suite in client.suites
    )


def chosen_for_us(version: Protocol, scan: Scan, chains: tuple[Presented, ...]) -> Presented | None:
    """The one that hellos of ours get, who offer everything.

    That of the ordinary handshake, where TLS 1.3 is on; below it the first suite chosen tells.
    """
    if version is Protocol.TLS1_3:
        return chains[0]
    suite = next((one.suite for one in scan.accepted_suites if one.protocol is version), "")
    return next((one for one in chains if mark_of(one.leaf, version) in suite), None)


def first_of(chains: tuple[Presented, ...], version: Protocol, order: tuple[str, ...]) -> Presented:
    """The one that comes first by an order of signature schemes, or of suites below TLS 1.3."""

    def place(chain: Presented) -> int:
        mark = mark_of(chain.leaf, version)
        return next((at for at, name in enumerate(order) if mark in name), len(order))

    return min(chains, key=place)


def mark_of(leaf: Certificate, version: Protocol) -> str:
    """What the names of the schemes that suit its key have in common, or of suites below TLS 1.3."""
    if version is Protocol.TLS1_3:
        return SCHEME_MARKS_OF_KEY.get(leaf.key_type, leaf.key_type.upper())
    return "_RSA_" if leaf.key_type in RSA else "_ECDSA_"


def ours(version: Protocol) -> tuple[str, ...]:
    """What hellos of ours offer, by name."""
    return OUR_SCHEMES if version is Protocol.TLS1_3 else OUR_SUITES


def wanted(client: Client, version: Protocol) -> tuple[str, ...]:
    """What the client offers, by name."""
    offered = client.signature_schemes if version is Protocol.TLS1_3 else client.suites
    return tuple(one.name for one in offered)
