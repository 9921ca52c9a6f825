"""Verdicts of trust stores: one fault at a time, and what is said of it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import chain
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.model.settings import Profile
from exporter.words.cause import Cause
from exporter.words.cross_signed_roots import CROSS_SIGNED_ROOTS
from exporter.words.reason import TrustReason
from exporter.x509.decode import certificate
from exporter.x509.trust_store import opened
from tests.unit.x509 import cases, elements
from tests.unit.x509.case import Case
from tests.unit.x509.cases_trusted import private_edwards_chain
from tests.unit.x509.cases_unfit import CLIENT_ONLY
from tests.unit.x509.conftest import Judge
from tests.unit.x509.pki import (
    KEY_IDENTIFIERS,
    NOW,
    OF_A_PUBLIC_CA,
    Issued,
    ca,
    leaf,
    new_key,
    rsa_key,
    weakly_signed,
)

ROOT = ca("Root")


@pytest.mark.parametrize("case_of", cases.ALL, ids=lambda case: case.__name__)
def test_verdict_on_each_case(judge: Judge, case_of: Callable[[], Case]) -> None:
    """Each chain of `cases` is trusted, or refused for the one fault it has."""
    case = case_of()
    verdict = judge(*case.sent, anchors=case.anchors, profile=case.profile)
    assert (verdict.failure.reason if verdict.failure else None) == case.reason
    assert verdict.is_complete == case.is_complete
    assert bool(verdict.path) == case.is_complete


def test_path_runs_from_leaf_to_anchor(judge: Judge) -> None:
    """[root] <- intermediate <- leaf: the path names all three, the root being the store's."""
    root = ca("Root")
    intermediate = ca("Intermediate", root)
    server = leaf(intermediate)
    verdict = judge(server, intermediate, anchors=(root,))
    assert verdict.path == tuple(certificate(one.der) for one in (server, intermediate, root))
    assert verdict.is_trusted
    assert verdict.missing_issuer == ""


def test_longest_lasting_path_is_the_best(judge: Judge) -> None:
    """[short-lived root] and [root] <- intermediate, cross-signed by both <- leaf."""
    ending, lasting = ca("Ending Root", end=5), ca("Lasting Root")
    key = new_key()
    by_ending, by_lasting = ca("CA", ending, key=key), ca("CA", lasting, key=key)
    verdict = judge(leaf(by_ending), by_ending, by_lasting, anchors=(ending, lasting))
    assert verdict.path[-1] == certificate(lasting.der)


def test_accepted_path_is_better_than_a_longer_lasting_one(judge: Judge) -> None:
    """[root] <- CA, for clients and, ending sooner, for all <- leaf: the second is the path."""
    root = ca("Root")
    for_all = ca("CA", root, end=90)
    for_clients = ca("CA", root, key=for_all.key, extra=(CLIENT_ONLY,))
    verdict = judge(leaf(for_all, end=100), for_clients, for_all, anchors=(root,))
    assert verdict.is_trusted
    assert verdict.path[1] == certificate(for_all.der)


