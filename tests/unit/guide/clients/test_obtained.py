"""Of several certificates the one decides that the client would get."""

from dataclasses import replace

import pytest

from exporter.guide.clients.client import Client, MissingIntermediates
from exporter.guide.clients.obtained import obtained
from exporter.guide.clients.presented import Presented
from exporter.guide.clients.verdict import verdict
from exporter.model.attestation import Attestation, Completion, Revocation
from exporter.model.certificate import Certificate
from exporter.model.scan import Scan, SuiteAnswer
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import TrustReason
from exporter.words.revocation_source import RevocationSource
from exporter.words.signature_scheme import SignatureScheme
from tests.deployments import CHAIN as ORDINARY
from tests.deployments import INTERMEDIATE, LEAF, NOW, RSA_LEAF, assessment, keyed, trust
from tests.deployments import scan as scan_of

TLS1_2, TLS1_3 = Protocol.TLS1_2, Protocol.TLS1_3
NEW = CipherSuite.TLS_AES_128_GCM_SHA256
WITH_RSA = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
WITH_ECDSA = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
ECDSA, RSA = SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.RSA_PSS_RSAE_SHA256
CHAIN = Presented(ORDINARY)
RSA_CHAIN = Presented(assessment(RSA_LEAF, INTERMEDIATE))
OF_BOTH = Client(
    name="Browser 1",
    stands_for="tests",
    is_mainstream=True,
    protocols=(TLS1_2, TLS1_3),
    suites=(NEW, WITH_ECDSA, WITH_RSA),
    groups=(Group.x25519, Group.secp256r1),
    signature_schemes=(ECDSA, RSA),
    missing_intermediates=MissingIntermediates.FAILS,
    sources=("a test",),
)
RSA_FIRST = replace(OF_BOTH, suites=(NEW, WITH_RSA, WITH_ECDSA), signature_schemes=(RSA, ECDSA))
WITHOUT_ECDSA = replace(OF_BOTH, suites=(NEW, WITH_RSA), signature_schemes=(RSA,))
WITHOUT_RSA = replace(OF_BOTH, suites=(NEW, WITH_ECDSA), signature_schemes=(ECDSA,))
WITHOUT_CURVE = replace(OF_BOTH, groups=(Group.x25519,))


def scan(*versions: Protocol, first: CipherSuite = WITH_ECDSA) -> Scan:
    """A server that chooses this suite first at TLS 1.2, if that is on, and takes both."""
    suites = {TLS1_2: dict.fromkeys((first, WITH_ECDSA, WITH_RSA)), TLS1_3: dict.fromkeys((NEW,))}
    return replace(
        scan_of(*versions),
        groups=(("x25519", Support.YES), ("secp256r1", Support.YES)),
        suites=tuple(
            SuiteAnswer(protocol=version, suite=suite.name, is_accepted=True)
            for version in versions
            for suite in suites[version]
        ),
    )


BOTH_ON, OLD, NEW_ONLY = scan(TLS1_2, TLS1_3), scan(TLS1_2), scan(TLS1_3)


def names(*chains: Presented) -> str:
    """The kinds of their keys."""
    return " or ".join(chain.leaf.key_type for chain in chains)


@pytest.mark.parametrize("found", [BOTH_ON, OLD, NEW_ONLY])
@pytest.mark.parametrize(
    ("client", "gets"),
    [
        (OF_BOTH, "ecdsa"),
        (RSA_FIRST, "ecdsa or rsa"),
        (WITHOUT_ECDSA, "rsa"),
        (WITHOUT_RSA, "ecdsa"),
    ],
)
def test_who_prefers_what_we_prefer_gets_what_we_get(
    client: Client, gets: str, found: Scan
) -> None:
    """A server that chose our favourite may go by the client's order, or have one of its own."""
    assert names(*obtained(client, found, (CHAIN, RSA_CHAIN))) == gets


@pytest.mark.parametrize("client", [OF_BOTH, RSA_FIRST, WITHOUT_ECDSA])
def test_a_server_with_an_order_of_its_own_serves_all_alike(client: Client) -> None:
    """It chose RSA for us, who prefer ECDSA."""
    assert names(*obtained(client, NEW_ONLY, (RSA_CHAIN, CHAIN))) == "rsa"
    assert names(*obtained(client, scan(TLS1_2, first=WITH_RSA), (CHAIN, RSA_CHAIN))) == "rsa"


