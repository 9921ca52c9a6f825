"""A client trusts what the target's stores trust, less what it lacks itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.client import Client, Demand, Distrust, MissingIntermediates, Root
from exporter.guide.clients.trust import common_name, is_for_nobody, trust
from exporter.model.attestation import Attestation, Completion, Revocation, UselessAnswer
from exporter.model.certificate import Astray, Certificate, TrustVerdict, Untrusted
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.issuer_choice import IssuerChoice
from exporter.words.lenient_match import LenientMatch
from exporter.words.oddity import Oddity
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import TrustReason
from exporter.words.revocation_source import RevocationSource
from exporter.words.signature_scheme import SignatureScheme
from tests.deployments import CHAIN, LEAF, NOW, ROOT, certificate, keyed
from tests.deployments import trust as verdict_of

YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
CLIENT = Client(
    name="Browser 1",
    stands_for="tests",
    is_mainstream=True,
    protocols=(Protocol.TLS1_3,),
    suites=(CipherSuite.TLS_AES_128_GCM_SHA256,),
    groups=(Group.x25519,),
    signature_schemes=(),
    missing_intermediates=MissingIntermediates.FAILS,
    sources=("a test",),
)
OWN_ROOT = Root(name="Root CA", fingerprint_sha256=ROOT.fingerprint_sha256)


def test_a_trusted_chain_is_trusted() -> None:
    """Nothing is lacking."""
    assert trust(CLIENT, CHAIN).support is YES


def test_a_root_that_came_later_is_named() -> None:
    """The reason says which."""
    client = replace(CLIENT, lacking_roots=(OWN_ROOT,))
    opinion = trust(client, CHAIN)
    assert (opinion.support, opinion.obstacle) == (NO, "has no Root CA")


def test_a_root_that_is_sent_cross_signed_may_hang_on_an_older_one() -> None:
    """Which the client may have, though no store of ours does."""
    cross = replace(ROOT, issuer="CN=Older Root", is_self_signed=False)
    chain = replace(CHAIN, certificates=(*CHAIN.certificates, cross))
    client = replace(CLIENT, lacking_roots=(OWN_ROOT,))
    opinion = trust(client, chain)
    assert opinion.support is UNKNOWN
    assert opinion.obstacle == "has no Root CA, but perhaps the root that signed it"


def test_another_path_to_a_root_that_it_has_will_do() -> None:
    """Cross-signed chains have several ends."""
    older = certificate("CN=Older Root,O=CA")
    verdict = verdict_of(anchors=(ROOT, older))
    chain = replace(CHAIN, trust=(verdict,))
    client = replace(CLIENT, lacking_roots=(OWN_ROOT,))
    assert trust(client, chain).support is YES


def test_a_root_may_be_trusted_for_older_certificates_only() -> None:
    """The date is that of the leaf's notBefore."""
    before, after = (LEAF.not_before + timedelta(days=days) for days in (-1, 1))
    late = replace(CLIENT, distrusts=(Distrust(roots=(OWN_ROOT,), after=before),))
    opinion = trust(late, CHAIN)
    assert opinion.obstacle == "trusts Root CA for older certificates only"
    early = replace(CLIENT, distrusts=(Distrust(roots=(OWN_ROOT,), after=after),))
    assert trust(early, CHAIN).support is YES


def test_public_certificates_may_live_too_long() -> None:
    """The rule is about public CAs alone."""
    strict = replace(CLIENT, longest_lifetime=10)
    assert trust(strict, CHAIN).obstacle == "takes no certificate for more than 10 days"
    private = replace(CHAIN, trust=(verdict_of(store="corp"),))
    assert trust(strict, private).support is YES


@pytest.mark.parametrize(
    ("behaviour", "is_named", "support"),
    [
        (MissingIntermediates.FAILS, True, NO),
        (MissingIntermediates.FETCHES, True, UNKNOWN),
        (MissingIntermediates.FETCHES, False, NO),
        (MissingIntermediates.KNOWS, True, UNKNOWN),
    ],
)
def test_a_gap_in_the_chain_is_filled_by_some(
    behaviour: MissingIntermediates, *, is_named: bool, support: Support
) -> None:
    """Whether the address works, or the intermediate is known, is not."""
    leaf = replace(LEAF, ca_issuers=("http://ca.example/i.crt",) if is_named else ())
    gap = verdict_of(TrustReason.INCOMPLETE_CHAIN)
    chain = replace(CHAIN, certificates=(leaf,), trust=(gap,))
    client = replace(CLIENT, missing_intermediates=behaviour)
    assert trust(client, chain).support is support
    assert not is_for_nobody(chain)


