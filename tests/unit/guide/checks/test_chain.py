"""Step 6 finds gaps and untidiness, and says "no gap" only where every store has a path."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.model.certificate import TrustVerdict
from exporter.model.target import Policy
from exporter.words.cause import Cause
from exporter.words.protocol import Support
from exporter.words.reason import TrustReason
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    ROOT,
    SITE,
    assessment,
    certificate,
    gap,
    trust,
)

OLD = certificate("CN=Issuing CA", days=-1, age=900)


def test_a_gap_in_the_chain_shuts_out_those_who_do_not_fill_it() -> None:
    """It belongs to step 6, and to step 8 as browsers get through and phones do not."""
    deployment = HEALTHY.serving(assessment(LEAF, trusts=(gap(),)))
    assert deployment.codes() == ["chain_incomplete", "compatibility_client_shut_out"]
    assert deployment.rung(Step.CHAIN).status is Status.FAILING
    assert deployment.rung(Step.CHAIN).unknown == ()


def test_a_missing_intermediate_says_where_it_is_offered() -> None:
    """The proof names the issuer and the address that the leaf gives for it."""
    leaf = replace(LEAF, ca_issuers=("http://ca.example/i.crt",))
    assert HEALTHY.serving(assessment(leaf, trusts=(gap(),))).proof("chain_incomplete") == (
        "mozilla: CN=Issuing CA is missing, offered at http://ca.example/i.crt "
        "(curl -fsS http://ca.example/i.crt | openssl x509 -inform der)"
    )


def test_what_a_leaf_offers_is_not_what_is_missing_above_others() -> None:
    """Its issuer was sent."""
    leaf = replace(LEAF, ca_issuers=("http://ca.example/i.crt",))
    above = gap(missing_issuer="CN=Root CA")
    chain = assessment(leaf, INTERMEDIATE, trusts=(above,))
    assert HEALTHY.serving(chain).proof("chain_incomplete") == "mozilla: CN=Root CA is missing"
    issuer = replace(INTERMEDIATE, ca_issuers=("ldap://ca.example/cn=r",))
    chain = assessment(leaf, issuer, trusts=(above,))
    assert HEALTHY.serving(chain).proof("chain_incomplete") == (
        "mozilla: CN=Root CA is missing, offered at ldap://ca.example/cn=r"
    )


@pytest.mark.parametrize(
    ("address", "command"),
    [
        (
            "http://a.example/i.p7c",
            "curl -fsS http://a.example/i.p7c | openssl pkcs7 -inform der -print_certs",
        ),
        (
            "http://a.example/;reboot",
            "curl -fsS 'http://a.example/;reboot' | openssl x509 -inform der",
        ),
    ],
)
def test_the_command_that_fetches_is_fit_for_a_shell(address: str, command: str) -> None:
    """The address is what a stranger wrote, and may hold several certificates."""
    leaf = replace(LEAF, ca_issuers=(address,))
    proof = HEALTHY.serving(assessment(leaf, trusts=(gap(),))).proof("chain_incomplete")
    assert proof.endswith(f"offered at {address} ({command})")


@pytest.mark.parametrize(
    ("verdict", "needs"),
    [
        (
            trust(TrustReason.UNTRUSTED_ROOT, path=(), missing_issuer="CN=Private Root"),
            "CN=Private Root, which is neither sent nor trusted by mozilla",
        ),
        (trust(TrustReason.UNTRUSTED_ROOT, path=()), "a path to a root that mozilla trusts"),
        (trust(TrustReason.OTHER, path=()), "a path to a root that mozilla trusts"),
        (
            trust(TrustReason.MALFORMED, path=(), missing_issuer="CN=Issuing CA"),
            "certificates that can all be read",
        ),
    ],
)
def test_no_gap_is_claimed_where_a_store_has_no_path(verdict: TrustVerdict, needs: str) -> None:
    """tls_chain_complete is 0 there, though no finding of this step says so."""
    deployment = HEALTHY.serving(assessment(trusts=(verdict,)))
    assert deployment.codes() == ["certificate_untrusted"]
    rung = deployment.rung(Step.CHAIN)
    assert (rung.status, rung.summary) == (Status.NOT_CHECKED, f"needs {needs}")
    assert [one.needs for one in rung.unknown] == [needs]


def test_no_gap_is_claimed_where_one_of_two_stores_has_no_path() -> None:
    """Every store of the target has to have one."""
    trusts = (trust(), trust(TrustReason.UNTRUSTED_ROOT, store="corp", path=()))
    rung = HEALTHY.serving(assessment(trusts=trusts)).rung(Step.CHAIN)
    assert rung.summary == "needs a path to a root that corp trusts"


def test_no_gap_is_claimed_of_an_address_beside_one_that_has_none() -> None:
    """The summary says of which it is known."""
    trusts = (trust(TrustReason.UNTRUSTED_ROOT, path=()),)
    lost = replace(SITE, address="203.0.113.11", chain=assessment(trusts=trusts))
    rung = replace(HEALTHY, sites=(SITE, lost)).rung(Step.CHAIN)
    assert rung.status is Status.PARTLY_CHECKED
    assert rung.summary == (
        "2 certificates sent, no gap; not checked: "
        "203.0.113.11:443 needs a path to a root that mozilla trusts"
    )


def test_what_was_not_checked_is_no_fault_of_the_chain() -> None:
    """Neither a disorder nor a stranger is found, and the summary says what it would take."""
    verdict = replace(trust(TrustReason.OTHER, path=()), is_complete=None)
    unsure = assessment(trusts=(verdict,), is_ordered=None, includes_root=None, unrelated=None)
    deployment = HEALTHY.serving(unsure)
    rung = deployment.rung(Step.CHAIN)
    assert [one.kind.code for one in rung.findings] == []
    assert rung.summary.endswith("needs a chain that can be checked here to its end")


def test_no_gap_is_claimed_without_a_trust_store() -> None:
    """The owner chose so, and no place is unknown by it; the order of the chain still counts."""
    untidy = assessment(trusts=(), is_ordered=False)
    deployment = HEALTHY.with_policy(Policy(trust=())).serving(untidy)
    rung = deployment.rung(Step.CHAIN)
    assert (rung.status, rung.summary) == (Status.NOT_CHECKED, "needs a trust store")
    assert rung.unknown == ()
    assert deployment.codes() == ["chain_out_of_order"]


def test_no_gap_is_claimed_of_a_chain_that_no_store_has_judged() -> None:
    """Whatever the policy lists."""
    rung = HEALTHY.serving(assessment(trusts=())).rung(Step.CHAIN)
    assert (rung.status, rung.summary) == (Status.NOT_CHECKED, "needs a trust store")
    assert [str(one.place) for one in rung.unknown] == ["203.0.113.10:443"]


def test_a_complete_chain_that_is_refused_has_no_gap() -> None:
    """The step is about the way to the root, not about what is wrong on it."""
    rung = HEALTHY.serving(assessment(trusts=(trust(TrustReason.WEAK_SIGNATURE),))).rung(Step.CHAIN)
    assert (rung.status, rung.summary) == (Status.PASSED, "2 certificates sent, no gap")


def test_an_expired_intermediate_on_the_only_path_is_an_error_of_step_six() -> None:
    """The leaf is blameless."""
    refused = trust(TrustReason.EXPIRED, path=(LEAF, OLD, ROOT))
    deployment = HEALTHY.serving(assessment(LEAF, OLD, trusts=(refused,)))
    assert deployment.codes() == ["chain_certificate_expired"]
    assert deployment.proof("chain_certificate_expired") == "CN=Issuing CA ended 2026-05-31"


def test_an_expired_certificate_beside_a_good_path_is_a_warning() -> None:
    """Clients that build paths do not need it; the step passes."""
    old = certificate("CN=Cross", days=-1, age=900)
    deployment = HEALTHY.serving(assessment(LEAF, INTERMEDIATE, old, trusts=(trust(),)))
    assert deployment.codes() == ["chain_unused_certificate_expired"]
    assert deployment.rung(Step.CHAIN).status is Status.PASSED


def test_an_expired_certificate_counts_where_a_store_is_told_by_it() -> None:
    """Not on a path that a store accepts, and not beside one that it refuses for another reason."""
    accepted = trust(path=(LEAF, INTERMEDIATE, replace(ROOT, not_after=OLD.not_after)))
    assert HEALTHY.serving(assessment(trusts=(accepted,))).codes() == []
    refused = trust(TrustReason.WEAK_SIGNATURE)
    cross = certificate("CN=Cross", days=-1, age=900)
    deployment = HEALTHY.serving(assessment(LEAF, INTERMEDIATE, cross, trusts=(refused,)))
    assert deployment.codes() == ["certificate_untrusted"]


def test_an_intermediate_that_ends_first_is_a_warning() -> None:
    """It will break the chain before the leaf's own end."""
    soon = certificate("CN=Issuing CA", days=20, age=900)
    deployment = HEALTHY.serving(assessment(LEAF, soon))
    assert deployment.codes() == ["chain_expires_before_leaf"]
    assert deployment.proof("chain_expires_before_leaf") == (
        "CN=Issuing CA ends 2026-06-21 12:00 UTC, in 20.0 days of 920, the leaf 2026-07-31"
    )


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (3000, []),
        (61, []),
        (59, ["chain_expires_before_leaf"]),
        (29, ["chain_expires_before_leaf"]),
        (8, ["chain_expires_before_leaf"]),
        (6.9, ["chain_expiry_imminent"]),
        (0.5, ["chain_expiry_imminent"]),
    ],
)
@pytest.mark.parametrize(
    ("place", "remedy"),
    [(1, {"Take the CA's present intermediate"}), (2, {"Renew the root", "The certificate file"})],
    ids=["intermediate", "root"],
)
def test_the_end_of_everything_above_the_leaf_is_told_in_time(
    days: float, codes: list[str], place: int, remedy: set[str]
) -> None:
    """A warning, then an error; a root is renewed elsewhere than an intermediate."""
    path = [LEAF, INTERMEDIATE, ROOT]
    path[place] = certificate(path[place].subject, days=days, age=3000)
    findings = HEALTHY.serving(assessment(trusts=(trust(path=tuple(path)),))).judged().findings
    assert [finding.kind.code for finding in findings] == codes
    for finding in findings:
        assert finding.remedy.startswith(tuple(remedy))
        assert finding.evidence.startswith(f"{path[place].subject} ends ")
        assert ("an anchor of mozilla" in finding.evidence) == (place == 2)


