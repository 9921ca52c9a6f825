"""What a CA says of a certificate counts where it is signed, in time, and about it: else it proves nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from exporter.model.attestation import Attestation
from exporter.model.evidence import Enclosure
from exporter.model.inquiry import Fetching
from exporter.model.place import Document
from exporter.model.target import Fetch
from exporter.words.document_kind import DocumentKind
from exporter.words.revocation_source import RevocationSource
from exporter.x509.decode import decoded
from exporter.x509.revocation_answer import Known, Useless, signed_part
from exporter.x509.revocation_list import RevocationLists
from exporter.x509.signature import Budget
from exporter.x509.to_be_signed import Signature
from tests.unit.x509.elements import bits, octets, oid, seq, tlv
from tests.unit.x509.pki import NOW, Issued, ca, leaf, store_of
from tests.unit.x509.test_appraiser import appraiser

RESPONDER, LIST = "http://ca.example/ocsp", "http://ca.example/ca.crl"
DAY = timedelta(days=1)
BOTH = Fetch(ocsp=True, crl=True)


def extensions(*lists: str) -> tuple[x509.ExtensionType, ...]:
    """Where the CA answers, and where its lists are."""
    responder = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(RESPONDER)
    )
    points = [
        x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
        for url in lists
    ]
    return x509.AuthorityInformationAccess([responder]), x509.CRLDistributionPoints(points)


ROOT = ca("Root")
CA = ca("Issuing CA", ROOT)
SERVER = leaf(CA, extra=extensions(LIST))
OTHER = leaf(CA)
STRANGER = ca("Issuing CA", ca("Another Root"))


def attested(
    *sent: Issued, staple: bytes = b"", documents: dict[Fetching, bytes] | None = None
) -> Attestation:
    """What is known of the chain."""
    judge, chain, trust = appraiser(store_of(ROOT)), tuple(one.der for one in sent), ("store",)
    appraisal = judge.appraise(chain, server_name="www.example.com", trust=trust, now=NOW)
    known = judge.attest(
        chain,
        appraisal,
        documents or {},
        enclosed=Enclosure(staple=staple),
        fetch=BOTH,
        now=NOW,
    )
    assert known is not None
    return known


def question() -> Fetching:
    """What the responder is asked about the server's certificate."""
    return next(one for one in attested(SERVER, CA).named if one.kind is DocumentKind.OCSP)


LIST_OF_SERVER = Fetching(Document(url=LIST), DocumentKind.CRL)


def stapled(answer: bytes) -> str:
    """What a stapled answer comes to."""
    return told(attested(SERVER, CA, staple=answer), RevocationSource.STAPLE)


def listed(document: bytes, server: Issued = SERVER) -> str:
    """What a list comes to."""
    return told(attested(server, CA, documents={LIST_OF_SERVER: document}), RevocationSource.CRL)


def told(known: Attestation, source: RevocationSource) -> str:
    """The one answer, in words."""
    for one in known.revocations:
        assert one.source is source
        return f"revoked {one.revoked_at:%Y-%m-%d} {one.reason}" if one.revoked_at else "good"
    (useless,) = known.useless
    return useless.fault


