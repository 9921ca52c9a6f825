"""The verdicts on all clients: one for each, kept while nothing changes, told where it matters."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.guide.clients import verdict
from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.verdict import Grounds, client_verdicts, grounds, verdicts_on
from exporter.guide.own_errors import OwnErrors
from exporter.model.certificate import Astray, Malformed, Untrusted
from exporter.model.client import ClientVerdict
from exporter.model.outcome import Skipped
from exporter.model.place import Address
from exporter.model.report import Report
from exporter.model.scan import Scan, SuiteAnswer
from exporter.model.target import Origin, Policy
from exporter.words.groups import Group
from exporter.words.issuer_choice import IssuerChoice
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import TrustReason
from exporter.words.role import Role
from tests.deployments import (
    ADDRESS,
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    SCAN,
    SITE,
    Deployment,
    Site,
    assessment,
    trust,
    unexpected,
)

MAINSTREAM = [client.name for client in CATALOGUE if client.is_mainstream]
GROUPS = ("x25519", "secp256r1", "secp384r1", "secp521r1", "x448", "X25519MLKEM768")
MODERN_SCAN = replace(
    SCAN,
    suites=(
        SuiteAnswer(
            protocol=Protocol.TLS1_2,
            suite="TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            is_accepted=True,
        ),
        SuiteAnswer(protocol=Protocol.TLS1_3, suite="TLS_AES_128_GCM_SHA256", is_accepted=True),
    ),
    groups=tuple((name, Support.YES) for name in GROUPS),
)
"""All that browsers want."""
MODERN = HEALTHY.scanned(MODERN_SCAN)
FOR_NOBODY = HEALTHY.scanned(
    replace(MODERN_SCAN, groups=tuple((group.name, Support.NO) for group in Group))
)
"""A server that has no key exchange group in common with anybody."""


def requiring(deployment: Deployment, *clients: str) -> Deployment:
    """The same under a policy that says which clients must get through."""
    return deployment.with_policy(Policy(clients=clients))


def verdicts(deployment: Deployment, previous: Report | None = None) -> tuple[ClientVerdict, ...]:
    """Those for its one address."""
    (found,) = client_verdicts(
        deployment.evidence, deployment.chains, deployment.target, unexpected, previous
    ).values()
    return found


def shut_out(deployment: Deployment, previous: Report | None = None) -> list[str]:
    """The clients whose failing is a fault."""
    return [one.client for one in verdicts(deployment, previous) if one.is_shut_out]


def supports(deployment: Deployment) -> dict[str, Support]:
    """The verdicts by client."""
    return {one.client: one.support for one in verdicts(deployment)}


def test_every_client_gets_a_verdict() -> None:
    """All common clients get through to a modern server; what only speaks TLS 1.1 does not."""
    found = supports(MODERN)
    assert list(found) == [client.name for client in CATALOGUE]
    assert {found[name] for name in MAINSTREAM} == {Support.YES}
    assert MODERN.codes() == []


@pytest.mark.parametrize(
    "site",
    [
        replace(SITE, scan=Skipped(needs="a scan")),
        replace(SITE, chain=Skipped(needs="a TLS answer")),
        replace(SITE, chain=Malformed(detail="no certificate", length=1)),
    ],
)
def test_nothing_is_said_without_a_scan_or_a_chain(site: Site) -> None:
    """Neither is guessed."""
    deployment = replace(HEALTHY, sites=(site,))
    assert not client_verdicts(
        deployment.evidence, deployment.chains, deployment.target, unexpected
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Scan]:
    """The scans on which verdicts were made."""
    scans = []

    def noted(
        place: Address, known: Grounds, policy: Policy, errors: OwnErrors
    ) -> tuple[ClientVerdict, ...]:
        scans.append(known[0])
        return verdicts_on(place, known, policy, errors)

    monkeypatch.setattr(verdict, "verdicts_on", noted)
    return scans


def test_verdicts_are_kept_while_scan_and_chain_say_the_same(made: list[Scan]) -> None:
    """They cost more than the rest of a probe's judgement together."""
    first = MODERN.judged()
    assert MODERN.judged(first).clients is first.clients
    later = replace(MODERN_SCAN, taken_at=MODERN_SCAN.taken_at + timedelta(hours=1), connections=9)
    assert MODERN.scanned(later).judged(first).clients is first.clients
    assert len(made) == 1
    other = MODERN.scanned(replace(MODERN_SCAN, dh_bits=2048)).judged(first)
    assert len(made) == 2
    assert other.clients == first.clients
    MODERN.serving(assessment(LEAF)).judged(first)
    assert len(made) == 3