def test_what_no_store_trusts_no_client_does() -> None:
    """Nor does one accept a certificate for another name."""
    expired = replace(CHAIN, trust=(verdict_of(TrustReason.EXPIRED),))
    assert trust(CLIENT, expired).obstacle == "the certificate is not trusted: expired"
    misnamed = replace(CHAIN, matches_host=False)
    assert trust(CLIENT, misnamed).obstacle == "the certificate is for another name"
    assert is_for_nobody(expired)
    assert is_for_nobody(misnamed)


def test_without_a_trust_store_nothing_is_known() -> None:
    """`trust: []` asks for no verdict."""
    assert trust(CLIENT, replace(CHAIN, trust=())).support is UNKNOWN


def test_the_gravest_store_decides() -> None:
    """All stores of a target must accept the chain."""
    refusal = verdict_of(TrustReason.UNTRUSTED_ROOT, store="corp")
    chain = replace(CHAIN, trust=(verdict_of(), refusal))
    assert trust(CLIENT, chain).support is NO


def test_a_root_without_a_common_name_has_its_whole_name() -> None:
    """Some old roots have an organizational unit only."""
    certificate = replace(ROOT, subject="OU=Class 3,O=Old CA")
    assert common_name(certificate) == "OU=Class 3,O=Old CA"


def test_a_client_takes_so_many_certificates_and_no_more() -> None:
    """Those that are sent, superfluous ones too, and those on the path below the root."""
    long = replace(CHAIN, certificates=(LEAF, *(ROOT,) * 10))
    opinion = trust(replace(CLIENT, most_certificates=10), long)
    assert (opinion.support, opinion.obstacle) == (NO, "takes no more than 10 certificates")
    assert trust(replace(CLIENT, most_certificates=11), long).support is YES
    path = replace(verdict_of(), path=(LEAF, *(ROOT,) * 7, ROOT))
    deep = replace(CHAIN, trust=(path,))
    opinion = trust(replace(CLIENT, most_intermediates=6), deep)
    assert opinion.obstacle == "takes no more than 6 intermediate certificates"
    assert trust(replace(CLIENT, most_intermediates=7), deep).support is YES


@pytest.mark.parametrize(
    ("smallest", "store", "support", "obstacle"),
    [
        (2048, "corp", NO, "takes no RSA key below 2048 bits"),
        (1024, "corp", UNKNOWN, "the trust store does not take the certificate, other; it may"),
        (1024, "mozilla", NO, "the certificate is not trusted: other"),
    ],
)
def test_a_limit_of_the_client_comes_before_that_of_the_store(
    smallest: int, store: str, support: Support, obstacle: str
) -> None:
    """What a private trust store refuses for its size, an old client may take."""
    small = keyed(LEAF, "RSA 1024")
    refusal = replace(verdict_of(TrustReason.OTHER, store=store), path=(small, ROOT))
    chain = replace(CHAIN, certificates=(small,), trust=(refusal,))
    opinion = trust(replace(CLIENT, smallest_rsa=smallest), chain)
    assert (opinion.support, opinion.obstacle) == (support, obstacle)


def test_sha1_is_left_open_where_the_client_takes_it_of_private_cas() -> None:
    """Others are held to refuse it, as the store does."""
    refusal = replace(verdict_of(TrustReason.WEAK_SIGNATURE, store="corp"), path=(LEAF, ROOT))
    chain = replace(CHAIN, trust=(refusal,))
    assert trust(CLIENT, chain).support is NO
    assert trust(replace(CLIENT, trusts_sha1=True), chain).support is UNKNOWN


def test_a_client_reads_so_much_and_no_more() -> None:
    """Of all certificates together, with the lengths before them, or of one."""
    heavy = replace(CHAIN, certificates=(replace(LEAF, der=bytes(2000)), replace(ROOT, der=b"1")))
    assert trust(replace(CLIENT, largest_message=2010), heavy).support is YES
    opinion = trust(replace(CLIENT, largest_message=2009), heavy)
    assert (opinion.support, opinion.obstacle) == (NO, "takes no more than 1 KiB of certificates")
    assert trust(replace(CLIENT, largest_certificate=2000), heavy).support is YES
    opinion = trust(replace(CLIENT, largest_certificate=1999), heavy)
    assert opinion.obstacle == "takes no certificate of more than 1999 bytes"


