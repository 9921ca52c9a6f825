"""Step 3 finds certificates out of their dates, for another name, and those nobody trusts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.guide.default_certificate import default_maker
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import Malformed
from exporter.model.target import Policy
from exporter.words.cause import Cause
from exporter.words.reason import TrustReason
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    SITE,
    assessment,
    certificate,
    gap,
    trust,
)


@pytest.mark.parametrize(
    ("days", "age", "codes"),
    [
        (-1, 90, ["certificate_expired"]),
        (5, -1, ["certificate_not_yet_valid"]),
        (5, 85, ["certificate_expiry_imminent"]),
        (15, 75, ["certificate_renewal_overdue"]),
        (29, 368, ["certificate_renewal_overdue"]),
        (31, 366, []),
        (23, 67, []),
        (12, 35, []),
        (11, 36, ["certificate_renewal_overdue"]),
        (4, 2.66, []),
        (1.6, 5.06, ["certificate_renewal_overdue"]),
        (0.6, 6.06, ["certificate_expiry_imminent"]),
    ],
)
def test_dates_are_judged_by_days_and_share_of_life(
    days: float, age: float, codes: list[str]
) -> None:
    """398-, 90-, 47-day and 160-hour certificates each get their own threshold."""
    found = HEALTHY.serving(assessment(certificate(days=days, age=age))).codes()
    assert [code for code in found if code.startswith("certificate")] == codes


def test_the_days_that_are_left_are_told() -> None:
    """With the length of the certificate's life."""
    deployment = HEALTHY.serving(assessment(certificate(days=15, age=75)))
    assert deployment.proof("certificate_renewal_overdue") == (
        "CN=www.example.com ends 2026-06-16 12:00 UTC, in 15.0 days of 90"
    )
    short = HEALTHY.serving(assessment(certificate(days=0.05, age=0.95)))
    assert short.proof("certificate_expiry_imminent") == (
        "CN=www.example.com ends 2026-06-01 13:12 UTC, in 1.2 hours of 24"
    )
    last_day = HEALTHY.serving(assessment(certificate(days=1, age=89)))
    assert last_day.proof("certificate_expiry_imminent") == (
        "CN=www.example.com ends 2026-06-02 12:00 UTC, in 24.0 hours of 90 days"
    )
    over = HEALTHY.serving(assessment(certificate(days=-3, age=90)))
    assert over.proof("certificate_expired") == "ended 2026-05-29 12:00 UTC, 3.0 days ago"


def test_an_expired_certificate_is_reported_once() -> None:
    """The store's refusal for the date adds no second finding."""
    expired = certificate(days=-1, age=90)
    deployment = HEALTHY.serving(assessment(expired, trusts=(trust(TrustReason.EXPIRED),)))
    assert deployment.codes() == ["certificate_expired"]


def test_a_certificate_of_tomorrow_is_reported_once() -> None:
    """The store's refusal for the date adds no second finding."""
    early = certificate(days=90, age=-1)
    deployment = HEALTHY.serving(assessment(early, trusts=(trust(TrustReason.NOT_YET_VALID),)))
    assert deployment.codes() == ["certificate_not_yet_valid"]
    assert deployment.proof("certificate_not_yet_valid") == "valid from 2026-06-02 12:00 UTC"


def test_a_name_that_is_not_covered_is_shown_beside_those_that_are() -> None:
    """The proof lists the certificate's names, at most five."""
    names = tuple(f"{letter}.example.com" for letter in "abcdef")
    chain = assessment(replace(LEAF, dns_names=names), INTERMEDIATE, matches_host=False)
    assert HEALTHY.serving(chain).proof("certificate_host_mismatch") == (
        "www.example.com is not among a.example.com, b.example.com, c.example.com, "
        "d.example.com, e.example.com and 1 more"
    )


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (TrustReason.SELF_SIGNED, "certificate_self_signed"),
        (TrustReason.UNTRUSTED_ROOT, "certificate_untrusted"),
        (TrustReason.WEAK_SIGNATURE, "certificate_untrusted"),
        (TrustReason.NOT_YET_VALID, "certificate_untrusted"),
    ],
)
def test_each_refusal_of_a_store_is_one_finding(reason: TrustReason, code: str) -> None:
    """What no client trusts belongs to step 3, and to no other."""
    assert HEALTHY.serving(assessment(trusts=(trust(reason),))).codes() == [code]