def test_the_verdicts_of_other_addresses_are_kept(made: list[Scan]) -> None:
    """What came or went beside them does not count."""
    first = MODERN.judged()
    beside = replace(MODERN.sites[0], address="203.0.113.11")
    both = replace(MODERN, sites=(*MODERN.sites, beside)).judged(first)
    assert len(made) == 2
    assert list(both.clients) == [ADDRESS, "203.0.113.11"]
    assert both.clients[ADDRESS] is first.clients[ADDRESS]
    assert list(MODERN.judged(both).clients) == [ADDRESS]
    assert len(made) == 2


def test_an_origin_that_no_client_needs_shuts_none_out() -> None:
    """The CDN alone connects there; the address of the name is asked for all the same."""
    origin = "198.51.100.7"
    sites = tuple(
        replace(site, address=address, role=role)
        for site in FOR_NOBODY.sites
        for address, role in ((ADDRESS, Role.RESOLVED), (origin, Role.ORIGIN))
    )
    both = replace(FOR_NOBODY, sites=sites)
    own = replace(both.target, origins=(Origin(address=origin, clients=()),))

    def told(deployment: Deployment) -> dict[str, list[str]]:
        found = client_verdicts(
            deployment.evidence, deployment.chains, deployment.target, unexpected
        )
        return {at: [one.client for one in each if one.is_shut_out] for at, each in found.items()}

    assert told(both) == {ADDRESS: MAINSTREAM, origin: MAINSTREAM}
    assert told(replace(both, target=own)) == {ADDRESS: MAINSTREAM, origin: []}


def test_a_common_client_shut_out_is_a_finding() -> None:
    """It names the clients, each with its reason, and only the common ones."""
    proof = FOR_NOBODY.proof("compatibility_client_shut_out")
    assert proof.startswith("203.0.113.10:443: Chrome, Edge, ")
    assert proof.endswith("(scan of 2026-06-01 12:00 UTC)")
    assert "no key exchange group in common" in proof
    assert "IE 11" not in proof


KEY_FOR_RSA_ALONE = replace(LEAF, key_usage=("keyEncipherment",))
CA_AS_LEAF = replace(LEAF, is_ca=True)
FOR_ANY_PURPOSE = replace(LEAF, is_for_any_purpose=True)
MISLABELLED = replace(trust(), mislabelled=(LEAF,))
DEEP = replace(trust(), path=(LEAF, *[INTERMEDIATE] * 8))
RESPELLED = replace(trust(), respelled=(LEAF,))
WITHOUT_POLICY = replace(trust(), policy_fault="it has no policy")


@pytest.mark.parametrize(
    ("deployment", "client"),
    [
        (MODERN.serving(assessment(KEY_FOR_RSA_ALONE, INTERMEDIATE)), "Chrome"),
        (MODERN.serving(assessment(CA_AS_LEAF, INTERMEDIATE)), "Firefox"),
        (MODERN.serving(assessment(FOR_ANY_PURPOSE, INTERMEDIATE)), "Firefox"),
        (MODERN.serving(assessment(LEAF, INTERMEDIATE, trusts=(MISLABELLED,))), "OpenSSL 3.0"),
        (MODERN.serving(assessment(LEAF, INTERMEDIATE, trusts=(DEEP,))), "Firefox"),
        (MODERN.serving(assessment(LEAF, INTERMEDIATE, trusts=(RESPELLED,))), "Go"),
        (MODERN.serving(assessment(LEAF, INTERMEDIATE, trusts=(WITHOUT_POLICY,))), "Go"),
    ],
)
def test_a_certificate_that_a_client_refuses_is_to_be_issued_anew(
    deployment: Deployment, client: str
) -> None:
    """Versions and cipher suites have nothing to do with it."""
    finding = requiring(deployment, client).finding("compatibility_client_shut_out")
    assert finding.causes == ("as_issued",)
    assert finding.remedy.startswith("Have the certificate issued anew")
    assert "TLS 1.2" not in finding.remedy
    for what in (
        "alternative name",
        "transparency logs",
        "a CA",
        "key usage",
        "key identifier",
        "intermediates",
        "policy",
    ):
        assert what in finding.remedy


def test_a_wrong_edition_that_is_sent_first_is_to_be_left_out() -> None:
    """The certificate is good, and no other needs to be issued."""
    failure = Untrusted(reason=TrustReason.EXPIRED, detail="ended")
    astray = Astray(choice=IssuerChoice.FIRST, at=INTERMEDIATE, failure=failure)
    trusts = (replace(trust(), astray=(astray,)),)
    deployment = MODERN.serving(assessment(LEAF, INTERMEDIATE, trusts=trusts))
    finding = requiring(deployment, "GnuTLS 3.7").finding("compatibility_client_shut_out")
    assert finding.causes == ("wrong_edition_first",)
    assert finding.remedy.startswith("Leave the named certificate out of the file")
    assert shut_out(requiring(deployment, "OpenSSL 3.0", "Go", "Chrome", "Java 17")) == []