@pytest.mark.parametrize(
    ("scheme", "support"),
    [
        ("RSA with sha256", YES),
        ("RSA-PSS with sha512", YES),
        ("RSA with sha3-256", YES),
        ("RSA with sha224", NO),
        ("RSA-PSS with sha256 and odd parameters", NO),
        ("ECDSA with sha3-512", UNKNOWN),
        ("", YES),
    ],
)
def test_uncommon_signatures_are_verified_by_whom_it_is_known_of(
    scheme: str, support: Support
) -> None:
    """Wherever they stand below the anchor, whose own signature nobody verifies."""
    client = replace(
        CLIENT,
        taken_schemes=("RSA with sha3-*",),
        refused_schemes=("* with sha224", "* parameters"),
    )
    signed, root = replace(LEAF, signature_scheme=scheme), replace(ROOT, signature_scheme=scheme)
    chain = replace(CHAIN, trust=(replace(verdict_of(store="corp"), path=(signed, ROOT)),))
    assert trust(client, chain).support is support
    unsigned = replace(CHAIN, trust=(replace(verdict_of(store="corp"), path=(LEAF, root)),))
    assert trust(client, unsigned).support is YES


@pytest.mark.parametrize("support", [YES, NO, UNKNOWN], ids=lambda one: one.value)
def test_some_take_what_is_no_match_to_others(support: Support) -> None:
    """Each by what is known of it; the earlier steps say that something is wrong."""
    client = replace(CLIENT, goes_by_common_name=support, takes_wide_wildcards=support)
    for match in LenientMatch:
        chain = replace(CHAIN, matches_host=False, lenient_match=match)
        assert trust(client, chain).support is support
        assert is_for_nobody(chain)
    other = replace(CHAIN, matches_host=False)
    assert trust(client, other).obstacle == "the certificate is for another name"


@pytest.mark.parametrize("support", [YES, NO, UNKNOWN], ids=lambda one: one.value)
def test_any_purpose_will_do_for_some(support: Support) -> None:
    """Whatever the store takes; where it refuses that itself, nothing is known."""
    chain = replace(CHAIN, certificates=(replace(LEAF, is_for_any_purpose=True),))
    client = replace(CLIENT, takes_any_purpose=support)
    assert trust(client, chain).support is support
    refusal = verdict_of(TrustReason.WRONG_USAGE, store="corp")
    refused = trust(client, replace(chain, trust=(refusal,)))
    assert refused.support is (UNKNOWN if support is YES else support)


ANY_PURPOSE = replace(LEAF, is_ca=True, is_for_any_purpose=True)


@pytest.mark.parametrize(
    ("path", "strict", "what"),
    [
        (
            (LEAF, ANY_PURPOSE, LEAF),
            replace(CLIENT, asks_cas_for_servers=True),
            "certificate of a CA",
        ),
        ((LEAF, LEAF, ANY_PURPOSE), replace(CLIENT, asks_roots_for_servers=True), "root"),
    ],
    ids=["issuing", "root"],
)
def test_a_ca_for_any_purpose_will_not_do_for_some(
    path: tuple[Certificate, ...], strict: Client, what: str
) -> None:
    """OpenSSL and GnuTLS want servers named, or no purpose at all; of a root, OpenSSL alone."""
    chain = replace(CHAIN, trust=(replace(verdict_of(), path=path),))
    assert trust(CLIENT, chain).support is YES
    told = f"takes no {what} for any purpose that does not name servers"
    assert trust(strict, chain).obstacle == told


@pytest.mark.parametrize("support", [YES, NO, UNKNOWN], ids=lambda one: one.value)
def test_a_name_that_cannot_be_read_will_do_for_some(support: Support) -> None:
    """Beside one that can be read and is the host's."""
    odd = (Oddity.UNREADABLE_NAME,)
    chain = replace(CHAIN, certificates=(replace(LEAF, oddities=frozenset(odd)),))
    client = replace(
        CLIENT,
        taken_oddities=odd if support is YES else (),
        refused_oddities=odd if support is NO else (),
    )
    found = trust(client, chain)
    assert (found.support, found.cause) == (support, "as_issued" if support is NO else None)
    private = trust(client, replace(chain, trust=(verdict_of(store="corp"),)))
    assert (private.support, private.cause) == (support, "own_rule" if support is NO else None)


