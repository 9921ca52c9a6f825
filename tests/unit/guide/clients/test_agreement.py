"""A client and an endpoint agree only on what both are known to accept."""

from dataclasses import replace

import pytest

from exporter.guide.clients.agreement import agreement
from exporter.guide.clients.client import Client, MissingIntermediates
from exporter.model.scan import Scan, SuiteAnswer
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.hello_form import HelloForm
from exporter.words.offered_suites import COMMON_OLDER_SUITES
from exporter.words.protocol import Protocol, Support
from exporter.words.signature_scheme import SignatureScheme
from tests.deployments import certificate, keyed
from tests.deployments import scan as scan_of

YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
ECDHE = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
DHE = CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
STATIC = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
NEW = CipherSuite.TLS_AES_128_GCM_SHA256
CLIENT = Client(
    name="Browser 1",
    stands_for="tests",
    is_mainstream=True,
    protocols=(Protocol.TLS1_2, Protocol.TLS1_3),
    suites=(NEW, ECDHE, DHE, STATIC),
    groups=(Group.x25519, Group.secp256r1),
    signature_schemes=(
        SignatureScheme.ECDSA_SECP256R1_SHA256,
        SignatureScheme.RSA_PSS_RSAE_SHA256,
    ),
    smallest_rsa=2048,
    smallest_dh=2048,
    largest_dh=8192,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=("a test",),
)


def scan(
    *versions: Protocol,
    accepted: tuple[CipherSuite, ...] = (),
    refused: tuple[CipherSuite, ...] = (),
    unknown: tuple[Protocol, ...] = (),
    groups: tuple[tuple[str, Support], ...] = (("x25519", YES), ("secp256r1", YES)),
    dh_bits: int | None = None,
    weak_ciphers: tuple[tuple[CipherClass, Support], ...] = (),
) -> Scan:
    """A scan that found these versions on, with what is known of their suites."""
    return replace(
        scan_of(*versions, unknown=unknown),
        groups=groups,
        dh_bits=dh_bits,
        weak_ciphers=weak_ciphers,
        suites=tuple(
            SuiteAnswer(
                protocol=Protocol.TLS1_3 if suite is NEW else versions[0],
                suite=suite.name,
                is_accepted=suite in accepted,
            )
            for suite in (*accepted, *refused)
        ),
    )


TLS1_3 = scan(Protocol.TLS1_3, accepted=(NEW,))
TLS1_2 = scan(Protocol.TLS1_2, accepted=(ECDHE,))


LEAF = keyed(certificate(), "RSA 2048")


@pytest.mark.parametrize("found", [TLS1_3, TLS1_2])
def test_a_common_version_suite_and_group_are_enough(found: Scan) -> None:
    """At the strongest version that both speak."""
    assert agreement(CLIENT, found, LEAF).support is YES


@pytest.mark.parametrize(
    ("found", "support", "obstacle"),
    [
        (scan(Protocol.TLS1_0), NO, "speaks TLSv1.2 to TLSv1.3 only"),
        (
            scan(Protocol.TLS1_2, accepted=(ECDHE,), unknown=(Protocol.TLS1_3,)),
            UNKNOWN,
            "whether TLSv1.3 is on is not known",
        ),
        (
            scan(Protocol.TLS1_2, refused=(ECDHE, DHE, STATIC)),
            NO,
            "no cipher suite in common at TLSv1.2",
        ),
        (
            scan(Protocol.TLS1_2, refused=(ECDHE, DHE)),
            UNKNOWN,
            "not all cipher suites and groups that it offers were asked for",
        ),
        (
            scan(Protocol.TLS1_3, accepted=(NEW,), groups=(("x25519", NO), ("secp256r1", NO))),
            NO,
            "no key exchange group in common",
        ),
        (
            scan(Protocol.TLS1_3, accepted=(NEW,), groups=(("x25519", NO),)),
            UNKNOWN,
            "not all cipher suites and groups that it offers were asked for",
        ),
        (
            scan(Protocol.TLS1_2, accepted=(DHE,), refused=(ECDHE, STATIC), dh_bits=1024),
            NO,
            "takes no Diffie-Hellman prime of 1024 bits",
        ),
        (
            scan(Protocol.TLS1_2, accepted=(DHE,), refused=(ECDHE, STATIC)),
            UNKNOWN,
            "not all cipher suites and groups that it offers were asked for",
        ),
        (scan(Protocol.TLS1_2, accepted=(DHE,), dh_bits=2048), YES, ""),
        (scan(Protocol.TLS1_2, accepted=(STATIC,), groups=()), YES, ""),
    ],
)
def test_each_obstacle_is_told(found: Scan, support: Support, obstacle: str) -> None:
    """A no takes a known refusal of everything that the client offers."""
    opinion = agreement(CLIENT, found, LEAF)
    assert (opinion.support, opinion.obstacle) == (support, obstacle)