def answer(
    about: Issued = SERVER,
    *,
    issuer: Issued = CA,
    signer: Issued | None = None,
    revoked: bool = False,
    begin: datetime = NOW - DAY,
    end: datetime | None = NOW + DAY,
    status: ocsp.OCSPCertStatus | None = None,
    sent: tuple[Issued, ...] = (),
) -> bytes:
    """An OCSP response, by the issuer unless somebody else signs it."""
    signer = signer or issuer
    good = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=about.parsed,
            issuer=issuer.parsed,
            algorithm=hashes.SHA1(),  # noqa: S303 - identifies, as everywhere
            cert_status=status or good,
            this_update=begin,
            next_update=end,
            revocation_time=NOW - 2 * DAY if revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.parsed)
    )
    if sent:
        builder = builder.certificates([one.parsed for one in sent])
    assert isinstance(signer.key, ec.EllipticCurvePrivateKey)
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def revocation_list(
    *revoked: Issued,
    signer: Issued = CA,
    key: Issued | None = None,
    begin: datetime = NOW - DAY,
    end: datetime = NOW + DAY,
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    of_entries: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> bytes:
    """A list of the CA."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signer.name)
        .last_update(begin)
        .next_update(end)
    )
    for one in revoked:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(one.parsed.serial_number)
            .revocation_date(NOW - 2 * DAY)
            .add_extension(x509.CRLReason(x509.ReasonFlags.superseded), critical=False)
        )
        for extension, critical in of_entries:
            entry = entry.add_extension(extension, critical=critical)
        builder = builder.add_revoked_certificate(entry.build())
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    maker = (key or signer).key
    assert isinstance(maker, ec.EllipticCurvePrivateKey)
    return builder.sign(maker, hashes.SHA256()).public_bytes(Encoding.DER)


def scope(**chosen: object) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    """The extension that says what a list is of."""
    usual: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return ((x509.IssuingDistributionPoint(**(usual | chosen)), True),)  # type: ignore[arg-type]  # by name


def at(url: str) -> list[x509.GeneralName]:
    """The name of a partition."""
    return [x509.UniformResourceIdentifier(url)]


def delegate(
    issuer: Issued = CA,
    *,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.OCSP_SIGNING,
    end: int = 60,
) -> Issued:
    """Who answers for the CA."""
    return leaf(issuer, end=end, extra=(x509.ExtendedKeyUsage([purpose]),))


def test_an_answer_by_the_ca_counts() -> None:
    """Good, or revoked with time and reason; up to its end, an hour at most for the judgement."""
    assert stapled(answer()) == "good"
    assert stapled(answer(revoked=True)) == "revoked 2026-05-30 keyCompromise"
    soon = attested(SERVER, CA, staple=answer(end=NOW + timedelta(minutes=5)))
    assert soon.until == NOW + timedelta(minutes=5)


def test_an_answer_by_whom_the_ca_lets_answer_counts() -> None:
    """With a certificate for that, which holds."""
    helper = delegate()
    assert stapled(answer(signer=helper, sent=(helper,))) == "good"


UNSIGNED = "it is not signed by the CA, or by whom it lets answer"


@pytest.mark.parametrize(
    ("staple", "fault"),
    [
        (answer(signer=OTHER), UNSIGNED),
        (answer(signer=STRANGER), UNSIGNED),
        (answer(signer=OTHER, sent=(OTHER,)), UNSIGNED),
        *(
            (answer(signer=one, sent=(one,)), UNSIGNED)
            for one in (
                delegate(purpose=ExtendedKeyUsageOID.SERVER_AUTH),
                delegate(end=-1),
                delegate(STRANGER),
            )
        ),
        (answer(end=NOW - timedelta(hours=1)), "it ended 2026-06-01 11:00 UTC"),
        (answer(begin=NOW + DAY, end=NOW + 2 * DAY), "it begins 2026-06-02 12:00 UTC"),
        (
            answer(end=None, begin=datetime(9999, 12, 31, 12, tzinfo=UTC)),
            "it begins 9999-12-31 12:00 UTC",
        ),
        (answer(end=None, begin=NOW - 2 * DAY), "it ended 2026-05-31 12:00 UTC"),
        (
            answer(OTHER),
            "it is not about the certificate with the serial ",
        ),
        (answer(status=ocsp.OCSPCertStatus.UNKNOWN), "the responder does not know the certificate"),
        (
            ocsp.OCSPResponseBuilder.build_unsuccessful(
                ocsp.OCSPResponseStatus.TRY_LATER
            ).public_bytes(Encoding.DER),
            "the responder says try_later",
        ),
    ],
    ids=count(),
)
def test_an_answer_that_proves_nothing_says_why(staple: bytes, fault: str) -> None:
    """Wrong signature, time, certificate; none of it is a revocation or its absence."""
    assert stapled(staple).removesuffix(f"{SERVER.parsed.serial_number:x}") == fault


@pytest.mark.parametrize(
    "junk",
    [b"0", b"\x00" * 100, b"<html>", answer()[:-20], answer()[5:]],
    ids=["one byte", "zeros", "a page", "cut off", "without its start"],
)
def test_junk_cannot_be_read(junk: bytes) -> None:
    """And does no harm."""
    assert stapled(junk) == "it cannot be read"
    assert listed(junk).startswith("it cannot be read")


def resigned(signed: bytes) -> tuple[bytes, bytes]:
    """The algorithm, and a signature of the CA, over bytes that no library makes."""
    assert isinstance(CA.key, ec.EllipticCurvePrivateKey)
    return seq(oid("1.2.840.10045.4.3.2")), bits(CA.key.sign(signed, ec.ECDSA(hashes.SHA256())))


def test_what_libraries_refuse_cannot_be_read() -> None:
    """Though the CA signed it, and whatever they raise: it is no defect of ours."""
    filler = x509.ObjectIdentifier("1.2.3"), x509.ObjectIdentifier("1.2.4")
    extra = tuple((x509.UnrecognizedExtension(one, b"\5\0"), False) for one in filler)
    made = x509.load_der_x509_crl(revocation_list(extra=extra)).tbs_certlist_bytes
    twice = made.replace(b"\x06\x02\x2a\x04", b"\x06\x02\x2a\x03")
    assert listed(seq(twice, *resigned(twice))) == "it cannot be read"
    said = ocsp.load_der_ocsp_response(answer()).tbs_response_bytes
    strange = said.replace(b"\x2b\x0e\x03\x02\x1a", b"\x2b\x0e\x03\x02\x7f")
    whole = seq(oid("1.3.6.1.5.5.7.48.1.1"), octets(seq(strange, *resigned(strange))))
    told_by_nobody = seq(tlv(0x0A, b"\0"), tlv(0xA0, whole))
    assert stapled(told_by_nobody) == "it cannot be read"


def test_a_list_of_the_ca_counts() -> None:
    """As DER and as PEM."""
    assert listed(revocation_list()) == "good"
    assert listed(revocation_list(OTHER)) == "good"
    assert listed(revocation_list(OTHER, SERVER)) == "revoked 2026-05-30 superseded"
    pem = x509.load_der_x509_crl(revocation_list(SERVER)).public_bytes(Encoding.PEM)
    assert listed(pem) == "revoked 2026-05-30 superseded"
    mine = scope(full_name=at(LIST), only_contains_user_certs=True)
    assert listed(revocation_list(SERVER, extra=mine)) == "revoked 2026-05-30 superseded"


SOME = x509.ReasonFlags.key_compromise
PART = x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, "2")])


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (revocation_list(key=OTHER), "its signature was not made with the key of the CA"),
        (
            revocation_list(signer=ROOT),
            "it is the list of another CA: indirect lists are not read",
        ),
        (revocation_list(begin=NOW - 2 * DAY, end=NOW - DAY), "it ended 2026-05-31 12:00 UTC"),
        (revocation_list(begin=NOW + DAY, end=NOW + 2 * DAY), "it begins 2026-06-02 12:00 UTC"),
        (
            revocation_list(SERVER, extra=((x509.DeltaCRLIndicator(1), True),)),
            "it is a delta list, which counts beside its base alone: delta lists are not read",
        ),
        (
            revocation_list(extra=scope(indirect_crl=True)),
            "it is an indirect list: those are not read",
        ),
        (
            revocation_list(extra=scope(full_name=at("http://ca.example/2.crl"))),
            "it is of another partition than the certificate names",
        ),
        (
            revocation_list(extra=scope(only_contains_ca_certs=True)),
            "it is for certificates of CAs alone",
        ),
        (
            revocation_list(extra=scope(only_contains_attribute_certs=True)),
            "it is for attribute certificates alone",
        ),
        (
            revocation_list(extra=scope(only_some_reasons=frozenset({SOME}))),
            "it has revocations for some reasons alone",
        ),
        (
            revocation_list(
                extra=(
                    (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True),
                )
            ),
            "it has a critical extension that is not read, 1.2.3",
        ),
        (
            revocation_list(
                extra=(
                    *scope(only_contains_user_certs=True),
                    (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True),
                )
            ),
            "it has a critical extension that is not read, 1.2.3",
        ),
        (
            revocation_list(
                extra=(
                    *scope(only_contains_user_certs=True),
                    (x509.DeltaCRLIndicator(1), True),
                )
            ),
            "it is a delta list, which counts beside its base alone: delta lists are not read",
        ),
        (
            revocation_list(extra=scope(relative_name=PART)),
            "it names its partition by a part of a name: that is not read",
        ),
    ],
    ids=count(),
)
def test_a_list_that_proves_nothing_says_why(document: bytes, fault: str) -> None:
    """Partitioned, delta and indirect lists are told as such."""
    assert listed(document) == fault


@pytest.mark.parametrize(
    ("extension", "number"),
    [
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), "1.2.3"),
        (x509.CertificateIssuer([x509.DirectoryName(OTHER.name)]), "2.5.29.29"),
    ],
    ids=["unknown", "of another CA"],
)
def test_an_entry_with_a_critical_extension_nobody_reads_revokes_nothing(
    extension: x509.ExtensionType, number: str
) -> None:
    """It may be about another certificate (RFC 5280, section 5.3)."""
    entry = revocation_list(SERVER, of_entries=((extension, True),))
    assert listed(entry) == f"its entry has a critical extension that is not read, {number}"


def test_the_date_from_which_a_key_was_lost_may_be_critical() -> None:
    """It changes nothing of the entry."""
    since = ((x509.InvalidityDate(NOW.replace(tzinfo=None) - 3 * DAY), True),)
    assert listed(revocation_list(SERVER, of_entries=since)) == "revoked 2026-05-30 superseded"


def test_a_list_tells_of_a_negative_serial() -> None:
    """As of any other (one that is revoked: tests/real/test_pkits.py)."""
    server = decoded(SERVER.der)
    negative = replace(server, facts=replace(server.facts, serial="-80"))
    answer = RevocationLists().answer(
        revocation_list(SERVER), negative, decoded(CA.der), NOW, Budget()
    )
    assert isinstance(answer, Known)
    assert answer.revoked_at is None


def test_a_list_for_some_reasons_revokes_all_the_same() -> None:
    """What stands there is revoked."""
    some = scope(only_some_reasons=frozenset({SOME}))
    assert listed(revocation_list(SERVER, extra=some)) == "revoked 2026-05-30 superseded"


def test_every_certificate_of_the_path_is_asked_about_but_the_anchor() -> None:
    """At its own responder, by its own number."""
    middle = ca("Issuing CA", ROOT, extra=extensions())
    known = attested(leaf(middle, extra=extensions(LIST, "ldap://ca.example")), middle)
    assert [(one.place.url, one.kind) for one in known.named] == [
        (RESPONDER, DocumentKind.OCSP),
        (LIST, DocumentKind.CRL),
        (RESPONDER, DocumentKind.OCSP),
    ]
    numbers = {
        ocsp.load_der_ocsp_request(one.question).serial_number
        for one in known.named
        if one.kind is DocumentKind.OCSP
    }
    assert len(numbers) == 2


def test_each_source_says_its_own() -> None:
    """A good staple does not hide that the responder has changed its mind."""
    known = attested(
        SERVER,
        CA,
        staple=answer(),
        documents={question(): answer(revoked=True), LIST_OF_SERVER: revocation_list()},
    )
    assert [(one.source, one.is_revoked) for one in known.revocations] == [
        (RevocationSource.STAPLE, False),
        (RevocationSource.OCSP, True),
        (RevocationSource.CRL, False),
    ]


def test_nobody_is_asked_about_a_chain_that_leads_nowhere() -> None:
    """Without its issuer, no question can be put, and no answer be verified."""
    known = attested(SERVER, staple=answer())
    assert [one.kind for one in known.named] == []
    assert known.revocations == ()


def test_a_list_is_opened_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is opened is kept up to a number of bytes, that which was not asked for longest goes first."""
    opened: list[bytes] = []

    def noted(encoded: bytes) -> tuple[bytes, Signature]:
        opened.append(encoded)
        return signed_part(encoded)

    monkeypatch.setattr("exporter.x509.revocation_list.signed_part", noted)
    issuer, first, second = decoded(CA.der), revocation_list(SERVER), revocation_list(OTHER)
    lists = RevocationLists(most=3 * len(first))

    def is_revoked(one: Issued, document: bytes) -> bool:
        answer = lists.answer(document, decoded(one.der), issuer, NOW, Budget())
        assert isinstance(answer, Known)
        return answer.revoked_at is not None

    assert [is_revoked(one, first) for one in (SERVER, OTHER, SERVER)] == [True, False, True]
    assert opened == [first]
    assert [is_revoked(one, second) for one in (SERVER, OTHER)] == [False, True]
    assert is_revoked(SERVER, first)
    assert opened == [first, second, first]


def test_a_list_without_a_good_signature_is_not_kept() -> None:
    """Where there was no more time to verify it, it is verified when it is asked for again."""
    issuer, server = decoded(CA.der), decoded(SERVER.der)
    lists, document, spent = RevocationLists(), revocation_list(), Budget()
    while spent.affords(issuer.key):
        pass
    assert isinstance(lists.answer(document, server, issuer, NOW, spent), Useless)
    assert isinstance(lists.answer(document, server, issuer, NOW, Budget()), Known)


def test_a_list_that_is_kept_counts_for_its_ca_alone() -> None:
    """Another CA of the name has another key, and a CA of another name another list."""
    lists, document, server = RevocationLists(), revocation_list(), decoded(SERVER.der)
    assert isinstance(lists.answer(document, server, decoded(CA.der), NOW, Budget()), Known)
    for issuer in (STRANGER, ROOT):
        answer = lists.answer(document, server, decoded(issuer.der), NOW, Budget())
        assert answer == Useless("its signature was not made with the key of the CA")
    below_the_root = decoded(leaf(ROOT).der)
    answer = lists.answer(document, below_the_root, decoded(ROOT.der), NOW, Budget())
    assert answer == Useless("it is the list of another CA: indirect lists are not read")