@pytest.mark.parametrize(
    ("name", "support"), [("OpenSSL 3.0", YES), ("Go", NO), ("Chrome", UNKNOWN)]
)
def test_go_takes_no_name_that_cannot_be_read(name: str, support: Support) -> None:
    """As docs/chain-agreement.md has it of the judges; of browsers nobody has measured it."""
    (client,) = (one for one in CATALOGUE if one.name == name)
    odd = Oddity.UNREADABLE_NAME
    is_known = {YES: odd in client.taken_oddities, NO: odd in client.refused_oddities}
    assert is_known == {YES: support is YES, NO: support is NO}


def test_some_take_no_certificate_of_a_ca_from_a_server() -> None:
    """Whatever the store takes; where it refuses that itself, others may take more."""
    leaf = replace(LEAF, is_ca=True)
    chain = replace(CHAIN, certificates=(leaf,))
    strict = replace(CLIENT, refuses_authorities=True)
    assert trust(strict, chain).obstacle == "takes no CA's certificate from a server"
    assert trust(CLIENT, chain).support is YES
    refusal = verdict_of(TrustReason.WRONG_USAGE, store="corp")
    assert trust(CLIENT, replace(chain, trust=(refusal,))).support is UNKNOWN
    assert trust(CLIENT, replace(CHAIN, trust=(refusal,))).support is NO


def test_some_go_by_the_type_that_netscape_had() -> None:
    """Where it is there, and leaves servers out."""
    chain = replace(CHAIN, certificates=(replace(LEAF, leaves_netscape_servers_out=True),))
    old = replace(CLIENT, heeds_netscape_type=True)
    told = "the Netscape type of the certificate leaves servers out"
    assert trust(old, chain).obstacle == told
    assert trust(CLIENT, chain).support is YES
    assert trust(old, CHAIN).support is YES


PROMISING = replace(CHAIN, certificates=(replace(LEAF, must_staple=True),))


def heard(
    *answers: Revocation | UselessAnswer,
    is_stapled: bool | None = None,
    is_completable: bool | None = None,
    verdict: TrustVerdict | None = None,
) -> Attestation:
    """What is known beside the certificates."""
    completion = Completion(
        is_completable=is_completable, chain=(), trust=(verdict,) if verdict else ()
    )
    return Attestation(
        completion=completion,
        revocations=tuple(one for one in answers if isinstance(one, Revocation)),
        useless=tuple(one for one in answers if isinstance(one, UselessAnswer)),
        is_stapled=is_stapled,
        until=NOW,
    )


def said(source: RevocationSource, *, is_revoked: bool) -> Revocation:
    """What the CA says of the server's certificate."""
    return Revocation(
        certificate=LEAF,
        source=source,
        document=None,
        revoked_at=NOW if is_revoked else None,
        until=NOW,
    )


NOTHING_OF_USE = UselessAnswer(document=None, fault="it ended 2026-05-01 12:00 UTC")
GOOD_STAPLE = said(RevocationSource.STAPLE, is_revoked=False)


@pytest.mark.parametrize(
    ("known", "support", "obstacle"),
    [
        (None, UNKNOWN, "whether the OCSP response that the certificate promises is stapled is "),
        (
            heard(),
            UNKNOWN,
            "whether the OCSP response that the certificate promises is stapled is ",
        ),
        (
            heard(is_stapled=False),
            NO,
            "the OCSP response that the certificate promises is not stap",
        ),
        (
            heard(NOTHING_OF_USE, is_stapled=True),
            NO,
            "the OCSP response that the certificate promi",
        ),
        (heard(GOOD_STAPLE, is_stapled=True), YES, ""),
    ],
)
def test_a_promised_ocsp_response_is_wanted_by_some(
    known: Attestation | None, support: Support, obstacle: str
) -> None:
    """Good is one that comes and says that all is well; where nobody asked, that is open."""
    strict = replace(CLIENT, insists_on_staple=True)
    opinion = trust(strict, PROMISING, known)
    assert opinion.support is support
    assert opinion.obstacle.startswith(obstacle)
    assert trust(strict, CHAIN, known).support is YES, "nothing is promised"
    assert trust(CLIENT, PROMISING, known).support is YES, "it does not care"


