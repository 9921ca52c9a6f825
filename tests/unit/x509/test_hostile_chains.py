"""Chains made to cost time: the work is bounded, and honest chains among them still judged."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.words.reason import TrustReason
from exporter.x509.signature import effort_of
from tests.unit.x509.conftest import Assess, Judge, SignatureChecks
from tests.unit.x509.pki import KEY_IDENTIFIERS, Issued, Key, ca, leaf, new_key, rsa_key

HUNDRED = 100
MOST_CHECKS = 100
"""Signatures checked for one chain."""


def test_hundred_namesakes_cost_a_bounded_number_of_checks(
    judge: Judge, signature_checks: SignatureChecks
) -> None:
    """100 CAs of one name and different keys, each signed by the next, without identifiers."""
    chain = [ca("CA", without=KEY_IDENTIFIERS)]
    for _ in range(HUNDRED - 1):
        chain.insert(0, ca("CA", chain[0], without=KEY_IDENTIFIERS))
    server = leaf(chain[0], without=KEY_IDENTIFIERS)
    root = ca("CA", without=KEY_IDENTIFIERS)
    made_before = signature_checks.count
    verdict = judge(server, *reversed(chain), anchors=(root,))
    # That of the anchor, when its store was read, is not of the chain.
    assert signature_checks.count - made_before == MOST_CHECKS + 1
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.OTHER
    assert "longer to check than 100 ordinary ones" in verdict.failure.detail
    assert verdict.is_complete is None


def test_what_was_not_checked_is_not_said_of_the_chain(assess: Assess) -> None:
    """[root] <- CA 14 <- ... <- CA 0 <- leaf, with keys of P-521: the budget ends on the way up."""
    key = ec.generate_private_key(ec.SECP521R1())
    root = issuer = ca("Root", key=key)
    sent: list[Issued] = []
    for number in range(15):
        issuer = ca(f"CA {number}", issuer, key=key)
        sent.insert(0, issuer)
    chain = assess(leaf(issuer), *sent, anchors=(root,))
    assert (chain.is_ordered, chain.includes_root, chain.unrelated) == (None, None, None)
    assert [verdict.is_complete for verdict in chain.trust] == [None]
    assert assess(leaf(issuer), *sent, root).includes_root is True
    short = assess(leaf(sent[-1]), sent[-1], root)
    assert (short.is_ordered, short.includes_root, short.unrelated) == (True, True, ())


@pytest.mark.parametrize(("length", "is_known"), [(16, True), (17, False)])
def test_whether_a_path_longer_than_is_searched_is_trusted_is_not_known(
    judge: Judge, *, length: int, is_known: bool
) -> None:
    """[root] <- 14 or 15 intermediates <- leaf: OpenSSL allows a hundred."""
    root = issuer = ca("Root")
    sent: list[Issued] = []
    for number in range(length - 2):
        issuer = ca(f"CA {number}", issuer)
        sent.insert(0, issuer)
    verdict = judge(leaf(issuer), *sent, anchors=(root,))
    assert (verdict.is_known, verdict.is_trusted) == (is_known, is_known)
    assert verdict.is_complete is (True if is_known else None)


def constrained(*, names: int, subtrees: int, end: int = 90) -> tuple[Issued, Issued, Issued]:
    """A root, a CA for so many domains, and its leaf with so many names, all of them permitted."""
    root = ca("Root")
    domains = [x509.DNSName(f"d{number}.example") for number in range(subtrees)]
    constraints = x509.NameConstraints(permitted_subtrees=domains, excluded_subtrees=None)
    issuer = ca("CA", root, extra=(constraints,))
    return (
        root,
        issuer,
        leaf(issuer, names=tuple(f"w{one}.d0.example" for one in range(names)), end=end),
    )


def test_names_that_are_too_many_to_compare_are_neither_certified_nor_forbidden(
    judge: Judge,
) -> None:
    """200 subtrees, and 164 names with the subject: more than 32,768 comparisons; OpenSSL makes a million."""
    root, issuer, server = constrained(names=162, subtrees=200)
    assert judge(server, issuer, anchors=(root,)).is_trusted
    root, issuer, server = constrained(names=163, subtrees=200)
    verdict = judge(server, issuer, anchors=(root,))
    assert not verdict.is_trusted
    assert (verdict.is_known, verdict.is_complete) == (False, True)
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.OTHER
    assert verdict.failure.detail == (
        "to hold the names in CN=www.example.com against the constraints of CN=CA,O=Example Trust takes "
        "more than 32768 comparisons"
    )


def test_what_is_certain_goes_before_what_was_left_uncompared(judge: Judge) -> None:
    """Nobody takes the certificate that has ended, whatever its names."""
    root, issuer, server = constrained(names=163, subtrees=200, end=-1)
    verdict = judge(server, issuer, anchors=(root,))
    assert verdict.is_known
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.EXPIRED


@pytest.mark.parametrize(("count", "is_known"), [(8, True), (9, False)])
def test_where_not_all_paths_are_judged_another_may_be_good(
    judge: Judge, *, count: int, is_known: bool
) -> None:
    """[root] <- so many CAs of one key, for clients alone <- leaf: eight are judged."""
    root, key = ca("Root"), new_key()
    for_clients = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    issuers = [ca("CA", root, key=key, extra=(for_clients,)) for _ in range(count)]
    verdict = judge(leaf(issuers[0]), *issuers, anchors=(root,))
    assert not verdict.is_trusted
    assert (verdict.is_known, verdict.is_complete) == (is_known, True)


def test_key_identifiers_lead_through_a_flood_of_namesakes(
    judge: Judge, signature_checks: SignatureChecks
) -> None:
    """[root] <- CA <- leaf among 100 namesakes of the CA: the right one is tried first."""
    root = ca("Root")
    issuer = ca("CA", root)
    namesakes = [ca("CA", root) for _ in range(HUNDRED)]
    verdict = judge(leaf(issuer), *namesakes, issuer, anchors=(root,))
    assert verdict.is_trusted
    assert signature_checks.count < 10


def test_hundred_editions_of_one_authority_are_one_check(
    judge: Judge, signature_checks: SignatureChecks
) -> None:
    """[root] <- CA, sent in 100 editions for one key <- leaf; none may issue for servers."""
    root = ca("Root")
    key = new_key()
    client_only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    editions = [ca("CA", root, key=key, end=days, extra=(client_only,)) for days in range(100, 200)]
    verdict = judge(leaf(editions[0]), *editions, anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.WRONG_USAGE
    assert signature_checks.count <= MOST_CHECKS


def test_circles_of_cross_signatures_end(assess: Assess, signature_checks: SignatureChecks) -> None:
    """Ten CAs, each certified by every other one, and no anchor among them."""
    holders = [ca(f"CA {number}") for number in range(10)]
    crossed = [
        ca(f"CA {number}", issuer, key=holder.key)
        for number, holder in enumerate(holders)
        for issuer in holders
        if issuer is not holder
    ]
    assessment = assess(leaf(holders[0]), *crossed, anchors=(ca("Root"),))
    (verdict,) = assessment.trust
    assert not verdict.is_complete
    assert len(assessment.certificates) == 91
    assert signature_checks.count <= MOST_CHECKS + 1


@pytest.mark.parametrize(
    ("key", "checks"),
    [
        (ec.generate_private_key(ec.SECP256R1()), 100),
        (rsa.generate_private_key(65537, 2048), 100),
        (ec.generate_private_key(ec.SECP521R1()), 11),
        (ec.generate_private_key(ec.BrainpoolP512R1()), 12),
        (dsa.generate_private_key(2048), 25),
        (ed25519.Ed25519PrivateKey.generate(), 50),
    ],
    ids=["P-256", "RSA", "P-521", "brainpool", "DSA", "Ed25519"],
)
def test_self_signatures_are_of_the_same_budget(
    assess: Assess, signature_checks: SignatureChecks, key: Key, checks: int
) -> None:
    """110 self-signed certificates, each to be checked with its own key: the dearer, the fewer."""
    root = ca("Root", key=key)
    sent = [ca("Root", key=key, end=days) for days in range(100, 210)]
    made_before = signature_checks.count
    assessment = assess(leaf(root), *sent)
    assert signature_checks.count - made_before == checks
    assert sum(one.is_self_signed for one in assessment.certificates) == checks


@pytest.mark.parametrize(
    ("bits", "exponent", "effort"),
    [
        (2048, 65537, 1),
        (4096, 65537, 1),
        (8192, 65537, 4),
        (8192, 2**64 - 1, 16),
        (3072, 2**3070 + 1, 0),
        (16384, 65537, 0),
    ],
)
def test_an_rsa_key_costs_what_its_size_and_exponent_say(
    bits: int, exponent: int, effort: int
) -> None:
    """Those above OpenSSL's own limits are not tried at all."""
    key = rsa.RSAPublicNumbers(exponent, (1 << (bits - 1)) | 1).public_key()
    assert effort_of(key) == effort


