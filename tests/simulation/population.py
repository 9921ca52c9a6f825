"""Servers at random, of the kinds that there are, each by its seed."""

from dataclasses import replace
from random import Random

from exporter.tls.server_reply import Reply
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, Reset
from exporter.words.groups import Group
from exporter.words.offered_suites import TLS1_3_SUITES
from exporter.words.protocol import Protocol
from exporter.words.suite_properties import INTEGRITY_ONLY_SUITES, is_usable_at
from tests.unit.tls.scan.simulated_server import OFF, UNWILLING, Configuration

VERSIONS = (
    (Protocol.TLS1_2, Protocol.TLS1_3),
    (Protocol.TLS1_2, Protocol.TLS1_3),
    (Protocol.TLS1_3,),
    (Protocol.TLS1_2,),
    (Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3),
    (Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2),
    (Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2),
    (Protocol.SSLV3, Protocol.TLS1_0),
    (Protocol.TLS1_0, Protocol.TLS1_2),
)
OLDER_VERSIONS = (Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2)
MODERN = (
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
)
TRADITIONAL = (
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
)
OLDEST = (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA)
WEAK = (
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA,
    CipherSuite.TLS_RSA_WITH_DES_CBC_SHA,
    CipherSuite.TLS_RSA_EXPORT_WITH_RC4_40_MD5,
    CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_NULL_SHA,
)
GROUPS = (
    (Group.x25519, Group.secp256r1, Group.secp384r1),
    (Group.X25519MLKEM768, Group.x25519, Group.secp256r1, Group.secp384r1),
    (Group.secp256r1,),
    (Group.secp384r1, Group.secp521r1),
    (
        *(Group.x25519, Group.secp256r1, Group.x448, Group.secp521r1, Group.secp384r1),
        *(Group.ffdhe2048, Group.ffdhe3072, Group.ffdhe4096),
    ),
)
WORDS: tuple[tuple[Reply, Reply], ...] = (
    (OFF, UNWILLING),
    (UNWILLING, UNWILLING),
    (Refused(Alert.INTERNAL_ERROR), UNWILLING),
)
SILENCES: tuple[tuple[Reply, Reply], ...] = (
    (Closed(), Closed()),
    (Reset(), Reset()),
    (OFF, Closed()),
    (Reset(), UNWILLING),
    (Refused(Alert.CLOSE_NOTIFY), Closed()),
)
"""How versions and offers are refused."""


def server(chance: Random) -> Configuration:
    """A server; one in five has its weak suites at one version alone."""
    versions = chance.choice(VERSIONS)
    weak = tuple(chance.sample(WEAK, chance.choice((0, 0, 0, 1, 2, 4))))
    only = chance.choice((*versions, *[None] * 4 * len(versions)))
    strong = chance.choice((MODERN, MODERN + TRADITIONAL, MODERN[:1] + TRADITIONAL, OLDEST))
    version_refusal, offer_refusal = chance.choice(chance.choice((WORDS, SILENCES)))
    return Configuration(
        suites={
            version: suites_at(version, strong, weak if only in {None, version} else (), chance)
            for version in versions
        },
        groups=chance.choice(GROUPS),
        prefers_its_own_order=chance.random() < 0.5,
        sslv2_ciphers=(0x010080,) if chance.random() < 0.05 else None,
        version_refusal=version_refusal,
        offer_refusal=offer_refusal,
        falls_back=True,
    )


def suites_at(
    version: Protocol,
    strong: tuple[CipherSuite, ...],
    weak: tuple[CipherSuite, ...],
    chance: Random,
) -> tuple[CipherSuite, ...]:
    """What exists at the version, and something ordinary in any case."""
    if version is Protocol.TLS1_3:
        return TLS1_3_SUITES[:3] + (INTEGRITY_ONLY_SUITES if chance.random() < 0.05 else ())
    usable = tuple(suite for suite in strong if is_usable_at(suite, version))
    return (usable or OLDEST) + tuple(suite for suite in weak if is_usable_at(suite, version))


def changed(configuration: Configuration, chance: Random) -> Configuration:
    """The server, which accepts one thing more: an older version, a group or a suite."""
    suites, groups = configuration.suites, configuration.groups
    older = [one for one in OLDER_VERSIONS if one not in suites]
    more = [
        (version, suite)
        for version, accepted in suites.items()
        for suite in WEAK + TRADITIONAL
        if is_usable_at(suite, version) and suite not in accepted
    ]
    changes = [
        *({**suites, version: OLDEST} for version in older),
        *(
            {**suites, version: (*suites[version], suite)}
            for version, suite in chance.sample(more, min(3, len(more)))
        ),
    ]
    others = [(*groups, one) for one in GROUPS[-1] if one not in groups]
    if others and chance.random() < 0.3:
        return replace(configuration, groups=chance.choice(others))
    return replace(configuration, suites=chance.choice(changes))
