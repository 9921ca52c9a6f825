"""Signatures that only old or few clients verify are found out, at either version."""

from collections.abc import Mapping
from typing import TypeAlias

import pytest

from exporter.tls.scan.verdicts import verdicts
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol
from exporter.words.signature_scheme import SignatureScheme as Scheme
from tests.unit.tls.scan.simulated_server import Configuration, scanned

TLS1_2, TLS1_3 = Protocol.TLS1_2, Protocol.TLS1_3
Suites: TypeAlias = Mapping[Protocol, tuple[CipherSuite, ...]]
OLDER: Suites = {TLS1_2: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,)}
BOTH: Suites = {**OLDER, TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,)}
PSS_KEY = (Scheme.RSA_PSS_PSS_SHA256, Scheme.RSA_PSS_PSS_SHA384, Scheme.RSA_PSS_PSS_SHA512)


def said_of(suites: Suites, *signatures: Scheme) -> dict[Protocol, set[str]]:
    """The schemes refused at each version by a server that has these."""
    server = Configuration(suites=suites, signatures=frozenset(signatures))
    said = verdicts(scanned(server.answer))
    assert set(said.enabled) == set(suites)
    return {
        version: {scheme for protocol, scheme in said.refused_signatures if protocol is version}
        for version in suites
    }


@pytest.mark.parametrize("suites", [OLDER, BOTH])
@pytest.mark.parametrize(
    "signature", [Scheme.RSA_PSS_RSAE_SHA256, Scheme.ECDSA_SECP256R1_SHA256, Scheme.ED25519]
)
def test_current_signatures_are_not_refused(suites: Suites, signature: Scheme) -> None:
    """One that today's clients verify is enough."""
    assert not any(said_of(suites, signature).values())


def test_sha1_alone_is_found_out() -> None:
    """Everything else is refused, and SHA-1 is not."""
    refused = said_of(OLDER, Scheme.RSA_PKCS1_SHA1)[TLS1_2]
    assert {"RSA_PKCS1_SHA256", "ECDSA_SECP256R1_SHA256", "ED25519", "RSA_PSS_PSS_SHA256"} < refused
    assert not any(scheme.endswith("_SHA1") for scheme in refused)


def test_sha1_that_is_only_preferred_is_not_held_against_a_server() -> None:
    """It was chosen because it was on offer."""
    server = Configuration(
        suites=OLDER, signatures=frozenset({Scheme.RSA_PKCS1_SHA1, Scheme.RSA_PKCS1_SHA256})
    )
    assert verdicts(scanned(server.answer)).refused_signatures == ()


def test_a_key_for_pss_alone_is_found_out_at_both_versions() -> None:
    """Its own schemes are not among those refused."""
    refused = said_of(BOTH, *PSS_KEY)
    for version in BOTH:
        assert {"RSA_PSS_RSAE_SHA256", "RSA_PKCS1_SHA256", "ED25519"} < refused[version]
        assert not any(scheme.startswith("RSA_PSS_PSS_") for scheme in refused[version])


def test_suites_and_groups_are_not_refused_with_signatures() -> None:
    """A hello refused for its signatures is no refusal of what else it offers."""
    server = Configuration(suites=BOTH, signatures=frozenset(PSS_KEY))
    said, plain = (
        verdicts(scanned(server.answer)),
        verdicts(scanned(Configuration(suites=BOTH).answer)),
    )
    assert (said.suites, said.groups) == (plain.suites, plain.groups)