def test_a_client_of_one_group_names_it() -> None:
    """That is what its users have to know."""
    narrow = replace(CLIENT, groups=(Group.secp256r1,))
    found = scan(Protocol.TLS1_3, accepted=(NEW,), groups=(("secp256r1", NO),))
    assert agreement(narrow, found, LEAF).obstacle == "secp256r1 only"


def test_a_client_of_one_version_says_so() -> None:
    """There is no range to tell."""
    old = replace(CLIENT, protocols=(Protocol.TLS1_2,))
    assert agreement(old, TLS1_3, LEAF).obstacle == "speaks TLSv1.2 only"


@pytest.mark.parametrize(
    ("key", "found", "obstacle"),
    [
        ("RSA 1024", TLS1_2, "takes no RSA key below 2048 bits"),
        ("ECDSA P-384", TLS1_2, "does not know the curve of the key, secp384r1"),
        ("ECDSA P-384", TLS1_3, "verifies no signature by the key, ECDSA P-384"),
        ("Ed25519", TLS1_2, "verifies no signature by the key, Ed25519"),
        ("Ed25519", TLS1_3, "verifies no signature by the key, Ed25519"),
        ("RSA-PSS 2048", TLS1_2, "verifies no signature by the key, RSA-PSS 2048"),
        ("RSA-PSS 2048", TLS1_3, "verifies no signature by the key, RSA-PSS 2048"),
        ("RSA-PSS 1024", TLS1_3, "takes no RSA key below 2048 bits"),
        ("ECDSA P-256", TLS1_2, ""),
        ("ECDSA P-256", TLS1_3, ""),
        ("ML-DSA-65", TLS1_3, "verifies no signature by the key, ML-DSA-65"),
        ("1.3.101.110", TLS1_3, ""),
    ],
)
def test_the_key_must_suit_the_client(key: str, found: Scan, obstacle: str) -> None:
    """Its size, its curve, its kind of signature; of unknown kinds nothing is claimed.

    A server may have a second certificate, which is not seen.
    """
    opinion = agreement(CLIENT, found, keyed(LEAF, key))
    if obstacle:
        assert opinion.support is UNKNOWN
        assert opinion.obstacle == f"{obstacle}; perhaps there is another"
    else:
        assert opinion.support is YES


@pytest.mark.parametrize(
    ("key", "other", "support"),
    [
        ("ECDSA P-384", "_RSA_", NO),
        ("RSA 1024", "_ECDSA_", NO),
        ("ECDSA P-384", "_ECDSA_", UNKNOWN),
    ],
)
def test_a_second_certificate_can_be_ruled_out(key: str, other: str, support: Support) -> None:
    """By the refusal of all common suites that would need it."""
    refused = tuple(suite for suite in COMMON_OLDER_SUITES if other in suite.name)
    found = scan(Protocol.TLS1_2, refused=refused)
    assert agreement(CLIENT, found, keyed(LEAF, key)).support is support


def test_a_suite_of_the_other_kind_shows_a_second_certificate() -> None:
    """The client may get that one."""
    found = scan(Protocol.TLS1_2, accepted=(ECDHE,))
    opinion = agreement(CLIENT, found, keyed(LEAF, "ECDSA P-384"))
    assert opinion.support is UNKNOWN


def test_a_group_seen_at_the_version_is_enough() -> None:
    """Whatever is known of groups at another version."""
    found = scan(Protocol.TLS1_2, accepted=(ECDHE,), groups=(("x25519", NO), ("secp256r1", NO)))
    seen = tuple(replace(answer, groups=("secp256r1",)) for answer in found.suites)
    assert agreement(CLIENT, replace(found, suites=seen), LEAF).support is YES


