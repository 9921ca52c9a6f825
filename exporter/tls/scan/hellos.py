"""The hellos of the scan: for versions with all that we know, or for some suites or groups."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.offered_suites import OLDER_SUITES, ORDINARY_OLDER_SUITES, TLS1_3_SUITES
from exporter.words.post_quantum import POST_QUANTUM
from exporter.words.protocol import Protocol
from exporter.words.signature_scheme import SignatureScheme

NAMED_PRIMES = (
    Group.ffdhe2048,
    Group.ffdhe3072,
    Group.ffdhe4096,
    Group.ffdhe6144,
    Group.ffdhe8192,
)
TLS1_3_GROUPS = (
    Group.X25519MLKEM768,
    Group.secp256r1,
    Group.x25519,
    Group.secp384r1,
    Group.secp521r1,
    Group.x448,
    Group.SecP256r1MLKEM768,
    Group.SecP384r1MLKEM1024,
    *NAMED_PRIMES,
    Group.curveSM2MLKEM768,
    Group.MLKEM512,
    Group.MLKEM768,
    Group.MLKEM1024,
    Group.brainpoolP256r1tls13,
    Group.brainpoolP384r1tls13,
    Group.brainpoolP512r1tls13,
)
"""The rare ones last: a server that follows this order may use the scan's connections up."""

# The curve of an ECDSA certificate must be among them, or OpenSSL refuses. Post-quantum groups
# must not: F5 tries X25519MLKEM768 in TLS 1.2 too. Nor ffdhe ones: a server with a DH group of
# its own would have to pass over DHE (RFC 7919, section 4).
OLDER_GROUPS = (
    Group.secp256r1,
    Group.x25519,
    Group.secp384r1,
    Group.secp521r1,
    Group.x448,
    Group.secp256k1,
    Group.brainpoolP256r1,
    Group.brainpoolP384r1,
    Group.brainpoolP512r1,
    Group.secp224r1,
    Group.secp192r1,
    Group.sect283k1,
    Group.sect283r1,
    Group.sect409k1,
    Group.sect409r1,
    Group.sect571k1,
    Group.sect571r1,
)
# In this order both times: see `preferred_group`.
MIXED_GROUPS = tuple(dict.fromkeys(TLS1_3_GROUPS + OLDER_GROUPS))
SIGNATURE_SCHEMES = tuple(SignatureScheme)
ORDINARY_GROUPS = (Group.x25519, Group.secp256r1, Group.secp384r1)

# A few servers of the time of TLS 1.0 fail when groups are named; the newer need them.
PLAIN_GROUPS: Mapping[Protocol, tuple[Group, ...]] = MappingProxyType(
    {
        Protocol.SSLV3: (),
        Protocol.TLS1_0: (),
        Protocol.TLS1_1: (),
        Protocol.TLS1_2: ORDINARY_GROUPS,
        Protocol.TLS1_3: ORDINARY_GROUPS,
    }
)
PLAIN_KEY_SHARES = (Group.x25519, Group.secp256r1)
"""Some servers, or what stands before them, fail where they would have to ask for one."""
MOST_SUITES_OF_PLAIN_HELLO = len(ORDINARY_OLDER_SUITES)


def familiar_key_shares(accepted: frozenset[Group]) -> tuple[Group, ...]:
    """The groups of ordinary key shares, or others for a server that would ask for one of those."""
    if not accepted or not accepted.isdisjoint(PLAIN_KEY_SHARES):
        return PLAIN_KEY_SHARES
    others = (group for group in TLS1_3_GROUPS if group in accepted - POST_QUANTUM)
    return (next(others, Group.secp384r1),)


def mixed_hello() -> ClientHello:
    """Offers TLS 1.3 and 1.2: one answer tells most servers' best version."""
    return ClientHello(
        versions=(Protocol.TLS1_3, Protocol.TLS1_2),
        suites=TLS1_3_SUITES + OLDER_SUITES,
        groups=MIXED_GROUPS,
        signature_algorithms=SIGNATURE_SCHEMES,
    )


def full_hello(protocol: Protocol) -> ClientHello:
    """Offers one version with everything we know for it."""
    return ClientHello(
        versions=(protocol,),
        suites=all_suites(protocol),
        groups=all_groups(protocol),
        signature_algorithms=SIGNATURE_SCHEMES,
    )


def all_suites(protocol: Protocol) -> tuple[CipherSuite, ...]:
    """Every suite that a hello for this version alone offers."""
    return TLS1_3_SUITES if protocol is Protocol.TLS1_3 else OLDER_SUITES


def all_groups(protocol: Protocol) -> tuple[Group, ...]:
    """Every group that a hello for this version alone offers."""
    return TLS1_3_GROUPS if protocol is Protocol.TLS1_3 else OLDER_GROUPS


@cache
def all_groups_and_primes(protocol: Protocol) -> tuple[Group, ...]:
    """The same, and below TLS 1.3 the registered primes too: OpenSSL 4 has no others."""
    return tuple(dict.fromkeys(all_groups(protocol) + NAMED_PRIMES))


def all_groups_of_form(protocol: Protocol, *, is_plain: bool) -> tuple[Group, ...]:
    """The groups of a hello of either form that offers what can be had in it."""
    if not is_plain:
        return all_groups(protocol)
    return OLDER_GROUPS if protocol is Protocol.TLS1_2 else PLAIN_GROUPS[protocol]


def partial_hello(
    protocol: Protocol,
    *,
    suites: tuple[CipherSuite, ...] = (),
    groups: tuple[Group, ...] = (),
    key_shares: tuple[Group, ...] = (),
    signature_algorithms: tuple[SignatureScheme, ...] = SIGNATURE_SCHEMES,
) -> ClientHello:
    """Offers one version with some suites, groups or signatures; all of those that are not given."""
    return ClientHello(
        versions=(protocol,),
        suites=suites or all_suites(protocol),
        groups=groups or all_groups(protocol),
        signature_algorithms=signature_algorithms,
        key_shares=key_shares,
        is_partial=True,
    )


def plain_partial_hello(protocol: Protocol, suites: tuple[CipherSuite, ...]) -> ClientHello:
    """Offers one version with the first of these suites, in the form of the plain hello."""
    plain = plain_hello(protocol)
    return replace(
        plain,
        suites=suites[:MOST_SUITES_OF_PLAIN_HELLO],
        groups=all_groups_of_form(protocol, is_plain=True),
        is_partial=True,
    )


def plain_group_hello(
    protocol: Protocol,
    groups: tuple[Group, ...],
    *,
    suites: tuple[CipherSuite, ...] = TLS1_3_SUITES,
    key_shares: tuple[Group, ...] = (),
) -> ClientHello:
    """Offers one version with these groups alone, in the form of the plain hello."""
    return replace(
        plain_hello(protocol),
        suites=suites[:MOST_SUITES_OF_PLAIN_HELLO],
        groups=groups,
        key_shares=key_shares,
        is_partial=True,
    )


def plain_hello(protocol: Protocol, *, application_protocols: tuple[str, ...] = ()) -> ClientHello:
    """Offers one version as an ordinary client of its time did."""
    return ClientHello(
        versions=(protocol,),
        suites=TLS1_3_SUITES if protocol is Protocol.TLS1_3 else ORDINARY_OLDER_SUITES,
        groups=PLAIN_GROUPS[protocol],
        signature_algorithms=SIGNATURE_SCHEMES,
        application_protocols=application_protocols,
        key_shares=PLAIN_KEY_SHARES if protocol is Protocol.TLS1_3 else (),
        is_plain=True,
    )