def test_what_ends_soon_but_after_the_leaf_is_a_warning() -> None:
    """A leaf of a week is renewed many times; the root below which it stands is not."""
    leaf = certificate(days=5, age=1)
    root = certificate("CN=Root CA", days=20, age=3000)
    chain = assessment(leaf, trusts=(trust(path=(leaf, root)),))
    assert HEALTHY.serving(chain).proof("chain_expires_before_leaf") == (
        "CN=Root CA ends 2026-06-21 12:00 UTC, in 20.0 days of 3020, an anchor of mozilla"
    )


def test_a_path_that_nobody_trusts_ends_for_nobody() -> None:
    """It is refused already."""
    root = certificate("CN=Root CA", days=2, age=3000)
    refused = trust(TrustReason.WRONG_USAGE, path=(LEAF, root))
    assert HEALTHY.serving(assessment(trusts=(refused,))).codes() == ["certificate_untrusted"]


def test_two_stores_with_one_path_prove_it_once() -> None:
    """The same words are not joined to themselves."""
    soon = certificate("CN=Issuing CA", days=20, age=900)
    path = (LEAF, soon, ROOT)
    trusts = (trust(path=path), trust(store="corp", path=path))
    deployment = HEALTHY.serving(assessment(LEAF, soon, trusts=trusts))
    assert deployment.proof("chain_expires_before_leaf").count("CN=Issuing CA") == 1