def test_a_group_refused_at_another_version_is_no_refusal() -> None:
    """Groups are asked for at the strongest version alone."""
    old = replace(CLIENT, protocols=(Protocol.TLS1_2,))
    none = (("x25519", NO), ("secp256r1", NO))
    refused = (DHE, STATIC)
    weaker = scan(Protocol.TLS1_2, Protocol.TLS1_3, accepted=(ECDHE,), refused=refused, groups=none)
    assert agreement(old, weaker, LEAF).support is UNKNOWN
    strongest = scan(Protocol.TLS1_2, accepted=(ECDHE,), refused=refused, groups=none)
    assert agreement(old, strongest, LEAF).support is NO


def test_a_prime_for_export_is_not_what_others_get() -> None:
    """The smallest one is seen, and not theirs."""
    found = scan(
        Protocol.TLS1_2,
        accepted=(DHE,),
        refused=(ECDHE, STATIC),
        dh_bits=512,
        weak_ciphers=((CipherClass.EXPORT, YES),),
    )
    assert agreement(CLIENT, found, LEAF).support is UNKNOWN


def test_a_client_that_names_no_signature_schemes_takes_what_comes() -> None:
    """TLS 1.1 has no such extension."""
    silent = replace(CLIENT, signature_schemes=())
    assert agreement(silent, TLS1_2, keyed(LEAF, "Ed25519")).support is YES
    old = replace(CLIENT, protocols=(Protocol.TLS1_0,), suites=(STATIC,))
    found = scan(Protocol.TLS1_0, accepted=(STATIC,))
    assert agreement(old, found, keyed(LEAF, "Ed25519")).support is YES


def without(*versions: Protocol, but: tuple[str, ...] = ()) -> Scan:
    """A scan of a server that refuses all signature schemes but these at the versions."""
    found = scan(*versions, accepted=(NEW, ECDHE) if Protocol.TLS1_3 in versions else (ECDHE,))
    schemes = (scheme.name for scheme in SignatureScheme if scheme.name not in but)
    refused = tuple((version, scheme) for scheme in schemes for version in versions)
    return replace(found, refused_signatures=refused)


def test_a_server_that_signs_with_sha1_alone_keeps_out_who_does_not_verify_it() -> None:
    """Who offers SHA-1 gets through."""
    found = without(Protocol.TLS1_2, but=("RSA_PKCS1_SHA1", "ECDSA_SHA1", "DSA_SHA1"))
    opinion = agreement(CLIENT, found, LEAF)
    assert opinion.support is NO
    assert opinion.obstacle == "verifies none of the signatures that the server makes"
    schemes = (*CLIENT.signature_schemes, SignatureScheme.RSA_PKCS1_SHA1)
    assert agreement(replace(CLIENT, signature_schemes=schemes), found, LEAF).support is YES


def test_tls13_has_no_sha1() -> None:
    """Nor PKCS #1; a client that offers them besides is none the better for it."""
    schemes = (SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PKCS1_SHA1)
    client = replace(CLIENT, signature_schemes=schemes)
    found = without(Protocol.TLS1_3, but=("RSA_PKCS1_SHA1", "RSA_PSS_PSS_SHA256"))
    assert agreement(client, found, LEAF).support is NO


@pytest.mark.parametrize("version", [Protocol.TLS1_2, Protocol.TLS1_3])
def test_a_key_for_pss_alone_keeps_browsers_out(version: Protocol) -> None:
    """As the usual schemes are refused, there is no second certificate for them."""
    pss = ("RSA_PSS_PSS_SHA256", "RSA_PSS_PSS_SHA384", "RSA_PSS_PSS_SHA512")
    found, leaf = without(version, but=pss), keyed(LEAF, "RSA-PSS 2048")
    opinion = agreement(CLIENT, found, leaf)
    assert opinion.support is NO
    assert opinion.obstacle == "verifies no signature by the key, RSA-PSS 2048"
    schemes = (*CLIENT.signature_schemes, SignatureScheme.RSA_PSS_PSS_SHA256)
    assert agreement(replace(CLIENT, signature_schemes=schemes), found, leaf).support is YES