def test_two_stores_that_refuse_make_one_finding() -> None:
    """A finding is exported once for each address, so its proofs are joined."""
    refusals = (
        trust(TrustReason.UNTRUSTED_ROOT, store="corp"),
        trust(TrustReason.UNTRUSTED_ROOT, store="mozilla"),
    )
    assert HEALTHY.serving(assessment(trusts=refusals)).proof("certificate_untrusted") == (
        "corp: untrusted_root, what was seen; mozilla: untrusted_root, what was seen"
    )


def test_the_step_says_when_trust_hangs_on_the_chain() -> None:
    """A store that refuses for the gap is not said to accept."""
    rung = HEALTHY.serving(assessment(trusts=(gap(),))).rung(Step.CERTIFICATE)
    assert (rung.status, rung.summary) == (
        Status.PASSED,
        "60 days left, covers www.example.com, trust hangs on the chain, step 6",
    )


def test_a_target_without_trust_stores_passes_without_claiming_trust() -> None:
    """Nothing is said to be trusted where nothing was to trust it."""
    deployment = HEALTHY.with_policy(Policy(trust=())).serving(assessment(trusts=()))
    assert deployment.rung(Step.CERTIFICATE).summary == (
        "60 days left, covers www.example.com, no trust store configured"
    )


def test_the_certificate_that_ends_first_is_told() -> None:
    """Of several addresses."""
    sooner = replace(SITE, address="203.0.113.11", chain=assessment(certificate(days=40)))
    rung = replace(HEALTHY, sites=(SITE, sooner)).rung(Step.CERTIFICATE)
    assert rung.summary.startswith("40 days left")


def test_a_certificate_that_cannot_be_decoded_is_not_trusted() -> None:
    """A completed handshake must not make it look healthy; it is no failure of TLS either."""
    deployment = HEALTHY.serving(Malformed(detail="version 6 is not known", length=1))
    assert deployment.codes() == ["certificate_untrusted"]
    assert deployment.proof("certificate_untrusted") == "malformed, version 6 is not known"
    report = deployment.judged()
    assert report.first_failing_step is Step.CERTIFICATE
    assert report.ladder[2].unknown == ()
    assert report.ladder[5].summary == "needs a certificate that can be read"


def test_a_certificate_that_can_be_read_does_not_hide_one_that_cannot() -> None:
    """Each address is judged by its own."""
    unreadable = Malformed(detail="no certificate", length=1)
    sites = (SITE, replace(SITE, address="203.0.113.11", chain=unreadable))
    (finding,) = replace(HEALTHY, sites=sites).judged().findings
    assert str(finding.place) == "203.0.113.11:443"


@pytest.mark.parametrize(
    ("reason", "cause", "remedy"),
    [
        (TrustReason.UNTRUSTED_ROOT, None, "Use a certificate of a CA that the clients trust"),
        (
            TrustReason.UNTRUSTED_ROOT,
            Cause.STAGING,
            "Have it issued by the CA's production service",
        ),
        (
            TrustReason.UNTRUSTED_ROOT,
            Cause.RENEWED_KEY,
            "Have the server's certificate issued anew",
        ),
        (TrustReason.BAD_SIGNATURE, Cause.RENEWED_KEY, "Have the server's certificate issued anew"),
        (TrustReason.BAD_SIGNATURE, None, "Take the certificate anew from where it was issued"),
        (TrustReason.WEAK_SIGNATURE, None, "Have the named certificate issued again with SHA-256"),
        (TrustReason.NAME_CONSTRAINTS, None, "Have a certificate issued by a CA that may certify"),
        (TrustReason.NOT_A_CA, None, "Have the certificate issued by a CA"),
        (TrustReason.PATH_LENGTH, None, "Have the certificate issued by a CA further up"),
        (TrustReason.WRONG_USAGE, None, "Have the named certificate issued for servers"),
        (TrustReason.NOT_YET_VALID, None, "Wait until the named certificate begins"),
        (TrustReason.MALFORMED, None, "Have the named certificate issued again without the part"),
        (TrustReason.OTHER, None, "Have the named certificate issued again without what"),
    ],
)
def test_each_reason_has_its_own_remedy(
    reason: TrustReason, cause: Cause | None, remedy: str
) -> None:
    """One that helps."""
    deployment = HEALTHY.serving(assessment(trusts=(trust(reason, path=(), cause=cause),)))
    assert deployment.finding("certificate_untrusted").remedy.startswith(remedy)


