"""Odd certificates cost the fact that cannot be read, and no other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exporter.model.certificate import ChainAssessment, TrustVerdict
from exporter.model.settings import Profile, TrustAnchors
from exporter.words.oddity import Oddity
from exporter.x509.appraiser import Appraiser
from exporter.x509.decode import certificate
from exporter.x509.trust_store import trust_store
from tests.real.situations.encodings import EC_KEYS, EXTENSIONS, FIELDS
from tests.real.situations.keys import SM2_KEY, UNKNOWN_KEY, ecdsa, pkcs1, pss
from tests.real.situations.situation import PLACES, SERVER, Changes, Situation, at
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, Made, ca, dn, dns, leaf, org
from tests.unit.x509.odd_chains import CHAINS, INTERMEDIATE, ROOT, Odd
from tests.unit.x509.pki import NOW, new_key, pem_of, rsa_key


def assessed(chain: Odd, host: str = HOST) -> ChainAssessment:
    """What is said of a chain by its anchors, privately and on the web."""
    pem = b"".join(pem_of(anchor.der) for anchor in chain.anchors)
    stores = (
        trust_store(TrustAnchors(name=profile, pem=pem, profile=profile)) for profile in Profile
    )
    assessment = (
        Appraiser(stores, timer=lambda: 0.0)
        .appraise(
            tuple(one.der for one in chain.sent),
            server_name=host,
            trust=("private", "web"),
            now=NOW,
        )
        .assessment
    )
    assert isinstance(assessment, ChainAssessment)
    return assessment


def below(server: Made) -> Odd:
    """The leaf below a sound CA."""
    return Odd(sent=(server, INTERMEDIATE), anchors=(ROOT,))


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS.keys())
def test_an_odd_chain_is_judged_as_its_case_says(chain: Odd) -> None:
    """By either profile; its host name as far as its names can be read."""
    found = assessed(chain)
    private, web = (verdict.failure.reason if verdict.failure else None for verdict in found.trust)
    assert (private, web) == (chain.private, chain.web)
    assert found.matches_host is chain.matches


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS.keys())
def test_an_odd_chain_has_an_end(chain: Odd) -> None:
    """Whatever else cannot be read."""
    end = assessed(chain).leaf.not_after
    assert end in {NOW + timedelta(days=3000), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)}


def test_a_name_that_cannot_be_read_is_no_known_no() -> None:
    """Where no other covers the host, it might; where one does, it does not matter."""
    odd = below(leaf(INTERMEDIATE, names=(dns("a.example.com"), der.ip(b"10.10.10.10"))))
    assert assessed(odd, "a.example.com").matches_host is True
    assert assessed(odd, "b.example.com").matches_host is None
    sound = below(leaf(INTERMEDIATE, names=(dns("a.example.com"), der.ip(bytes([10, 0, 0, 1])))))
    assert assessed(sound, "b.example.com").matches_host is False
    assert assessed(sound, "10.0.0.1").matches_host is True


def test_of_names_that_cannot_be_read_directory_names_are_apart() -> None:
    """Others refuse those than refuse addresses and domains."""
    odd = frozenset({Oddity.UNREADABLE_NAME})
    lost = {"ip as text": odd, "dns in latin-1": odd, "broken directory name": frozenset()}
    found = {name: assessed(CHAINS[name]).leaf.oddities for name in (*lost, "plain")}
    assert found == {**lost, "plain": frozenset()}


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (dn(("O", der.tlv(0x14, b"H\xf4tel")), ("CN", HOST)), f"CN={HOST},O=Hôtel"),
        (dn(("O", der.tlv(0x1E, "Hôtel".encode("utf-16-be")))), "O=Hôtel"),
        (dn(("O", der.tlv(0x0C, b"H\xf4tel"))), "O=H\N{REPLACEMENT CHARACTER}tel"),
        (dn(("O", der.tlv(0x13, b"A & B"))), "O=A & B"),
        (dn(("O", '#a, "b"+c ')), r"O=\#a\, \"b\"\+c\ "),
        (dn(("OU", der.integer(5))), "OU=#020105"),
        (der.seq(der.tlv(0x31, der.attribute("O", "a"), der.attribute("CN", "b"))), "O=a+CN=b"),
        (der.seq(der.seq(der.oid("1.2.3"))), ""),
        (der.seq(der.tlv(0x31, der.seq(der.oid("1.2.3"), der.text("x")))), "1.2.3=x"),
    ],
)
def test_a_distinguished_name_is_text_as_far_as_it_can_be_read(subject: bytes, text: str) -> None:
    """As RFC 4514 writes it."""
    assert assessed(below(leaf(INTERMEDIATE, subject=subject))).leaf.subject == text


@pytest.mark.parametrize(
    ("end", "read"),
    [
        (b"\x17\x0d301231235959Z", "2030-12-31T23:59:59"),
        (b"\x17\x0d491231235959Z", "2049-12-31T23:59:59"),
        (b"\x17\x0d500101000000Z", "1950-01-01T00:00:00"),
        (b"\x17\x0b3012312359Z", "2030-12-31T23:59:00"),
        (b"\x17\x113012312359" + b"59+0130", "2030-12-31T22:29:59"),
        (b"\x18\x0f20301231235959Z", "2030-12-31T23:59:59"),
        (b"\x18\x1120301231235959.5Z", "2030-12-31T23:59:59"),
        (b"\x17\x0d301231235960Z", "2030-12-31T23:59:59"),
    ],
)
def test_dates_are_read_in_every_form(end: bytes, read: str) -> None:
    """Two digits or four, with and without seconds, in any zone."""
    server = leaf(INTERMEDIATE, validity=der.seq(der.utc_time(der.after(-30)), end))
    assert assessed(below(server)).leaf.not_after == datetime.fromisoformat(f"{read}+00:00")


def test_of_a_leaf_that_is_an_anchor_nothing_of_a_ca_is_asked() -> None:
    """As `openssl req -x509` makes it, in the trust store itself, by either profile."""
    server = ca(dn(("CN", HOST)), more=(der.alternative(dns(HOST)),), without=("usage",))
    found = assessed(Odd(sent=(server,), anchors=(server,)))
    assert [verdict.failure for verdict in found.trust] == [None, None]
    assert found.matches_host is True


def test_what_instructions_make_is_trusted_by_either_profile() -> None:
    """`openssl req -x509` for the CA, `openssl x509 -req` for the server."""
    home = ca(dn(("CN", "My Home CA")), without=("usage",))
    server = leaf(home, without=("basic", "usage", "purpose"))
    found = assessed(Odd(sent=(server,), anchors=(home,)))
    assert [verdict.failure for verdict in found.trust] == [None, None]


def test_an_anchor_of_a_name_with_other_defects_is_an_anchor() -> None:
    """A store holds what can be read of it, and leads to it."""
    odd = ca(org("Odd"), more=(der.extension("2.5.29.32", b"\xff", critical=True),))
    found = assessed(Odd(sent=(leaf(odd),), anchors=(odd,)))
    assert [verdict.failure for verdict in found.trust] == [None, None]


@pytest.mark.parametrize(
    "odd",
    [
        {"more": (der.extension("2.5.29.30", b"\xff"),)},
        {"more": (der.extension("2.5.29.17", b"\xff"),)},
        {"without": ("usage",), "more": (der.extension("2.5.29.15", b"\x30\x00"),)},
        {"without": ("basic",), "more": (der.extension("2.5.29.19", b"\xff"),)},
        {"more": (der.subject_key(ROOT.key),)},
        {"more": (der.extension("2.5.29.31", b"\x30\x00"),) * 2},
        {"validity": der.seq(der.utc_time(der.after(-1)), der.tlv(0x18, b"20301231235959.5Z"))},
    ],
    ids=["constraints", "names", "usage", "basic", "twice", "another twice", "fraction"],
)
def test_what_nobody_takes_in_an_anchor_is_told(odd: dict[str, Any]) -> None:
    """A name and a key will do, but not with parts over which every client stumbles."""
    anchor = ca(org("Odd"), **odd)
    found = assessed(Odd(sent=(leaf(anchor),), anchors=(anchor,)))
    assert [failed(verdict) for verdict in found.trust] == ["malformed", "malformed"]


@pytest.mark.parametrize(
    ("place", "told"), [("leaf", None), ("intermediate", "other"), ("anchor", "other")]
)
def test_critical_tls_features_are_heeded_in_leaves_alone(place: str, told: str | None) -> None:
    """No client asks a CA's certificate for what its leaves promise (RFC 7633, section 4.2.2)."""
    staple = (der.extension("1.3.6.1.5.5.7.1.24", der.seq(der.integer(5)), critical=True),)
    root = ca(org("Root"), more=staple if place == "anchor" else ())
    issuer = ca(org("Issuing"), root, more=staple if place == "intermediate" else ())
    server = leaf(issuer, more=staple if place == "leaf" else ())
    found = assessed(Odd(sent=(server, issuer), anchors=(root,)))
    assert [failed(verdict) for verdict in found.trust] == [told, told]