@pytest.mark.parametrize(
    ("key", "at_tls1_2", "at_tls1_3"),
    [
        ("ECDSA secp256k1", "does not know the curve of the key, secp256k1", "verifies no"),
        ("ECDSA brainpoolP256r1", "does not know the curve of the key, brain", "verifies no"),
        ("ECDSA P-521", "does not know the curve of the key, secp521r1", "verifies no"),
        ("Ed448", "verifies no signature by the key, Ed448", "verifies no"),
        ("DSA 2048", "verifies no signature by the key, DSA 2048", "verifies no"),
    ],
)
def test_uncommon_keys_suit_who_offers_them(key: str, at_tls1_2: str, at_tls1_3: str) -> None:
    """By curve and scheme; TLS 1.3 has no scheme for the curves of its forerunners, nor for DSA."""
    leaf = keyed(LEAF, key)
    for found, expected in ((TLS1_2, at_tls1_2), (TLS1_3, at_tls1_3)):
        opinion = agreement(CLIENT, found, leaf)
        assert opinion.support is not YES
        assert opinion.obstacle.startswith(expected)


def test_a_client_whose_hello_is_dropped_does_not_get_through() -> None:
    """A share of its first group makes it long; one that begins with a curve is short."""
    modern = replace(CLIENT, groups=(Group.X25519MLKEM768, *CLIENT.groups))
    found = replace(TLS1_3, large_hellos=NO)
    opinion = agreement(modern, found, LEAF)
    assert opinion.support is NO
    assert opinion.obstacle == "sends a hello of more than 1,500 bytes, which does not get through"
    assert agreement(CLIENT, found, LEAF).support is YES
    assert agreement(modern, TLS1_3, LEAF).support is YES


@pytest.mark.parametrize(
    ("known", "support"), [(YES, YES), (NO, NO), (UNKNOWN, UNKNOWN)], ids=lambda one: one.value
)
def test_some_want_secure_renegotiation_of_tls1_2(known: Support, support: Support) -> None:
    """OpenSSL 3 hangs up without it; TLS 1.3 has no renegotiation."""
    client = replace(CLIENT, needs_secure_renegotiation=True)
    assert agreement(client, replace(TLS1_2, secure_renegotiation=known), LEAF).support is support
    assert agreement(client, replace(TLS1_3, secure_renegotiation=known), LEAF).support is YES
    assert agreement(CLIENT, replace(TLS1_2, secure_renegotiation=known), LEAF).support is YES


STATIC_ALONE = scan(Protocol.TLS1_2, accepted=(STATIC,), refused=(ECDHE, DHE))
ECDHE_ALONE = scan(Protocol.TLS1_2, accepted=(ECDHE,), refused=(STATIC, DHE))


@pytest.mark.parametrize(
    ("usage", "found", "missing"),
    [
        (None, TLS1_3, ""),
        (None, STATIC_ALONE, ""),
        (("digitalSignature",), TLS1_3, ""),
        (("digitalSignature",), ECDHE_ALONE, ""),
        (("digitalSignature",), STATIC_ALONE, "keyEncipherment"),
        (("keyEncipherment",), STATIC_ALONE, ""),
        (("keyEncipherment",), ECDHE_ALONE, "digitalSignature"),
        (("keyEncipherment",), TLS1_3, "digitalSignature"),
        (("keyAgreement",), TLS1_3, "digitalSignature"),
    ],
)
def test_some_heed_the_key_usage(usage: tuple[str, ...] | None, found: Scan, missing: str) -> None:
    """What it must name depends on the key exchange; of some clients it is not known."""
    leaf = replace(LEAF, key_usage=usage)
    strict, lax = (replace(CLIENT, heeds_key_usage=heeds) for heeds in (YES, NO))
    refusal = f"the key usage of the certificate leaves out {missing}"
    opinion = agreement(strict, found, leaf)
    assert (opinion.support, opinion.obstacle) == ((NO, refusal) if missing else (YES, ""))
    assert agreement(lax, found, leaf).support is YES
    assert agreement(CLIENT, found, leaf).support is (UNKNOWN if missing else YES)