def test_reason_is_about_the_best_path_when_none_is_accepted(judge: Judge) -> None:
    """[root] <- CA, expired a day and a year ago <- leaf: the later end is named."""
    root = ca("Root")
    lately = ca("CA", root, end=-1)
    long_ago = ca("CA", root, key=lately.key, end=-200)
    verdict = judge(leaf(lately), long_ago, lately, anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.detail == "CN=CA,O=Example Trust ended 2026-05-31 12:00 UTC"
    assert verdict.path[1] == certificate(lately.der)


def test_last_second_of_validity_is_valid(judge: Judge) -> None:
    """The last second, notAfter, belongs to the validity, to its end; the next does not."""
    root = ca("Root")
    server = leaf(root)
    end = certificate(server.der).not_after
    last = judge(server, anchors=(root,), now=end + timedelta(milliseconds=999))
    after = judge(server, anchors=(root,), now=end + timedelta(seconds=1))
    assert last.is_trusted
    assert after.failure is not None
    assert after.failure.reason is TrustReason.EXPIRED


def test_other_fault_is_named_before_the_date(judge: Judge) -> None:
    """[root] <- leaf for clients, expired too: renewing it alone would not help."""
    root = ca("Root")
    verdict = judge(leaf(root, end=-1, extra=(CLIENT_ONLY,)), anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.WRONG_USAGE


def test_missing_issuer_is_named(judge: Judge) -> None:
    """[root] <- (intermediate) <- leaf: the name to look for is the leaf's issuer."""
    root = ca("Root")
    verdict = judge(leaf(ca("Intermediate", root)), anchors=(root,))
    assert verdict.missing_issuer == "CN=Intermediate,O=Example Trust"
    assert verdict.path == ()


@pytest.mark.parametrize(
    ("sent", "anchors", "cause", "detail"),
    [
        (
            (leaf(ca("Home CA")),),
            (ca("Home CA"),),
            Cause.RENEWED_KEY,
            "CN=www.example.com: CN=Home CA,O=Example Trust, which issued it, has another key in store",
        ),
        (
            (leaf(ca("Home CA"), without=KEY_IDENTIFIERS),),
            (ca("Home CA", without=KEY_IDENTIFIERS),),
            Cause.RENEWED_KEY,
            "CN=www.example.com: its signature was not made with the key of CN=Home CA,O=Example Trust",
        ),
        (
            (leaf(ca("Issuing")), ca("Issuing", ROOT)),
            (ROOT,),
            Cause.WRONG_INTERMEDIATE,
            "CN=www.example.com: CN=Issuing,O=Example Trust, which issued it, is sent with another key",
        ),
        (
            (leaf(ca("(STAGING) CA")),),
            (ROOT,),
            Cause.STAGING,
            "CN=www.example.com: CN=(STAGING) CA,O=Example Trust, which issued it, is for tests",
        ),
        (
            (leaf(ca("CA")),),
            (ROOT,),
            None,
            "CN=www.example.com: CN=CA,O=Example Trust, which issued it, is not sent",
        ),
    ],
    ids=["renewed", "renewed, told by no identifier", "wrong intermediate", "staging", "gap"],
)
def test_what_lies_behind_a_dead_end_is_told(
    judge: Judge,
    sent: tuple[Issued, ...],
    anchors: tuple[Issued, ...],
    cause: Cause | None,
    detail: str,
) -> None:
    """As each has its own remedy."""
    failure = judge(*sent, anchors=anchors, profile=Profile.PRIVATE).failure
    assert failure is not None
    assert (failure.cause, failure.detail) == (cause, detail)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("root", ["Root YR", "Root YE"])
def test_a_root_that_an_anchor_has_signed_is_a_gap(
    judge: Judge, profile: Profile, root: str
) -> None:
    """[ISRG Root X1] <- (Root YR) <- YR1 <- leaf: a store of one root, and a leaf without timestamps."""
    made = elements.ca(of_us("Internet Security Research Group", "ISRG Root X1"))
    anchor = Issued(der=made.der, name=ROOT.name, key=ROOT.key)
    issuing = elements.ca(of_us("Let's Encrypt", "Y1"), elements.ca(of_us("ISRG", root)))
    verdict = judge(elements.leaf(issuing).der, issuing.der, anchors=(anchor,), profile=profile)
    assert verdict.failure is not None
    assert (verdict.failure.reason, verdict.failure.cause) == (
        TrustReason.INCOMPLETE_CHAIN,
        Cause.CROSS_SIGNED_ROOT,
    )
    assert verdict.failure.detail == (
        f"CN=Y1,O=Let's Encrypt,C=US: CN={root},O=ISRG,C=US, which issued it, is not sent as "
        "CN=ISRG Root X1,O=Internet Security Research Group,C=US has signed it"
    )
    other = judge(elements.leaf(issuing).der, issuing.der, anchors=(ROOT,), profile=profile)
    assert other.failure is not None
    assert other.failure.reason is TrustReason.UNTRUSTED_ROOT


def of_us(organization: str, common_name: str) -> bytes:
    """A name as American CAs have it."""
    return elements.dn(("C", "US"), ("O", organization), ("CN", common_name))


def test_names_of_cross_signed_roots_are_as_certificates_have_them() -> None:
    """All of those that Mozilla's bundle has, which are most."""
    known, _ = opened(Path(certifi.where()).read_bytes())
    named = {*CROSS_SIGNED_ROOTS, *chain.from_iterable(CROSS_SIGNED_ROOTS.values())}
    assert named - {one.facts.subject for one in known} <= {
        "CN=AAA Certificate Services,O=Comodo CA Limited,L=Salford,ST=Greater Manchester,C=GB",
        "CN=DST Root CA X3,O=Digital Signature Trust Co.",
        "CN=GlobalSign Root CA,OU=Root CA,O=GlobalSign nv-sa,C=BE",
        "CN=Root YE,O=ISRG,C=US",
        "CN=Root YR,O=ISRG,C=US",
        "OU=Go Daddy Class 2 Certification Authority,O=The Go Daddy Group\\, Inc.,C=US",
        "OU=Starfield Class 2 Certification Authority,O=Starfield Technologies\\, Inc.,C=US",
    }


def test_self_signed_leaf_misses_no_issuer(judge: Judge) -> None:
    """A leaf that signed itself has its issuer with it."""
    assert judge(leaf(), anchors=(ca("Root"),)).missing_issuer == ""


def test_issuer_without_a_name_is_called_so(judge: Judge) -> None:
    """A leaf whose issuer is the empty name still has its missing issuer told."""
    nobody = Issued(der=b"", name=x509.Name([]), key=new_key())
    verdict = judge(leaf(nobody), anchors=(ca("Root"),))
    assert verdict.missing_issuer == "an issuer without a name"


def test_nameless_certificate_is_told_by_its_serial_number(judge: Judge) -> None:
    """[root] <- leaf without a subject, expired: the detail has something to find it by."""
    root = ca("Root")
    server = leaf(root, common_name="", end=-1)
    verdict = judge(server, anchors=(root,))
    assert verdict.failure is not None
    assert f"the certificate {server.parsed.serial_number:x} ended" in verdict.failure.detail


def test_gap_is_reported_rather_than_an_unknown_root(judge: Judge) -> None:
    """Unknown root <- CA, cross-signed by (upper) <- leaf; [upper's root]: filling the gap helps."""
    root, unknown = ca("Root"), ca("Unknown Root")
    issuer = ca("CA", unknown)
    crossed = ca("CA", ca("Upper", root), key=issuer.key)
    server = leaf(issuer, extra=(OF_A_PUBLIC_CA,))
    verdict = judge(server, issuer, unknown, crossed, anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.INCOMPLETE_CHAIN
    assert verdict.missing_issuer == "CN=Upper,O=Example Trust"


def test_undecodable_certificate_may_be_what_is_missing(judge: Judge) -> None:
    """[root] <- (intermediate) <- leaf, with junk sent in its place."""
    root = ca("Root")
    verdict = judge(leaf(ca("Intermediate", root)), b"junk", anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.MALFORMED
    assert verdict.missing_issuer == "CN=Intermediate,O=Example Trust"


def test_undecodable_certificate_does_not_hide_an_unknown_root(judge: Judge) -> None:
    """Unknown root <- leaf, with junk sent as well."""
    unknown = ca("Unknown Root")
    verdict = judge(leaf(unknown), unknown, b"junk", anchors=(ca("Root"),))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.UNTRUSTED_ROOT


def test_undecodable_stranger_does_no_harm(judge: Judge) -> None:
    """[root] <- leaf, with junk sent as well."""
    root = ca("Root")
    assert judge(leaf(root), b"junk", anchors=(root,)).is_trusted


def test_unverifiable_signature_is_not_called_forged(judge: Judge) -> None:
    """[root] <- leaf, signed with an algorithm that nobody knows."""
    root = ca("Root")
    ecdsa_with_sha256, unknown = (
        bytes.fromhex("2a8648ce3d040302"),
        bytes.fromhex("2a8648ce3d04037f"),
    )
    verdict = judge(leaf(root).der.replace(ecdsa_with_sha256, unknown), anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.OTHER
    assert "1.2.840.10045.4.3.127, cannot be verified" in verdict.failure.detail


def test_unverifiable_weak_signature_is_called_weak(judge: Judge) -> None:
    """[root] <- leaf, signed over MD2, which no library verifies any more."""
    root = ca("Root", key=rsa_key())
    over_md5 = weakly_signed(leaf(root), "md5", issuer=root).der
    over_md2 = over_md5.replace(
        bytes.fromhex("2a864886f70d010104"), bytes.fromhex("2a864886f70d010102")
    )
    verdict = judge(over_md2, anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.WEAK_SIGNATURE


def test_issuer_with_an_undecodable_key_is_malformed(judge: Judge) -> None:
    """[root] <- intermediate whose key is no point of its curve <- leaf."""
    root = ca("Root")
    intermediate = ca("Intermediate", root)
    coordinates = intermediate.key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )[-64:]
    verdict = judge(
        leaf(intermediate), intermediate.der.replace(coordinates, bytes(64)), anchors=(root,)
    )
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.MALFORMED
    assert verdict.failure.detail.endswith(
        "the key of CN=Intermediate,O=Example Trust cannot be decoded"
    )


def test_harmless_defect_of_an_anchor_is_not_blamed(judge: Judge) -> None:
    """[root with a broken policy extension] <- leaf: some roots have worse, and are trusted."""
    broken = x509.UnrecognizedExtension(x509.CertificatePolicies.oid, b"broken")
    root = ca("Root", extra=(broken,))
    assert judge(leaf(root), anchors=(root,)).is_trusted


def test_any_usage_serves_privately_only(judge: Judge) -> None:
    """[root] <- leaf with anyExtendedKeyUsage: the web wants server authentication by name."""
    root = ca("Root")
    anything = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
    server = leaf(root, extra=(anything,))
    assert not judge(server, anchors=(root,)).is_trusted
    assert judge(server, anchors=(root,), profile=Profile.PRIVATE).is_trusted


def test_self_issued_authority_is_free_of_name_constraints(judge: Judge) -> None:
    """[root for example.com] <- root's next key, itself named otherwise <- leaf in example.com."""
    only_example = x509.NameConstraints(
        permitted_subtrees=[x509.DNSName("example.com")], excluded_subtrees=None
    )
    root = ca("Root", extra=(only_example,))
    elsewhere = x509.SubjectAlternativeName([x509.DNSName("ca.example.org")])
    successor = ca("Root", root, extra=(elsewhere,))
    assert judge(leaf(successor), successor, anchors=(root,)).is_trusted


def test_constraints_on_other_names_touch_no_host(judge: Judge) -> None:
    """[root for a mail domain] <- leaf: a rule on mail addresses does not touch a host name."""
    mail_only = x509.NameConstraints(
        permitted_subtrees=[x509.RFC822Name("example.org")], excluded_subtrees=None
    )
    root = ca("Root", extra=(mail_only,))
    assert judge(leaf(root), anchors=(root,)).is_trusted


def test_unprocessed_extension_counts_privately(judge: Judge) -> None:
    """[root with an Ed25519 key] <- leaf with an unknown critical extension; private."""
    case = private_edwards_chain()
    (root,) = case.anchors
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    server = leaf(root, extra=(unknown,))
    assert not judge(server, anchors=(root,), profile=Profile.PRIVATE).is_trusted


@pytest.mark.parametrize("days", [-40, 100])
def test_dates_count_privately(judge: Judge, days: int) -> None:
    """[root with an Ed25519 key] <- intermediate <- leaf, before and after its time; private."""
    case = private_edwards_chain()
    verdict = judge(
        *case.sent,
        anchors=case.anchors,
        profile=Profile.PRIVATE,
        now=NOW + timedelta(days=days),
    )
    assert verdict.failure is not None
    assert verdict.failure.reason in {TrustReason.EXPIRED, TrustReason.NOT_YET_VALID}