def test_path_is_found_past_a_maze_of_editions(judge: Judge) -> None:
    """[root] <- seven CAs, each in three editions <- leaf: 2187 paths, of which few are walked."""
    root = issuer = ca("Root")
    sent: list[Issued] = []
    for layer in range(7):
        key = new_key()
        editions = [ca(f"CA {layer}", issuer, key=key) for _ in range(3)]
        sent = [*editions, *sent]
        issuer = editions[0]
    assert judge(leaf(issuer), *sent, anchors=(root,)).is_trusted


def test_huge_certificate_is_assessed(assess: Assess) -> None:
    """A leaf of a megabyte, 50,000 names, is a leaf like another."""
    names = tuple(f"host-{number}.example.com" for number in range(50_000))
    server = leaf(names=names)
    assert len(server.der) > 1_000_000
    assessment = assess(server, host="host-49999.example.com")
    assert assessment.matches_host
    assert len(assessment.leaf.dns_names) == len(names)


@pytest.mark.parametrize("bound", ["LARGEST_KEY", "LARGEST_EXPONENT"])
def test_enormous_key_is_not_tried(
    judge: Judge, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """[root with an RSA key above the bound] <- leaf: its signature counts as unverifiable."""
    monkeypatch.setattr(f"exporter.x509.signature.{bound}", 1024)
    root = ca("Root", key=rsa_key(2048))
    verdict = judge(leaf(root), anchors=(root,))
    assert verdict.failure is not None
    assert verdict.failure.reason is TrustReason.OTHER
    assert "cannot be verified" in verdict.failure.detail