SIGNS, DECRYPTS = "digitalSignature", "keyEncipherment"
LONGER = CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
NOT_ASKED = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA


@pytest.mark.parametrize(
    ("accepted", "offered", "right"),
    [
        ((ECDHE, STATIC), (ECDHE, STATIC), SIGNS),
        ((ECDHE, STATIC), (LONGER, ECDHE, NOT_ASKED, STATIC), SIGNS),
        ((ECDHE, LONGER, STATIC), (ECDHE, STATIC), SIGNS),
        ((STATIC, ECDHE), (ECDHE, STATIC), DECRYPTS),
        ((ECDHE, STATIC), (STATIC, ECDHE), None),
        ((ECDHE, STATIC), (NOT_ASKED, ECDHE, STATIC), None),
        ((LONGER, ECDHE, STATIC), (ECDHE, STATIC), None),
    ],
    ids=[
        *("both prefer the same", "not asked of the same kind", "another order of the same kind"),
        *("the server's order", "order against order", "not asked of the other kind"),
        "what it chose is not offered",
    ],
)
def test_the_key_usage_has_to_go_with_what_the_server_would_choose(
    accepted: tuple[CipherSuite, ...], offered: tuple[CipherSuite, ...], right: str | None
) -> None:
    """Where it has key exchanges of both kinds, its order or the client's counts; some do not mind."""
    both = scan(Protocol.TLS1_2, accepted=accepted, refused=(DHE,))
    client = replace(CLIENT, suites=offered, heeds_key_usage=YES)
    for usage in (SIGNS, DECRYPTS):
        leaf = replace(LEAF, key_usage=(usage,))
        support = UNKNOWN if right is None else YES if usage == right else NO
        assert agreement(client, both, leaf).support is support
        assert agreement(replace(client, heeds_key_usage=NO), both, leaf).support is YES


@pytest.mark.parametrize(
    ("offered", "refused", "support"),
    [
        (("h2", "http/1.1"), ("h2", "http/1.1"), NO),
        (("h2", "http/1.1"), ("http/1.1", "h2", "spdy/3"), NO),
        (("h2", "http/1.1"), ("acme-tls/1",), YES),
        (("h2", "http/1.1"), (), YES),
        ((), ("h2", "http/1.1"), YES),
    ],
)
def test_a_server_that_refuses_the_protocols_of_a_client_shuts_it_out(
    offered: tuple[str, ...], refused: tuple[str, ...], support: Support
) -> None:
    """Browsers offer HTTP in every handshake; libraries may offer nothing."""
    found = replace(TLS1_3, refused_alpn=refused)
    opinion = agreement(replace(CLIENT, alpn=offered), found, LEAF)
    assert opinion.support is support
    said = "offers h2 and http/1.1 by ALPN, which the server refuses"
    assert opinion.obstacle == (said if support is NO else "")


OWN_HELLO = "an ordinary hello does not get through; whether its own does is not known"


@pytest.mark.parametrize(
    ("form", "asks", "support", "obstacle"),
    [
        (HelloForm.UNSTAPLED, YES, NO, "sends status_request, on which the server breaks off"),
        (HelloForm.UNSTAPLED, NO, YES, ""),
        (HelloForm.UNSTAPLED, UNKNOWN, UNKNOWN, OWN_HELLO),
        (HelloForm.BRIEF, NO, UNKNOWN, OWN_HELLO),
        (HelloForm.PLAIN, NO, UNKNOWN, OWN_HELLO),
    ],
)
def test_where_an_ordinary_hello_is_disliked_a_clients_own_may_be_too(
    form: HelloForm, asks: Support, support: Support, obstacle: str
) -> None:
    """Unless what is disliked is known; what else keeps the client out is known all the same."""
    found = replace(TLS1_3, needed_form=form)
    opinion = agreement(replace(CLIENT, asks_for_staple=asks), found, LEAF)
    assert (opinion.support, opinion.obstacle) == (support, obstacle)
    old = replace(CLIENT, protocols=(Protocol.TLS1_1,))
    assert agreement(old, found, LEAF).obstacle == "speaks TLSv1.1 only"