def test_an_untidy_chain_is_described() -> None:
    """Order, strangers and the root are three findings, none of them an error."""
    chain = assessment(
        is_ordered=False, includes_root=True, unrelated=(certificate("CN=Stranger"),)
    )
    deployment = HEALTHY.serving(chain)
    assert deployment.codes() == [
        "chain_out_of_order",
        "chain_unrelated_certificate",
        "chain_root_included",
    ]
    assert deployment.judged().first_failing_step is None


@pytest.mark.parametrize(("days", "age"), [(10, "an older"), (90, "a newer")])
def test_a_renewal_that_was_appended_is_told_as_such(days: int, age: str) -> None:
    """What is for the same names belongs in the place of the other."""
    began = LEAF.not_before + timedelta(days=days - 60)
    edition = replace(certificate(days=days), serial="5", not_before=began)
    finding = HEALTHY.serving(assessment(LEAF, INTERMEDIATE, unrelated=(edition,))).finding(
        "chain_unrelated_certificate"
    )
    end = f"{edition.not_after:%Y-%m-%d}"
    assert finding.evidence == f"{LEAF.subject}, until {end}, is {age} one for the same names"
    assert finding.remedy.startswith("Put the newer certificate in the place of the older one")


def test_a_whole_bundle_of_authorities_is_not_listed() -> None:
    """It is for those who verify."""
    bundle = tuple(
        replace(certificate(f"CN=CA {number}"), is_ca=True, dns_names=()) for number in range(8)
    )
    deployment = HEALTHY.serving(assessment(unrelated=bundle))
    finding = deployment.finding("chain_unrelated_certificate")
    assert finding.evidence == "8 certificates, a whole bundle of CAs"
    assert finding.remedy.startswith("Let the certificate file hold the server's certificate")
    few = HEALTHY.serving(assessment(unrelated=bundle[:7])).finding("chain_unrelated_certificate")
    assert few.remedy.startswith("Remove it from the certificate file")