@pytest.mark.parametrize(
    "odd",
    [
        {"more": (der.extension("1.2.3.4", b"\x05\x00"),) * 2},
        {"subject": der.seq(b"\x05\x00")},
        {"subject": der.tlv(0x10)},
        {"validity": der.seq(der.tlv(0x18, b"20260101000000.5Z"), der.utc_time(der.after(3000)))},
    ],
    ids=[
        "an extension twice",
        "a name of no parts",
        "a name that is no sequence",
        "a fraction of a second",
    ],
)
def test_what_no_client_reads_is_malformed(odd: dict[str, Any]) -> None:
    """The end of the certificate is known all the same."""
    found = assessed(below(leaf(INTERMEDIATE, **odd)))
    assert [failed(verdict) for verdict in found.trust] == ["malformed", "malformed"]
    assert found.leaf.not_after == der.after(3000)


def failed(verdict: TrustVerdict) -> str | None:
    """The reason against a chain."""
    return verdict.failure.reason.value if verdict.failure else None


def identifier(key: bytes = b"", issuer: bytes = b"", serial: int | None = None) -> bytes:
    """AuthorityKeyIdentifier with what is given."""
    parts = (
        der.tlv(0x80, key) if key else b"",
        der.tlv(0xA1, der.directory(issuer)) if issuer else b"",
        der.tlv(0x82, der.integer(serial)[2:]) if serial is not None else b"",
    )
    return der.extension("2.5.29.35", der.seq(*parts))