def test_below_tls1_3_the_curve_of_a_key_is_a_group() -> None:
    """OpenSSL passes over a certificate with a curve that the client does not name."""
    assert names(*obtained(WITHOUT_CURVE, OLD, (CHAIN, RSA_CHAIN))) == "rsa"
    assert names(*obtained(WITHOUT_CURVE, NEW_ONLY, (CHAIN, RSA_CHAIN))) == "ecdsa"


def test_who_can_use_none_meets_the_ordinary_one() -> None:
    """And its obstacle is told as one, as the other certificate is known as well."""
    brainpool = keyed(LEAF, "ECDSA brainpoolP256r1")
    ed25519 = keyed(LEAF, "Ed25519")
    chains = tuple(Presented(assessment(leaf, INTERMEDIATE)) for leaf in (brainpool, ed25519))
    assert obtained(OF_BOTH, NEW_ONLY, chains) == chains[:1]
    found = verdict(OF_BOTH, NEW_ONLY, chains, is_required=True, is_named=False)
    assert (found.support, found.obstacles) == (
        Support.NO,
        ("verifies no signature by the key, ECDSA brainpoolP256r1",),
    )


def refused(leaf: Certificate) -> Presented:
    """A chain that no client trusts."""
    return Presented(assessment(leaf, INTERMEDIATE, trusts=(trust(TrustReason.EXPIRED),)))


@pytest.mark.parametrize(
    ("client", "support"),
    [
        (OF_BOTH, Support.YES),
        (RSA_FIRST, Support.UNKNOWN),
        (WITHOUT_ECDSA, Support.NO),
        (WITHOUT_RSA, Support.YES),
    ],
)
def test_a_bad_rsa_certificate_shuts_out_who_gets_it(client: Client, support: Support) -> None:
    """And nobody else; where either may come, that is open."""
    found = verdict(client, BOTH_ON, (CHAIN, refused(RSA_LEAF)), is_required=True, is_named=False)
    assert found.support is support
    assert not found.is_shut_out, "its certificate is an error already"


@pytest.mark.parametrize(
    ("client", "support"),
    [
        (OF_BOTH, Support.NO),
        (RSA_FIRST, Support.UNKNOWN),
        (WITHOUT_ECDSA, Support.YES),
        (WITHOUT_RSA, Support.NO),
    ],
)
def test_a_bad_ecdsa_certificate_too(client: Client, support: Support) -> None:
    """The other direction."""
    found = verdict(client, BOTH_ON, (refused(LEAF), RSA_CHAIN), is_required=True, is_named=False)
    assert found.support is support


def test_two_good_ones_leave_nothing_open() -> None:
    """Whichever it is."""
    found = verdict(RSA_FIRST, BOTH_ON, (CHAIN, RSA_CHAIN), is_required=True, is_named=False)
    assert (found.support, found.obstacles) == (Support.YES, ())


def test_what_is_open_is_said() -> None:
    """Of a client that must get through."""
    found = verdict(
        RSA_FIRST, BOTH_ON, (CHAIN, refused(RSA_LEAF)), is_required=True, is_named=False
    )
    assert found.obstacles == ("which of the certificates it gets is not known",)
    assert found.is_undecided


def test_who_is_kept_away_by_a_revocation_is_told_of_once() -> None:
    """Step 3 has it as an error; who heeds the stapled answer is shut out all the same."""
    revoked = Revocation(
        certificate=LEAF,
        source=RevocationSource.STAPLE,
        document=None,
        revoked_at=NOW,
        until=NOW,
    )
    completion = Completion(is_completable=None, chain=())
    heard = Attestation(completion=completion, revocations=(revoked,), is_stapled=True, until=NOW)
    client = replace(OF_BOTH, heeds_revoking_staple=Support.YES)
    found = verdict(
        client, BOTH_ON, (Presented(CHAIN.chain, heard),), is_required=True, is_named=False
    )
    assert (found.support, found.is_shut_out) == (Support.NO, False)