def test_a_root_that_has_ended_is_not_the_certificate_file_s_fault() -> None:
    """An intermediate is replaced in the file, a root in the trust stores."""
    root = replace(ROOT, not_after=OLD.not_after)
    dead_root = trust(TrustReason.EXPIRED, path=(LEAF, INTERMEDIATE, root))
    finding = HEALTHY.serving(assessment(trusts=(dead_root,))).finding("chain_certificate_expired")
    assert finding.evidence == "CN=Root CA ended 2026-05-31, an anchor of mozilla"
    assert finding.remedy.startswith("The certificate file is fine: renew the root")
    dead_issuer = trust(TrustReason.EXPIRED, path=(LEAF, OLD, ROOT))
    finding = HEALTHY.serving(assessment(trusts=(dead_issuer,))).finding(
        "chain_certificate_expired"
    )
    assert finding.remedy.startswith("Take the present intermediate from the CA")


def test_an_intermediate_of_the_right_name_with_the_wrong_key_is_told_so() -> None:
    """To append another one would not help where clients take the first of the name."""
    wrong = trust(
        TrustReason.INCOMPLETE_CHAIN,
        path=(),
        missing_issuer="CN=Issuing CA",
        cause=Cause.WRONG_INTERMEDIATE,
    )
    finding = HEALTHY.serving(assessment(trusts=(wrong,))).finding("chain_incomplete")
    assert finding.evidence == "mozilla: what was seen"
    assert finding.remedy.startswith("Put the CA's present intermediate of that name in the place")


def test_who_refuses_a_key_identifier_that_does_not_fit_is_named() -> None:
    """Browsers go by the signature, OpenSSL and GnuTLS by what the certificate says as well."""
    odd = replace(trust(), mislabelled=(LEAF,))
    deployment = HEALTHY.serving(assessment(trusts=(odd,)))
    assert deployment.codes() == ["chain_key_identifier_differs", "compatibility_client_shut_out"]
    assert deployment.proof("chain_key_identifier_differs") == (
        "CN=www.example.com names another key or certificate than that of CN=Issuing CA; "
        "OpenSSL (curl, Python, Node.js) and GnuTLS refuse that"
    )
    (verdicts,) = deployment.judged().clients.values()
    refused = {verdict.client for verdict in verdicts if verdict.support is Support.NO}
    assert {"OpenSSL 3.0", "OpenSSL 3.5", "GnuTLS 3.7", "Python", "Node.js 20"} <= refused
    assert not refused & {"Chrome", "Firefox", "Safari", "Go", "Java 21"}


@pytest.mark.parametrize(("beyond", "told"), [(0, []), (1, ["chain_too_large"])])
def test_more_certificates_than_openssl_takes_are_told(beyond: int, told: list[str]) -> None:
    """Each counts with the three octets of its length, as the whole list does: 102,400 are the most.

    Java and Firefox take less, and are shut out before.
    """
    leaf = replace(LEAF, der=bytes(102_400 - 3 - 3 - 3 - 1000 + beyond))
    deployment = HEALTHY.serving(assessment(leaf, replace(INTERMEDIATE, der=bytes(1000))))
    assert deployment.codes() == [*told, "compatibility_client_shut_out"]
    if told:
        assert deployment.proof("chain_too_large") == (
            "2 certificates of 100 KiB together, where OpenSSL takes 100; the largest is "
            "CN=www.example.com, 99 KiB"
        )
