"""A chain with a gap, and the documents in which its missing issuers may be."""

from base64 import encodebytes
from itertools import count

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

from exporter.model.attestation import Attestation
from exporter.model.evidence import Enclosure
from exporter.model.inquiry import Fetching
from exporter.model.place import Document
from exporter.model.target import Fetch
from exporter.words.document_kind import DocumentKind
from exporter.x509.fetched_issuers import certificates_in
from tests.unit.x509.pki import NOW, Issued, ca, leaf, pem_of, store_of
from tests.unit.x509.test_appraiser import appraiser

AIA = Fetch(aia=True)
HERE, ABOVE = "http://ca.example/issuing.cer", "http://ca.example/policy.cer"


def offered_at(*urls: str) -> x509.AuthorityInformationAccess:
    """The extension that says where the issuer is."""
    return x509.AuthorityInformationAccess(
        x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url)
        )
        for url in urls
    )


ROOT = ca("Root")
POLICY = ca("Policy CA", ROOT)
ISSUING = ca("Issuing CA", POLICY, extra=(offered_at(ABOVE),))
LEAF = leaf(ISSUING, extra=(offered_at("ldap://ca.example/", HERE),))
STRANGER = ca("Stranger")


def asked_for(url: str) -> Fetching:
    """The question for an issuer."""
    return Fetching(Document(url=url), DocumentKind.AIA)


def heard(*sent: Issued, **documents: bytes) -> Attestation:
    """What documents (`issuing`, `policy`) say of a chain."""
    return heard_of(AIA, *sent, **documents)


def heard_of(fetch: Fetch, *sent: Issued, **documents: bytes) -> Attestation:
    """The same, where these documents are fetched."""
    judge, chain = appraiser(store_of(ROOT)), tuple(one.der for one in sent)
    trust = ("store",)
    appraisal = judge.appraise(chain, server_name="www.example.com", trust=trust, now=NOW)
    at = {asked_for(f"http://ca.example/{name}.cer"): body for name, body in documents.items()}
    attestation = judge.attest(chain, appraisal, at, enclosed=Enclosure(), fetch=fetch, now=NOW)
    assert attestation is not None
    return attestation


def names(attestation: Attestation) -> list[str]:
    """The subjects of the whole chain."""
    return [one.subject for one in attestation.completion.chain]


def test_the_issuers_are_asked_for_one_above_the_other() -> None:
    """Each document shows where the next one is; ldap is no way."""
    nothing = heard(LEAF)
    assert nothing.named == (asked_for(HERE),)
    assert nothing.completion.is_completable is None
    one = heard(LEAF, issuing=ISSUING.der)
    assert one.named == (asked_for(HERE), asked_for(ABOVE))
    assert one.completion.is_completable is None
    whole = heard(LEAF, issuing=ISSUING.der, policy=POLICY.der)
    assert whole.completion.is_completable is True
    assert names(whole) == [
        "CN=www.example.com",
        "CN=Issuing CA,O=Example Trust",
        "CN=Policy CA,O=Example Trust",
    ]


def test_a_whole_chain_asks_for_nothing() -> None:
    """And is told in order, without root and strangers."""
    attestation = heard(LEAF, STRANGER, POLICY, ISSUING, ROOT)
    assert attestation.named == ()
    assert attestation.completion.is_completable is None
    assert names(attestation) == [
        "CN=www.example.com",
        "CN=Issuing CA,O=Example Trust",
        "CN=Policy CA,O=Example Trust",
    ]


def test_a_cross_signed_certificate_stays_for_older_clients() -> None:
    """Behind the path that is used."""
    older = ca("Older Root")
    cross = ca("Root", older, key=ROOT.key)
    assert names(heard(leaf(ISSUING), ISSUING, POLICY, cross)) == [
        "CN=www.example.com",
        "CN=Issuing CA,O=Example Trust",
        "CN=Policy CA,O=Example Trust",
        "CN=Root,O=Example Trust",
    ]


@pytest.mark.parametrize(
    "document", [b"", b"<html>", STRANGER.der, b"0\x03\x02\x01\x01"], ids=count()
)
def test_what_does_not_help_is_a_known_no(document: bytes) -> None:
    """It came, and holds no issuer of this chain."""
    attestation = heard(LEAF, issuing=document)
    assert attestation.completion.is_completable is False
    assert attestation.completion.chain == ()


def test_a_chain_that_names_no_place_cannot_be_completed() -> None:
    """There is nothing to wait for."""
    assert heard(leaf(ISSUING)).completion.is_completable is False


def test_nothing_is_named_of_kinds_that_are_not_fetched() -> None:
    """Whatever the certificates say."""
    assert heard_of(Fetch(ocsp=True), LEAF).named == ()


def test_a_ladder_without_end_is_climbed_four_rungs() -> None:
    """Whoever makes certificates can make each name another one above it."""
    above, documents = ca("CA 12"), dict[str, bytes]()
    for number in range(11, 0, -1):
        documents[f"n{number}"] = above.der
        at = offered_at(f"http://ca.example/n{number}.cer")
        above = ca(f"CA {number}", above, extra=(at,))
    server = leaf(above, extra=(offered_at("http://ca.example/n0.cer"),))
    assert len(heard(server, n0=above.der, **documents).named) == 4


PKCS7 = pkcs7.serialize_certificates([ISSUING.parsed, POLICY.parsed], Encoding.DER)


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (ISSUING.der, 1),
        (pem_of(ISSUING.der), 1),
        (b"comment\n" + pem_of(ISSUING.der) + pem_of(POLICY.der), 2),
        (PKCS7, 2),
        (b"-----BEGIN PKCS7-----\n" + encodebytes(PKCS7) + b"-----END PKCS7-----\n", 2),
        (pem_of(ISSUING.der) * 40, 16),
        (PKCS7[:-10], 0),
        (b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", 0),
        (b"", 0),
    ],
    ids=count(),
)
def test_every_form_of_document_is_opened(document: bytes, found: int) -> None:
    """DER, PEM and PKCS#7 in both; nothing of anything else, and so many at most."""
    certificates = certificates_in(document)
    assert len(certificates) == found
    assert set(certificates) <= {ISSUING.der, POLICY.der}