def test_what_the_server_does_not_offer_has_the_ordinary_remedy() -> None:
    """And each remedy is told where clients fail for one and for the other."""
    assert "TLS 1.2 and 1.3" in FOR_NOBODY.finding("compatibility_client_shut_out").remedy
    both = FOR_NOBODY.serving(assessment(CA_AS_LEAF, INTERMEDIATE))
    remedy = requiring(both, "Firefox").finding("compatibility_client_shut_out").remedy
    assert "TLS 1.2 and 1.3" in remedy
    assert "Have the certificate issued anew" in remedy


def test_a_rule_of_one_client_on_private_cas_is_a_warning_unless_it_is_named() -> None:
    """As what instructions make breaks it: not everybody has visitors with that client."""
    private = MODERN.serving(assessment(CA_AS_LEAF, INTERMEDIATE, trusts=(trust(store="corp"),)))
    assert shut_out(private) == []
    proof = private.proof("compatibility_certificate_refused")
    assert "Firefox: takes no CA's certificate from a server" in proof
    assert "Chrome" not in proof
    named = requiring(private, "Firefox")
    assert shut_out(named) == ["Firefox"]
    assert "compatibility_certificate_refused" not in named.codes()
    assert named.finding("compatibility_client_shut_out").causes == ("as_issued",)
    public = MODERN.serving(assessment(CA_AS_LEAF, INTERMEDIATE))
    assert shut_out(public) == ["Firefox"]


def test_the_policy_says_who_must_get_through() -> None:
    """Named clients take the place of the common ones, which they need not be."""
    assert shut_out(FOR_NOBODY) == MAINSTREAM
    assert shut_out(requiring(FOR_NOBODY, "Java 8", "Chrome")) == ["Chrome", "Java 8"]
    assert shut_out(requiring(FOR_NOBODY)) == []
    assert "compatibility_client_shut_out" not in requiring(FOR_NOBODY).codes()


def test_who_must_get_through_does_not_change_who_does() -> None:
    """`tls_client_supported` tells of every client."""
    assert supports(requiring(FOR_NOBODY, "Chrome")) == supports(FOR_NOBODY)


def test_verdicts_are_not_kept_where_others_must_get_through() -> None:
    """A changed policy counts at once, though scan and chain are those of the previous report."""
    first = FOR_NOBODY.judged()
    changed = requiring(FOR_NOBODY, "Go")
    assert shut_out(changed, first) == ["Go"]
    found = {one.kind.code: one.evidence for one in changed.judged(first).findings}
    assert "Chrome" not in found["compatibility_client_shut_out"]


def test_a_certificate_for_nobody_shuts_nobody_out_in_particular() -> None:
    """Step 3 has said it."""
    expired = MODERN.serving(assessment(trusts=(trust(TrustReason.EXPIRED),)))
    assert "compatibility_client_shut_out" not in expired.codes()
    assert set(supports(expired).values()) == {Support.NO}


def test_a_client_that_must_get_through_and_may_not_is_named() -> None:
    """The step is not established, whatever else is known."""
    open_groups = MODERN.scanned(replace(MODERN_SCAN, groups=()))
    (unknown,) = requiring(open_groups, "Chrome").judged().ladder[7].unknown
    assert unknown.needs == (
        "what decides on clients: Chrome: "
        "not all cipher suites and groups that it offers were asked for"
    )
    assert requiring(open_groups).judged().ladder[7].unknown == ()
    assert MODERN.judged().ladder[7].unknown == ()


@pytest.mark.parametrize("port", [443, 2465])
def test_whom_a_server_of_another_protocol_refuses_is_not_meant_by_it(port: int) -> None:
    """It is true that a browser does not get through; only where HTTPS is expected it is a fault."""
    ((place, (_, chains)),) = grounds(MODERN.evidence, MODERN.chains).items()
    known = replace(MODERN_SCAN, refused_alpn=("h2", "http/1.1")), chains
    there = replace(place, port=port)
    found = verdicts_on(there, known, Policy(), OwnErrors(unexpected))
    refused = {one.client for one in found if one.support is Support.NO}
    assert {"Chrome", "Edge", "Firefox", "Safari"} <= refused
    assert not refused & {"OpenSSL 3.0", "Java 17", "Go", "Python"}
    shut_out = {one.client for one in found if one.is_shut_out}
    assert shut_out == ({"Chrome", "Edge", "Firefox", "Safari"} if port == 443 else set())