SERIAL = int(certificate(INTERMEDIATE.der).serial, 16)
FITTING = der.key_id(INTERMEDIATE.key)


@pytest.mark.parametrize(
    ("named", "fits"),
    [
        (identifier(FITTING), True),
        (identifier(FITTING, ROOT.subject, SERIAL), True),
        (identifier(), True),
        (identifier(b"another key"), False),
        (identifier(FITTING, ROOT.subject, SERIAL + 1), False),
        (identifier(FITTING, INTERMEDIATE.subject, SERIAL), False),
    ],
    ids=["key", "all", "nothing", "another key", "another serial number", "another issuer"],
)
def test_a_certificate_that_names_another_issuer_is_trusted_and_told(
    named: bytes, *, fits: bool
) -> None:
    """The signature decides here; who goes by the name as well is another question."""
    server = leaf(INTERMEDIATE, without=("aki",), more=(named,))
    for verdict in assessed(below(server)).trust:
        assert verdict.is_trusted
        assert [one.der for one in verdict.mislabelled] == ([] if fits else [server.der])


def test_another_path_may_have_the_identifier_that_fits() -> None:
    """Of two CA certificates for one key, the one that a certificate means is good for all."""
    key = der.key_id(INTERMEDIATE.key)
    other_id = der.extension("2.5.29.14", der.octets(b"other"))
    twin = ca(
        org("Issuing"), ROOT, key=INTERMEDIATE.key, end=3651, without=("ski",), more=(other_id,)
    )
    server = leaf(INTERMEDIATE, without=("aki",), more=(identifier(key),))
    found = assessed(Odd(sent=(server, twin, INTERMEDIATE), anchors=(ROOT,)))
    assert [verdict.mislabelled for verdict in found.trust] == [(), ()]


@pytest.mark.parametrize(
    ("issuer", "is_same"),
    [
        (dn(("O", "EXAMPLE trust"), ("CN", "Issuing")), True),
        (dn(("O", der.tlv(0x13, b"Example Trust")), ("CN", "Issuing")), True),
        (dn(("O", " Example  Trust"), ("CN", "Issuing")), True),
        (org("Issuing"), True),
        (dn(("CN", "Issuing"), ("O", "Example Trust")), False),
        (dn(("O", "Example Trusts"), ("CN", "Issuing")), False),
        (dn(("O", "Example\u00a0Trust"), ("CN", "Issuing")), False),
    ],
    ids=["case", "string type", "space", "octets", "order", "letters", "space of Unicode"],
)
def test_an_issuer_is_found_by_any_spelling_of_its_name(issuer: bytes, *, is_same: bool) -> None:
    """RFC 5280, section 7.1; which clients do not is told of them."""
    spelled = Made(der=INTERMEDIATE.der, subject=issuer, key=INTERMEDIATE.key)
    server = leaf(spelled)
    found = assessed(Odd(sent=(server, INTERMEDIATE), anchors=(ROOT,)))
    assert [verdict.is_trusted for verdict in found.trust] == [is_same, is_same]
    told = [one.der for verdict in found.trust for one in verdict.respelled]
    assert told == ([server.der] * 2 if is_same and issuer != org("Issuing") else [])


def test_a_signature_of_a_scheme_that_is_not_known_is_neither_good_nor_bad() -> None:
    """Others may know it; a hash that nobody should take is refused all the same."""
    for scheme, is_known in (("1.2.3.4.5", False), ("1.2.840.113549.1.1.3", True)):

        def sign(_key: der.Key, _data: bytes, scheme: str = scheme) -> tuple[bytes, bytes]:
            return der.seq(der.oid(scheme)), bytes(64)

        found = assessed(below(leaf(INTERMEDIATE, sign=sign)))
        assert [verdict.is_known for verdict in found.trust] == [is_known, is_known]
        assert not any(verdict.is_trusted for verdict in found.trust)
        assert [verdict.is_complete for verdict in found.trust] == [None, None]


