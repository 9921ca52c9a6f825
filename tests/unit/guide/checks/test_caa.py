"""CAA records that forbid the present issuer are warned of, and none that may permit it."""

from dataclasses import replace

import pytest

from exporter.guide.known_cas import organization_of
from exporter.model.attempt import Attempt
from exporter.model.dns import CaaRecord, CaaSet, Permits
from exporter.words.phase import Phase
from tests.deployments import ADDRESS, HEALTHY, LEAF, SITE, Deployment, assessment, looked_up

OURS = "CN=R11,O=Let's Encrypt,C=US"
HOST = "www.example.com"


def said(name: str, *records: str) -> CaaSet:
    """A name's records, each as tag and value."""
    made = (CaaRecord(flags=0, tag=one.split()[0], value=one.partition(" ")[2]) for one in records)
    return CaaSet(name=name, records=tuple(made))


NOTHING = said(HOST)


def deployment(*sets: CaaSet, issuer: str = OURS, names: tuple[str, ...] = (HOST,)) -> Deployment:
    """One address with a certificate by this issuer for these names."""
    told = looked_up("system", ADDRESS)
    beside = Attempt(phase=Phase.DNS, outcome=Permits(sets=sets))
    resolver = replace(told, attempts=(*told.attempts, beside))
    site = replace(SITE, chain=assessment(replace(LEAF, issuer=issuer, dns_names=names)))
    return replace(HEALTHY, resolvers=(resolver,), sites=(site,))


def test_a_ca_that_is_not_permitted_is_named_with_those_that_are() -> None:
    """And with the name whose records say so."""
    found = deployment(NOTHING, said("example.com", "issue digicert.com", "issue pki.goog; a=b"))
    assert found.codes() == ["dns_caa_forbids_issuer"]
    assert found.proof("dns_caa_forbids_issuer") == (
        "system: CAA of example.com permits digicert.com, pki.goog, and not Let's Encrypt, "
        "which issued the certificate at 203.0.113.10"
    )


@pytest.mark.parametrize(
    "value",
    [";", "", "letsencrypt.org, digicert.com", "https://letsencrypt.org", "letsencrypt.org x=y"],
)
def test_what_is_against_the_grammar_permits_nobody(value: str) -> None:
    """RFC 8659, section 4.2: several CAs in one record, addresses of the web, a semicolon that is missing."""
    nobody = deployment(said(HOST, f"issue {value}"))
    assert "permits nobody, and not Let's Encrypt" in nobody.proof("dns_caa_forbids_issuer")
    beside = deployment(said(HOST, f"issue {value}", "issue letsencrypt.org ; x=y"))
    assert beside.codes() == []


@pytest.mark.parametrize(
    ("flags", "tag", "codes"),
    [
        (128, "tbs", ["dns_caa_forbids_issuer"]),
        (0, "tbs", []),
        (1, "tbs", []),
        (128, "iodef", []),
        (128, "issuemail", []),
    ],
)
def test_a_critical_property_that_nobody_knows_forbids_all(
    flags: int, tag: str, codes: list[str]
) -> None:
    """RFC 8659, section 4.1, whoever else is permitted; what is registered a CA may know."""
    odd = CaaRecord(flags=flags, tag=tag, value="unknown")
    permitted = said(HOST, "issue letsencrypt.org")
    sets = replace(permitted, records=(*(permitted.records or ()), odd))
    assert deployment(sets).codes() == codes
    assert deployment(sets, issuer="CN=Corp CA,O=Example Corp").codes() == []


FORBIDS = said("example.com", "issue digicert.com")


@pytest.mark.parametrize(
    "sets",
    [
        (),
        (NOTHING,),
        (NOTHING, said("example.com", "issue digicert.com", "issue LetsEncrypt.org")),
        (NOTHING, said("example.com", "iodef mailto:a@example.com")),
        (NOTHING, said("example.com", "issuewild digicert.com")),
        (said(HOST, "issue letsencrypt.org; validationmethods=dns-01"), FORBIDS),
        (said(HOST, "iodef mailto:a@example.com"), FORBIDS),
        (CaaSet(name=HOST, records=None), FORBIDS),
        (NOTHING, said("example.com", "issue digicert.com", "issue reseller.example")),
        (said("shop.example.com", "issue digicert.com"),),
    ],
)
def test_there_is_no_false_warning(sets: tuple[CaaSet, ...]) -> None:
    """The nearest records alone count; who is unknown may stand for the issuer."""
    assert deployment(*sets).codes() == []


@pytest.mark.parametrize(
    "issuer", ["CN=Corp CA,O=Example Corp", "CN=R11", "CN=x,O=(STAGING) Let's Encrypt"]
)
def test_a_ca_that_is_not_known_is_not_judged(issuer: str) -> None:
    """It may be permitted by any domain."""
    assert deployment(NOTHING, FORBIDS, issuer=issuer).codes() == []


@pytest.mark.parametrize(
    ("sets", "codes"),
    [
        ((said("example.com", "issue letsencrypt.org", "issuewild digicert.com"),), True),
        ((said("example.com", "issue digicert.com", "issuewild letsencrypt.org"),), False),
        ((said("example.com", "issue digicert.com"),), True),
        ((said(HOST, "issue digicert.com"), said("example.com")), False),
    ],
)
def test_a_wildcard_is_permitted_by_its_own_records(
    sets: tuple[CaaSet, ...], *, codes: bool
) -> None:
    """RFC 8659, sections 3 and 4.3: the search begins below the asterisk."""
    found = deployment(*sets, names=("*.example.com",)).codes()
    assert found == (["dns_caa_forbids_issuer"] if codes else [])


@pytest.mark.parametrize(
    ("name", "organization"),
    [
        ("CN=R11,O=Let's Encrypt,C=US", "Let's Encrypt"),
        ("O=DigiCert\\, Inc.", "DigiCert, Inc."),
        ("CN=O=x", ""),
        ("CN=a+O=b,C=c", "b"),
        ("", ""),
    ],
)
def test_the_organization_is_read_from_a_name(name: str, organization: str) -> None:
    """As RFC 4514 writes it."""
    assert organization_of(name) == organization