def test_two_stores_may_need_two_remedies() -> None:
    """Each is told once."""
    refusals = (trust(TrustReason.WRONG_USAGE), trust(TrustReason.WEAK_SIGNATURE, store="corp"))
    finding = HEALTHY.serving(assessment(trusts=(*refusals, *refusals))).finding(
        "certificate_untrusted"
    )
    assert finding.remedy.count("Have the named certificate") == 2


@pytest.mark.parametrize(
    ("subject", "maker"),
    [
        ("CN=Kubernetes Ingress Controller Fake Certificate,O=Acme Co", "ingress-nginx"),
        ("CN=TRAEFIK DEFAULT CERT", "Traefik"),
        ("CN=cert-manager.local", "cert-manager, which has not got the real one yet"),
        ("CN=Plesk,O=Plesk,L=Schaffhausen,C=CH", "Plesk"),
        (
            "CN=box.example,OU=SomeOrganizationalUnit,O=SomeOrganization,C=--",
            "Apache's mod_ssl, as packages of Fedora and its kin make it",
        ),
    ],
)
@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (TrustReason.SELF_SIGNED, "certificate_self_signed"),
        (TrustReason.UNTRUSTED_ROOT, "certificate_untrusted"),
    ],
)
def test_a_default_certificate_is_known_by_its_name(
    subject: str, maker: str, reason: TrustReason, code: str
) -> None:
    """What helps is to configure the real one, not to trust this one."""
    chain = assessment(replace(LEAF, subject=subject), trusts=(trust(reason, path=()),))
    finding = HEALTHY.serving(chain).finding(code)
    assert finding.evidence.endswith(f"; it is the default certificate of {maker}")
    assert finding.remedy.startswith("Configure the site's own certificate")


def test_a_snakeoil_certificate_is_known_by_its_form() -> None:
    """It bears the machine's name; who says more in a certificate of his own did not take that one."""
    snakeoil = replace(
        LEAF,
        subject="CN=box.example",
        dns_names=("box.example",),
        is_self_signed=True,
        key="RSA 2048",
        key_usage=None,
        is_for_servers=False,
        not_after=LEAF.not_before + timedelta(days=3650),
    )
    assert default_maker(snakeoil) == "Debian's package ssl-cert (snakeoil), by its form"
    for other in (
        replace(snakeoil, is_for_servers=True),
        replace(snakeoil, dns_names=("box.example", "www.example.com")),
        replace(snakeoil, not_after=LEAF.not_before + timedelta(days=365)),
        replace(snakeoil, is_self_signed=False),
    ):
        assert default_maker(other) == ""


def test_a_certificate_for_localhost_is_a_default_one_where_no_ca_issued_it() -> None:
    """A CA may have been asked for that very name."""
    made_by_itself = replace(LEAF, subject="CN=localhost", is_self_signed=True)
    assert default_maker(made_by_itself) == "a fresh installation"
    assert default_maker(replace(made_by_itself, is_self_signed=False)) == ""


def test_a_common_name_alone_is_told_not_to_count() -> None:
    """As nothing has looked at it for years."""
    chain = assessment(replace(LEAF, dns_names=()), matches_host=False)
    assert HEALTHY.serving(chain).proof("certificate_host_mismatch") == (
        "www.example.com is not among no name at all (the common name does not count)"
    )


def test_a_name_that_cannot_be_read_leaves_the_step_open() -> None:
    """It may be the right one."""
    rung = HEALTHY.serving(assessment(matches_host=None)).rung(Step.CERTIFICATE)
    assert rung.status is Status.NOT_CHECKED
    assert [one.needs for one in rung.unknown] == ["names in the certificate that can all be read"]


def test_a_signature_that_cannot_be_verified_here_leaves_two_steps_open() -> None:
    """The store may refuse the chain or not: nobody is told to change anything."""
    unknown = trust(TrustReason.OTHER, path=(), is_certain=False)
    deployment = HEALTHY.serving(assessment(trusts=(unknown,)))
    assert deployment.codes() == []
    for step in (Step.CERTIFICATE, Step.CHAIN):
        rung = deployment.rung(step)
        assert rung.status is Status.NOT_CHECKED
        assert [one.needs for one in rung.unknown] == [
            "a chain that can be checked here to its end"
        ]


def test_remedies_are_for_reasons_and_causes_that_there_are() -> None:
    """Nothing is written for what never comes."""
    for code in ("certificate_untrusted", "certificate_self_signed", "chain_incomplete"):
        assert finding_kind(code).remedies.keys() <= {*TrustReason, *Cause}
