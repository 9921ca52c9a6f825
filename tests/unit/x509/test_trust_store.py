"""Trust stores made of PEM files."""

import re
import ssl

import certifi
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates
from hypothesis import given
from hypothesis import strategies as st

from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.trust_store import PemBlock, TrustStore, opened, pem_blocks, trust_store
from tests.unit.x509.envelopes import ENVELOPES, Change
from tests.unit.x509.pki import ca, leaf, pem_of


def store(pem: bytes) -> TrustStore:
    """The store of this file."""
    return trust_store(TrustAnchors(name="corp", pem=pem, profile=Profile.PRIVATE))


def test_every_certificate_of_the_file_is_an_anchor() -> None:
    """Roots, intermediates and leaves alike, in their order, with name and profile kept."""
    root = ca("Root")
    others = (ca("Intermediate", root), leaf(root))
    made = store(b"".join(one.pem for one in (root, *others)))
    assert [anchor.facts.der for anchor in made.anchors] == [one.der for one in (root, *others)]
    assert (made.name, made.profile) == ("corp", Profile.PRIVATE)


def test_text_around_the_blocks_is_ignored() -> None:
    """Comments, Windows line ends and other PEM blocks do no harm."""
    key = b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    pem = b"# our root\n" + key + ca("Root").pem + b"# the end"
    assert len(store(pem.replace(b"\n", b"\r\n")).anchors) == 1


def test_a_root_of_several_files_is_opened_once() -> None:
    """A bundle with one root more than Mozilla's shares all the others with it."""
    root, own = ca("Root"), ca("Own")
    mozilla, with_own = store(root.pem), store(b"# ours\n" + root.pem + own.pem)
    assert mozilla.anchors[0] is with_own.anchors[0]
    named = trust_store(TrustAnchors(name="web", pem=root.pem, profile=Profile.WEB))
    assert named.anchors[0] is mozilla.anchors[0]
    assert (named.name, named.profile) == ("web", Profile.WEB)


def test_repeated_anchor_is_one_candidate() -> None:
    """An anchor that stands in the file twice is tried once."""
    root = ca("Root")
    (candidates,) = store(root.pem * 2).by_subject.values()
    assert len(candidates) == 1


@pytest.mark.parametrize("pem", [b"", b"hello", ca("Root").der])
def test_file_without_certificates_is_refused_with_the_cure(pem: bytes) -> None:
    """An empty, a foreign and a DER file hold no PEM certificate."""
    with pytest.raises(ValueError, match=r"holds no PEM certificate.*in PEM or DER"):
        store(pem)


def test_undecodable_certificates_are_passed_over_and_told_by_their_place() -> None:
    """Of four certificates one is junk and one has a character that base64 does not have."""
    not_base64 = ca("Other").pem.replace(b"M", b"!", 1)
    anchors, passed_over = opened(ca("Root").pem + pem_of(b"junk") + not_base64 + ca("Third").pem)
    assert [str(anchor.subject_name) for anchor in anchors] == [
        "CN=Root,O=Example Trust",
        "CN=Third,O=Example Trust",
    ]
    junk, odd = passed_over
    assert junk.startswith("certificate 2 of 4: The certificate cannot be decoded: ")
    assert odd.startswith("certificate 3 of 4: It is not base64: ")


def test_a_form_of_openssl_s_own_and_a_block_without_an_end_are_passed_over() -> None:
    """Both are told, with the cure of the first."""
    trusted = ca("Trusted").pem.replace(b" CERTIFICATE", b" TRUSTED CERTIFICATE")
    endless = ca("Endless").pem.partition(b"-----END")[0]
    anchors, passed_over = opened(trusted + endless + ca("Root").pem)
    assert len(anchors) == 1
    assert passed_over == (
        "certificate 1 of 3: It is in OpenSSL's own form; `openssl x509 -in FILE` writes the usual one.",
        "certificate 2 of 3: It has no line that ends it.",
    )


@pytest.mark.parametrize("left", [30, 400, -26])
def test_a_file_that_ends_amid_a_certificate_is_refused(left: int) -> None:
    """It is half written: what it will hold when it is whole, nobody knows."""
    whole = ca("Root").pem
    with pytest.raises(ValueError, match="ends amid certificate 2; write it to another file"):
        store(whole + whole[:left])


def test_file_without_a_certificate_that_can_be_read_is_refused() -> None:
    """There would be nothing to trust, which nobody means."""
    with pytest.raises(ValueError, match=r"^certificate 1 of 1: The certificate cannot be decoded"):
        store(pem_of(b"junk"))


def test_bundle_of_certifi_is_a_store() -> None:
    """Mozilla's roots are all anchors, those with a serial number of zero included."""
    pem = certifi.contents().encode()
    made = store(pem)
    assert len(made.anchors) == pem.count(b"-----BEGIN CERTIFICATE-----")


ENDS_AT_THE_FIRST_LINE_THAT_BEGINS = re.compile(
    rb"^-----BEGIN (?P<kind>X509 |TRUSTED |)CERTIFICATE-----(?P<body>.*?)"
    rb"(?P<end>^-----END (?P=kind)CERTIFICATE-----|(?=^-----BEGIN )|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""What a block is, said so that it is plain and slow."""
PIECES = [
    b"\n",
    b"-",
    b"--",
    b"-----",
    b"AAAA",
    b"# a-comment",
    b"-----BEGIN ",
    b"-----END ",
    *(
        b"-----" + word + b" " + kind + b"CERTIFICATE-----"
        for word in (b"BEGIN", b"END")
        for kind in (b"", b"X509 ", b"TRUSTED ", b"OTHER ")
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
def test_a_block_ends_at_its_end_or_where_the_next_begins(text: bytes) -> None:
    """Whatever else stands in the text, in whatever place."""
    plain = ENDS_AT_THE_FIRST_LINE_THAT_BEGINS.finditer(text)
    assert list(pem_blocks(text)) == [
        PemBlock(kind=one["kind"], body=one["body"], is_ended=bool(one["end"])) for one in plain
    ]


AROUND = st.sampled_from([b"", b"\n", b"# ours - not theirs\n", b"-----\n", b"- - -\nroot:\n\n"])
FEW = tuple(ca(f"Root {number}").pem for number in range(3))


@given(st.lists(st.tuples(AROUND, st.sampled_from(FEW)), min_size=1, max_size=6))
def test_a_bundle_holds_what_others_find_in_it(parts: list[tuple[bytes, bytes]]) -> None:
    """OpenSSL's reader, as Python's ssl has it, and cryptography's."""
    text = b"".join(before + block for before, block in parts)
    found = [one.facts.der for one in store(text).anchors]
    assert found == [ssl.PEM_cert_to_DER_cert(block.decode()) for _, block in parts]
    others = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    others.load_verify_locations(cadata=text.decode())
    assert {*found} == {*others.get_ca_certs(binary_form=True)}
    assert [one.public_bytes(Encoding.DER) for one in load_pem_x509_certificates(text)] == found


@pytest.mark.parametrize("change", ENVELOPES.values(), ids=ENVELOPES)
def test_an_anchor_whose_signature_cannot_be_read_is_passed_over(change: Change) -> None:
    """Nobody takes it, though its name and key are there: a sentence says so, the others count."""
    root, odd = ca("Root"), ca("Odd")
    found, passed_over = opened(pem_of(change(odd.der)) + root.pem)
    assert [one.facts.der for one in found] == [root.der]
    (said,) = passed_over
    assert said.startswith(
        "certificate 1 of 2: Its signature, or what is around it, cannot be read"
    )
