"""What public CAs may not issue is told by the rules of its day, and never of private CAs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from exporter.model.certificate import Certificate
from tests.deployments import HEALTHY, INTERMEDIATE, ROOT, assessment, certificate, keyed, trust

LEAF, CODE = certificate(), "certificate_misissued"


def issued(day: str, days: int, *, seconds: int = 0) -> Certificate:
    """A certificate from that day on, for so many days and seconds."""
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    end = begin + timedelta(days=days, seconds=seconds - 1)
    return replace(LEAF, not_before=begin, not_after=end)


def told(
    leaf: Certificate, issuer: Certificate = INTERMEDIATE, *, store: str = "mozilla"
) -> list[str]:
    """What is said to be against the rules."""
    verdict = trust(store=store, path=(leaf, issuer, ROOT))
    found = HEALTHY.serving(assessment(leaf, issuer, trusts=(verdict,))).judged().findings
    return [one.evidence for one in found if one.kind.code == CODE]


@pytest.mark.parametrize(
    ("day", "most"),
    [
        ("2020-09-01", 398),
        ("2026-03-14", 398),
        ("2026-03-15", 200),
        ("2027-03-14", 200),
        ("2027-03-15", 100),
        ("2029-03-14", 100),
        ("2029-03-15", 47),
        ("2035-01-01", 47),
    ],
)
def test_a_certificate_may_last_as_long_as_its_day_allows(day: str, most: int) -> None:
    """To the second: each day that has begun counts."""
    assert told(issued(day, most)) == []
    (proof,) = told(issued(day, most, seconds=1))
    assert f"valid for {most + 1} days, where {most} are the most from " in proof
    assert proof.endswith("(section 6.3.2)")


def test_what_was_issued_before_a_rule_is_free_of_it() -> None:
    """A certificate of August 2020 may have 825 days; the rule is told with its day and section."""
    assert told(issued("2020-08-31", 825)) == []
    (proof,) = told(issued("2026-03-15", 365))
    assert proof == (
        "CN=www.example.com, issued 2026-03-15: valid for 365 days, where 200 are the most "
        "from 2026-03-15 on (section 6.3.2)"
    )


@pytest.mark.parametrize(
    ("leaf", "breach"),
    [
        (replace(LEAF, signature="sha1WithRSAEncryption"), "signed with sha1WithRSAEncryption"),
        (replace(LEAF, signature="ecdsa-with-SHA1"), "signed with ecdsa-with-SHA1"),
        (replace(LEAF, signature="md5WithRSAEncryption"), "signed with md5WithRSAEncryption"),
        (keyed(LEAF, "RSA 1024"), "its key is RSA 1024"),
        (keyed(LEAF, "RSA 2047"), "its key is RSA 2047"),
        (keyed(LEAF, "RSA-PSS 2048"), "its key is RSA-PSS 2048"),
        (keyed(LEAF, "ECDSA secp256k1"), "its key is ECDSA secp256k1"),
        (keyed(LEAF, "Ed25519"), "its key is Ed25519"),
        (replace(LEAF, dns_names=()), "it has no subject alternative name"),
        (replace(LEAF, is_for_servers=False), "its extended key usage does not name servers"),
    ],
)
def test_each_rule_is_told_with_its_section(leaf: Certificate, breach: str) -> None:
    """Once, though others may be broken as well."""
    (proof,) = told(leaf)
    assert f": {breach} from 20" in proof
    assert "(section " in proof


@pytest.mark.parametrize(
    "leaf",
    [
        keyed(LEAF, "RSA 2048"),
        keyed(LEAF, "ECDSA P-384"),
        keyed(LEAF, "ECDSA P-521"),
        replace(LEAF, dns_names=(), ip_addresses=("192.0.2.1",)),
        replace(LEAF, dns_names=(), has_all_names=False),
    ],
)
def test_what_the_rules_permit_is_not_told(leaf: Certificate) -> None:
    """Names that cannot be read are not absent."""
    assert told(leaf) == []


def test_of_a_ca_s_certificate_keys_and_signatures_count() -> None:
    """It may last for years, and needs no names."""
    old = replace(issued("2018-01-01", 3650), subject="CN=Issuing CA", dns_names=(), is_ca=True)
    assert told(LEAF, old) == []
    (proof,) = told(LEAF, replace(old, signature="sha1WithRSAEncryption"))
    assert "CN=Issuing CA, issued 2018-01-01: signed with sha1WithRSAEncryption" in proof
    assert (
        told(LEAF, replace(old, not_before=datetime(2010, 1, 1, tzinfo=UTC), signature="sha1"))
        == []
    )


def test_private_cas_are_free_of_them() -> None:
    """Whatever they issue, and for how long."""
    leaf = replace(
        keyed(issued("2026-05-01", 3650), "RSA 1024"), dns_names=(), is_for_servers=False
    )
    (proof,) = told(leaf)
    assert proof.count("(section ") == 4
    assert told(leaf, store="corp") == []