@pytest.mark.parametrize(("heeds", "support"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_a_revoking_staple_shuts_out_who_heeds_it(heeds: Support, support: Support) -> None:
    """What the CA says elsewhere these do not ask for."""
    client = replace(CLIENT, heeds_revoking_staple=heeds)
    stapled = heard(said(RevocationSource.STAPLE, is_revoked=True), is_stapled=True)
    assert trust(client, CHAIN, stapled).support is support
    listed = heard(said(RevocationSource.CRL, is_revoked=True), is_stapled=False)
    assert trust(client, CHAIN, listed).support is YES


INCOMPLETE = replace(CHAIN, trust=(verdict_of(TrustReason.INCOMPLETE_CHAIN),))
FETCHING = replace(CLIENT, missing_intermediates=MissingIntermediates.FETCHES)


@pytest.mark.parametrize(
    ("known", "support"),
    [
        (heard(is_completable=True, verdict=verdict_of()), YES),
        (heard(is_completable=True, verdict=verdict_of(TrustReason.EXPIRED)), NO),
        (heard(is_completable=False), NO),
        (heard(), UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_what_was_fetched_tells_of_clients_that_fetch(
    known: Attestation | None, support: Support
) -> None:
    """They get what the exporter got, and trust the chain by it or not; others do not fetch."""
    leaf = replace(LEAF, ca_issuers=("http://ca.example/issuing.cer",))
    chain = replace(INCOMPLETE, certificates=(leaf,))
    assert trust(FETCHING, chain, known).support is support
    assert trust(CLIENT, chain, known).support is NO


def test_a_root_that_a_fetching_client_lacks_is_missed_on_the_whole_chain_too() -> None:
    """The chain with what was fetched is judged like any other."""
    lacking = replace(FETCHING, lacking_roots=(OWN_ROOT,))
    known = heard(is_completable=True, verdict=verdict_of())
    assert trust(lacking, INCOMPLETE, known).obstacle == "has no Root CA"


DEMANDING = replace(
    CLIENT,
    of_any_authority=Demand(
        issued_after=LEAF.not_before - timedelta(days=1),
        longest_lifetime=825,
        needs_server_purpose=True,
    ),
)


@pytest.mark.parametrize("store", ["mozilla", "corp"])
def test_some_demands_are_for_private_authorities_too(store: str) -> None:
    """A purpose that is named, and no more than so many days."""
    chain = replace(CHAIN, trust=(verdict_of(store=store),))
    assert trust(DEMANDING, chain).support is YES
    silent = replace(chain, certificates=(replace(LEAF, is_for_servers=False),))
    told = "takes no certificate that does not name server authentication"
    assert trust(DEMANDING, silent).obstacle == told
    assert trust(CLIENT, silent).support is YES
    for days, support in ((825, YES), (826, NO)):
        last = LEAF.not_before + timedelta(days=days, seconds=-1)
        long = replace(chain, certificates=(replace(LEAF, not_after=last),))
        assert trust(DEMANDING, long).support is support


def test_older_certificates_are_free_of_a_demand() -> None:
    """Which began on a day."""
    demand = Demand(issued_after=LEAF.not_before, longest_lifetime=825, needs_server_purpose=True)
    silent = replace(CHAIN, certificates=(replace(LEAF, is_for_servers=False),))
    assert trust(replace(CLIENT, of_any_authority=demand), silent).support is YES


@pytest.mark.parametrize("support", [YES, NO], ids=lambda one: one.value)
def test_signatures_of_schemes_of_their_own_are_verified_by_who_offers_them(
    support: Support,
) -> None:
    """A private CA's key may be Ed25519, which browsers do not take; the anchor's own is free."""
    offered = (SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.ED25519)
    client = replace(CLIENT, signature_schemes=offered[: 2 if support is YES else 1])
    leaf, root = replace(LEAF, signature="ED25519"), replace(ROOT, signature="ED25519")
    chain = replace(CHAIN, trust=(replace(verdict_of(store="corp"), path=(leaf, ROOT)),))
    assert trust(client, chain).support is support
    assert (
        trust(client, replace(chain, trust=(replace(chain.trust[0], path=(LEAF, root)),))).support
        is YES
    )
    assert trust(CLIENT, chain).support is YES


@pytest.mark.parametrize("support", [YES, NO, UNKNOWN], ids=lambda one: one.value)
def test_another_spelling_of_an_issuer_will_do_for_some(support: Support) -> None:
    """Though the trust store finds it."""
    client = replace(CLIENT, takes_other_spellings=support)
    chain = replace(CHAIN, trust=(replace(verdict_of(), respelled=(LEAF,)),))
    assert trust(client, chain).support is support
    assert trust(client, CHAIN).support is YES


@pytest.mark.parametrize(
    ("heeds", "support"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)], ids=["does", "not", "unknown"]
)
def test_a_policy_that_is_lacking_counts_for_who_asks_for_it(
    heeds: Support, support: Support
) -> None:
    """The trust store does not."""
    client = replace(CLIENT, heeds_policies=heeds)
    chain = replace(CHAIN, trust=(replace(verdict_of(), policy_fault="it has none"),))
    assert trust(client, chain).support is support
    assert trust(client, CHAIN).support is YES


@pytest.mark.parametrize(
    ("choice", "is_certain", "support"),
    [
        (IssuerChoice.FIRST, True, NO),
        (IssuerChoice.FIRST, False, UNKNOWN),
        (IssuerChoice.FIRST_VALID, True, YES),
        (IssuerChoice.ANY, True, YES),
        (IssuerChoice.UNKNOWN, True, UNKNOWN),
    ],
)
def test_a_wrong_edition_before_the_right_one_counts_for_who_never_goes_back(
    choice: IssuerChoice,
    is_certain: bool,  # noqa: FBT001 - a column of the table
    support: Support,
) -> None:
    """The trust store finds another way, and so do clients that try all."""
    client = replace(CLIENT, issuer_choice=choice)
    failure = Untrusted(reason=TrustReason.NOT_A_CA, detail="is none", is_certain=is_certain)
    astray = Astray(choice=IssuerChoice.FIRST, at=LEAF, failure=failure)
    opinion = trust(client, replace(CHAIN, trust=(replace(verdict_of(), astray=(astray,)),)))
    assert opinion.support is support
    if support is NO:
        assert opinion.obstacle == "goes by www.example.com, which is sent first: not_a_ca"
        assert opinion.cause == "wrong_edition_first"
    assert trust(client, CHAIN).support is YES


def test_what_cannot_be_verified_here_is_not_known_of_a_client() -> None:
    """It may verify more than we do."""
    for is_certain, support in ((False, UNKNOWN), (True, NO)):
        verdict = verdict_of(TrustReason.OTHER, path=(), is_certain=is_certain)
        chain = replace(CHAIN, trust=(verdict,))
        assert trust(CLIENT, chain).support is support
        assert is_for_nobody(chain) is is_certain


def test_keys_on_other_curves_are_not_known_to_some() -> None:
    """Wherever they stand on the path."""
    client = replace(CLIENT, curves=("P-256",))
    for key, support in (("ECDSA P-256", YES), ("ECDSA brainpoolP256r1", NO), ("RSA 2048", YES)):
        path = (LEAF, replace(ROOT, key=key))
        chain = replace(CHAIN, trust=(replace(verdict_of(store="corp"), path=path),))
        assert trust(client, chain).support is support
        assert trust(CLIENT, chain).support is YES


def test_critical_extensions_are_not_processed_by_some() -> None:
    """What is not critical, they pass over."""
    client = replace(CLIENT, refused_critical=("2.5.29.36",))
    for listed, support in ((("2.5.29.36",), NO), (("2.5.29.19",), YES)):
        path = (LEAF, replace(ROOT, critical_extensions=listed))
        chain = replace(CHAIN, trust=(replace(verdict_of(store="corp"), path=path),))
        assert trust(client, chain).support is support
        assert trust(CLIENT, chain).support is YES


def test_a_key_usage_that_provides_for_no_handshake_is_refused_by_some() -> None:
    """None at all restricts nothing."""
    client = replace(CLIENT, needs_usage_for_handshakes=True)
    for usage, support in (((), NO), (("keyAgreement",), YES), (None, YES)):
        chain = replace(CHAIN, certificates=(replace(LEAF, key_usage=usage),))
        assert trust(client, chain).support is support
        assert trust(CLIENT, chain).support is YES
