"""A CA says when it would have a certificate renewed; what it says otherwise proves nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from exporter.model.attestation import Attestation
from exporter.model.certificate import Appraisal
from exporter.model.evidence import Enclosure
from exporter.model.inquiry import Fetching
from exporter.model.place import Document
from exporter.model.target import Fetch
from exporter.words.acme_directories import ACME_DIRECTORIES
from exporter.words.document_kind import DocumentKind
from exporter.x509.appraiser import Appraiser
from exporter.x509.decode import decoded
from exporter.x509.renewal_information import identifier
from tests.unit.x509.pki import NOW, Issued, ca, leaf, store_of
from tests.unit.x509.test_appraiser import appraiser

HOME = "https://acme.example/directory"
OF_OUR_OWN = Fetch(ari=True, ari_directory=HOME)
ROOT = ca("Root")
SERVER = leaf(ROOT)
PUBLIC_ROOT = ca("R13", organization="Let's Encrypt")


def identifier_of(issued: Issued) -> str:
    """What stands for the certificate."""
    return identifier(decoded(issued.der))


def heard(
    *bodies: object, server: Issued = SERVER, root: Issued = ROOT, fetch: Fetch = OF_OUR_OWN
) -> Attestation:
    """What is known with the directory, and then the information, as they came."""
    judge, chain = appraiser(store_of(root)), (server.der,)
    appraisal = judge.appraise(chain, server_name="www.example.com", trust=("store",), now=NOW)
    at: dict[Fetching, bytes] = {}
    told = attested(judge, chain, appraisal, at, fetch)
    for body in bodies:
        at[told.named[-1]] = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = attested(judge, chain, appraisal, at, fetch)
    return told


def attested(
    judge: Appraiser,
    chain: tuple[bytes, ...],
    appraisal: Appraisal,
    at: dict[Fetching, bytes],
    fetch: Fetch,
) -> Attestation:
    """The same with these documents at hand."""
    found = judge.attest(chain, appraisal, at, enclosed=Enclosure(), fetch=fetch, now=NOW)
    assert found is not None
    return found


def information(start: str, end: str, **more: object) -> dict[str, object]:
    """As RFC 9773, section 4.2, has it."""
    return {"suggestedWindow": {"start": start, "end": end}, **more}


DIRECTORY = {"newOrder": "https://acme.example/order", "renewalInfo": "https://acme.example/ari"}
PASSED = information(
    "2026-05-01T00:00:00Z",
    "2026-05-03T04:00:00+02:00",
    explanationURL="https://acme.example/docs/incident",
)


def test_a_certificate_is_meant_by_its_issuer_s_key_and_its_number() -> None:
    """The example of RFC 9773, section 4.1: the number keeps the octet that makes it positive."""
    opened = decoded(SERVER.der)
    key = x509.AuthorityKeyIdentifier(
        bytes.fromhex("69885b6b87464041e1b37b847ba0ae2cde01c8d4"), None, None
    )
    named = decoded(leaf(ROOT, extra=(key,)).der)
    example = replace(named, facts=replace(named.facts, serial="87654321"))
    assert identifier(example) == "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"
    assert identifier(replace(opened, facts=replace(opened.facts, serial="0"))) == ""
    assert identifier_of(leaf(ROOT, without=(x509.AuthorityKeyIdentifier,))) == ""


def test_the_directory_says_where_the_information_is() -> None:
    """Which is asked for by the certificate, whether the address ends in a slash or not."""
    first = heard()
    assert first.named == (Fetching(Document(url=HOME), DocumentKind.ARI),)
    for base in (DIRECTORY["renewalInfo"], DIRECTORY["renewalInfo"] + "/"):
        then = heard({"renewalInfo": base})
        assert [one.place.url for one in then.named] == [
            HOME,
            f"https://acme.example/ari/{identifier_of(SERVER)}",
        ]
        assert then.renewal is None


def test_a_directory_need_not_have_renewal_information() -> None:
    """It is optional: no fault."""
    known = heard({"newNonce": "https://acme.example/nonce"})
    assert (len(known.named), known.useless) == (1, ())


@pytest.mark.parametrize(
    "directory",
    [
        b"",
        b"no JSON",
        b"[]",
        {},
        {"renewalInfo": 1},
        {"renewalInfo": "ldap://acme.example/"},
        {"renewalInfo": "https://acme.example/ari", "x": [[]] * 20_000},
    ],
)
def test_what_is_no_directory_leads_nowhere(directory: object) -> None:
    """And is of no use."""
    (named,) = (known := heard(directory)).named
    assert [one.document for one in known.useless] == [named]


def test_the_time_that_it_suggests_is_told() -> None:
    """In UTC, with the page that says why."""
    told = heard(DIRECTORY, PASSED)
    assert told.renewal is not None
    assert told.renewal.start == datetime(2026, 5, 1, tzinfo=UTC)
    assert told.renewal.end == datetime(2026, 5, 3, 2, tzinfo=UTC)
    assert told.renewal.explanation == "https://acme.example/docs/incident"
    odd = heard(DIRECTORY, {**PASSED, "explanationURL": "javascript:alert(1)"})
    assert odd.renewal is not None
    assert odd.renewal.explanation == ""


def test_the_end_of_the_window_ends_what_is_known() -> None:
    """So that the finding comes when it is over."""
    soon = NOW + timedelta(minutes=10)
    told = heard(DIRECTORY, information("2026-05-01T00:00:00Z", soon.isoformat()))
    assert told.until == soon
    assert heard(DIRECTORY, PASSED).until == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 100_000,
        {},
        {"suggestedWindow": "soon"},
        {"suggestedWindow": {"start": "2026-05-01T00:00:00Z"}},
        information("2026-05-01T00:00:00", "2026-05-03T00:00:00"),
        information("tomorrow", "2026-05-03T00:00:00Z"),
        information("0001-01-01T00:00:00+12:00", "2026-05-03T00:00:00Z"),
        information("2026-05-03T00:00:00Z", "2026-05-01T00:00:00Z"),
    ],
)
def test_anything_else_is_of_no_use(body: object) -> None:
    """And soon asked for again."""
    told = heard(DIRECTORY, body)
    assert told.renewal is None
    (useless,) = told.useless
    assert useless.document == told.named[-1]


def test_well_known_ca_s_have_their_own_directories() -> None:
    """Whatever is configured for others; who has neither is asked nothing."""
    server = leaf(PUBLIC_ROOT)
    told = heard(server=server, root=PUBLIC_ROOT)
    assert told.named[0].place.url == "https://acme-v02.api.letsencrypt.org/directory"
    assert heard(fetch=Fetch(ari=True)).named == ()
    assert heard(server=server, root=PUBLIC_ROOT, fetch=Fetch(crl=True)).named == ()
    assert all(url.startswith("https://") for url in ACME_DIRECTORIES.values())