@pytest.mark.parametrize(
    ("sign", "scheme", "is_on_the_web"),
    [
        (pkcs1("SHA3-256"), "RSA with sha3-256", False),
        (pss("SHA3-512"), "RSA-PSS with sha3-512", False),
        (pss("SHA-384"), "RSA-PSS with sha384", True),
        (pss("SHA-256", 20), "RSA-PSS with sha256 and odd parameters", False),
        (pss("SHA-256", None, "SHA-512"), "RSA-PSS with sha256 and odd parameters", False),
    ],
)
def test_uncommon_signatures_are_verified_and_none_for_browsers(
    sign: der.Sign, scheme: str, *, is_on_the_web: bool
) -> None:
    """OpenSSL verifies all of these; browsers know no SHA-3, and of PSS what TLS has."""
    issuing = ca(org("Issuing"), ROOT, key=rsa_key())
    found = assessed(Odd(sent=(leaf(issuing, sign=sign), issuing), anchors=(ROOT,)))
    assert [verdict.is_trusted for verdict in found.trust] == [True, is_on_the_web]
    assert found.leaf.signature_scheme == scheme


@pytest.mark.parametrize(
    ("algorithm", "name"),
    [
        ("1.2.156.10197.1.501", "SM2-with-SM3"),
        ("1.3.6.1.5.5.7.6.45", "1.3.6.1.5.5.7.6.45"),
        ("2.16.840.1.101.3.4.3.20", "2.16.840.1.101.3.4.3.20"),
        ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ],
    ids=["SM2", "composite", "SLH-DSA", "ML-DSA by a key that is none"],
)
@pytest.mark.parametrize(
    "own_key", [SM2_KEY, UNKNOWN_KEY, der.public(ROOT.key)], ids=["of SM2", "unknown", "known"]
)
def test_a_signature_that_cannot_be_verified_here_leaves_trust_open(
    algorithm: str, name: str, own_key: bytes
) -> None:
    """Others may verify it; the end is known whatever the server's key is."""
    sign = (der.seq(der.oid(algorithm)), bytes(3309))
    found = assessed(below(leaf(INTERMEDIATE, own_key=own_key, sign=lambda _key, _data: sign)))
    assert [verdict.is_known for verdict in found.trust] == [False, False]
    assert [failed(verdict) for verdict in found.trust] == ["other", "other"]
    assert (found.leaf.signature, found.leaf.not_after) == (name, der.after(3000))


def test_ecdsa_with_sha3_is_verified() -> None:
    """As GnuTLS does."""
    found = assessed(below(leaf(INTERMEDIATE, sign=ecdsa("SHA3-384"))))
    assert [verdict.is_trusted for verdict in found.trust] == [True, False]
    assert found.leaf.signature == "ecdsa_with_SHA3-384"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "change",
    [FIELDS["version of two octets"], Changes(alter=EXTENSIONS["an identifier with padding"])],
    ids=["version", "identifier"],
)
def test_numbers_with_padding_are_read_by_nobody(place: str, change: Changes) -> None:
    """In an anchor either; the end is told all the same."""
    found = judged(at(place, change))
    assert [verdict.is_trusted for verdict in found.trust] == [False, False]
    assert found.leaf.not_after == NOW + timedelta(days=60)


@pytest.mark.parametrize("place", PLACES)
def test_a_curve_that_is_written_out_is_taken_from_no_ca(place: str) -> None:
    """GnuTLS takes it from a server."""
    key = new_key()
    found = judged(at(place, Changes(key=key, own_key=EC_KEYS["explicit curve"](key))))
    assert [verdict.is_trusted for verdict in found.trust] == [place == SERVER] * 2


def test_what_follows_a_key_usage_is_passed_over_by_all_but_browsers() -> None:
    """And told as a defect."""
    found = judged(at(SERVER, Changes(alter=EXTENSIONS["a key usage with more behind"])))
    assert [verdict.is_trusted for verdict in found.trust] == [True, False]
    assert found.leaf.defects == ("Something follows in the extension 2.5.29.15 (key usage).",)


def judged(one: Situation) -> ChainAssessment:
    """A situation that the judges know as well."""
    made = (
        tuple(Made(der=each, subject=b"", key=ROOT.key) for each in each_of)
        for each_of in (one.sent, one.anchors)
    )
    sent, anchors = made
    return assessed(Odd(sent=sent, anchors=anchors))
