"""Configurations of servers: an ordinary one, and others at random."""

from typing import TypeVar

from hypothesis import strategies as st

from exporter.tls.scan.hellos import MIXED_GROUPS, ORDINARY_GROUPS
from exporter.tls.server_reply import Completed, Incomparable, Reply
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, Reset
from exporter.words.groups import Group
from exporter.words.offered_suites import OLDER_SUITES, TLS1_3_SUITES
from exporter.words.protocol import Protocol
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.suite_properties import INTEGRITY_ONLY_SUITES, is_usable_at
from tests.unit.tls.scan.simulated_server import OFF, UNWILLING, Configuration, needs_group

T = TypeVar("T")
SINCE_SSLV3 = tuple(Protocol)[1:]
SILENCES: tuple[Reply, ...] = (Closed(), Reset(), Refused(Alert.CLOSE_NOTIFY))
VERSION_REFUSALS = (OFF, UNWILLING, Refused(Alert.INTERNAL_ERROR), *SILENCES)
OFFER_REFUSALS = (UNWILLING, Refused(Alert.INSUFFICIENT_SECURITY), *SILENCES)
COMPLETIONS = (Completed(), Incomparable(), OFF, *SILENCES)
NGINX = Configuration(
    suites={
        Protocol.TLS1_2: (
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        ),
        Protocol.TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,),
    },
    groups=(
        *(Group.x25519, Group.secp256r1, Group.x448, Group.secp521r1, Group.secp384r1),
        *(Group.ffdhe2048, Group.ffdhe3072, Group.ffdhe4096, Group.ffdhe6144, Group.ffdhe8192),
    ),
    prefers_its_own_order=False,
)
"""As with OpenSSL 3.0 and a P-256 certificate."""


def some(universe: tuple[T, ...], *, most: int = 8) -> st.SearchStrategy[tuple[T, ...]]:
    """One or a few of these, in any order."""
    most = min(most, len(universe))
    few = st.lists(st.sampled_from(universe), min_size=1, max_size=most, unique=True)
    return few.map(tuple)


@st.composite
def configurations(draw: st.DrawFn) -> Configuration:
    """Servers of every kind; each of their versions can be had by some hello."""
    groups = draw(groups_of_a_server())
    versions = draw(st.sets(st.sampled_from(SINCE_SSLV3)))
    versions -= set() if groups else {Protocol.TLS1_3}
    return Configuration(
        suites={version: draw(suites_at(version, groups)) for version in sorted(versions)},
        groups=groups,
        prefers_its_own_order=draw(st.booleans()),
        dh_bits=draw(st.sampled_from((512, 1024, 2048))),
        certificate_curve=draw(st.sampled_from((Group.secp256r1, Group.secp384r1))),
        sslv2_ciphers=draw(st.none() | st.just(()) | some(tuple(Sslv2Cipher))),
        completion=draw(st.sampled_from(COMPLETIONS)),
        version_refusal=draw(st.sampled_from(VERSION_REFUSALS)),
        offer_refusal=draw(st.sampled_from(OFFER_REFUSALS)),
        falls_back=draw(st.booleans()),
        marks_downgrades=draw(st.booleans()),
    )


@st.composite
def groups_of_a_server(draw: st.DrawFn) -> tuple[Group, ...]:
    """None, or a few of which every version can use one."""
    usual = draw(st.sampled_from((None, *ORDINARY_GROUPS)))
    if usual is None:
        return ()
    others = draw(some(MIXED_GROUPS, most=4))
    return tuple(draw(st.permutations(tuple(dict.fromkeys((usual, *others))))))


def suites_at(
    version: Protocol, groups: tuple[Group, ...]
) -> st.SearchStrategy[tuple[CipherSuite, ...]]:
    """Some that the version has, without curves where the server has none."""
    if version is Protocol.TLS1_3:
        return st.tuples(some(TLS1_3_SUITES), st.just(()) | some(INTEGRITY_ONLY_SUITES)).map(
            lambda parts: parts[0] + parts[1]
        )
    usable = (suite for suite in OLDER_SUITES if is_usable_at(suite, version))
    return some(tuple(suite for suite in usable if groups or not needs_group(suite, version)))
