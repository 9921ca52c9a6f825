"""Chains appraised, each with the time until which that holds."""

from datetime import datetime, timedelta
from itertools import count, pairwise

import pytest

from exporter.model.certificate import Appraisal, ChainAssessment, Malformed
from exporter.model.recent import Recent
from exporter.words.lenient_match import LenientMatch
from exporter.x509.appraiser import Appraiser
from exporter.x509.decode import certificate
from exporter.x509.trust_store import TrustStore
from tests.unit.x509.conftest import SignatureChecks
from tests.unit.x509.pki import NOW, Issued, ca, leaf, store_of

NAME = "www.example.com"
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def appraiser(*stores: TrustStore) -> Appraiser:
    """An appraiser whose clock does not move."""
    return Appraiser(stores, timer=lambda: 0.0)


def appraised(*sent: Issued, anchors: tuple[Issued, ...], now: datetime = NOW) -> Appraisal:
    """What comes of a chain, the leaf first, against a store of these anchors."""
    chain = tuple(one.der for one in sent)
    return appraiser(store_of(*anchors)).appraise(
        chain, server_name=NAME, trust=("store",), now=now
    )


def assessed(*sent: Issued, anchors: tuple[Issued, ...], now: datetime = NOW) -> ChainAssessment:
    """The same, of a chain whose leaf can be read."""
    assessment = appraised(*sent, anchors=anchors, now=now).assessment
    assert isinstance(assessment, ChainAssessment)
    return assessment


def test_an_appraisal_holds_for_an_hour_at_most() -> None:
    """No date of the chain is near."""
    root = ca("Root")
    appraisal = appraised(leaf(root), anchors=(root,))
    assert (appraisal.since, appraisal.until) == (NOW, NOW + HOUR)


@pytest.mark.parametrize("ending", ["leaf", "intermediate", "anchor", "stranger"])
def test_it_holds_until_any_certificate_has_ended(ending: str) -> None:
    """[root] <- intermediate <- leaf, and a stranger: each one's last second changes the answer."""
    root = ca("Root", end=90 if ending != "anchor" else 60)
    intermediate = ca("CA", root, end=80 if ending != "intermediate" else 60)
    server = leaf(intermediate, end=70 if ending != "leaf" else 60)
    stranger = ca("Stranger", end=75 if ending != "stranger" else 60)
    end = NOW + timedelta(days=60)
    for now in (end - SECOND, end, end + SECOND / 2):
        appraisal = appraised(server, intermediate, stranger, anchors=(root,), now=now)
        assert appraisal.until == end + SECOND
        assert isinstance(appraisal.assessment, ChainAssessment)
        assert appraisal.assessment.trust[0].is_trusted
    after = assessed(server, intermediate, stranger, anchors=(root,), now=end + SECOND)
    assert after.trust[0].is_trusted is (ending == "stranger")


def test_it_holds_until_a_certificate_begins() -> None:
    """A leaf of tomorrow is trusted from its first second on."""
    root = ca("Root")
    server, begin = leaf(root, begin=1), NOW + timedelta(days=1)
    assert appraised(server, anchors=(root,), now=begin - SECOND).until == begin
    assert not assessed(server, anchors=(root,), now=begin - SECOND).trust[0].is_trusted
    assert assessed(server, anchors=(root,), now=begin).trust[0].is_trusted


def test_the_last_day_of_the_calendar_is_no_obstacle() -> None:
    """A certificate that never ends (RFC 5280, section 4.1.2.5) is appraised as any other."""
    root = ca("Root", end=(datetime(9999, 12, 31, 12, tzinfo=NOW.tzinfo) - NOW).days)
    assert assessed(leaf(root), anchors=(root,)).trust[0].is_trusted


def test_each_store_and_name_has_its_own_answer() -> None:
    """The verdicts come in the order of the stores that are asked."""
    root = ca("Root")
    chain = (leaf(root).der,)
    both = appraiser(store_of(root, name="one"), store_of(ca("Other"), name="other"))
    of_both = both.appraise(chain, server_name=NAME, trust=("one", "other"), now=NOW).assessment
    assert isinstance(of_both, ChainAssessment)
    assert of_both.matches_host
    verdicts = [(verdict.store, verdict.is_trusted) for verdict in of_both.trust]
    assert verdicts == [("one", True), ("other", False)]
    of_none = both.appraise(chain, server_name="other.test", trust=(), now=NOW).assessment
    assert isinstance(of_none, ChainAssessment)
    assert not of_none.matches_host
    assert of_none.trust == ()


@pytest.mark.parametrize(
    ("names", "common_name", "match"),
    [
        ((), NAME, LenientMatch.COMMON_NAME),
        ((), "Example Ltd", None),
        (("other.test",), NAME, None),
    ],
)
def test_the_common_name_counts_where_there_is_no_other(
    names: tuple[str, ...], common_name: str, match: LenientMatch | None
) -> None:
    """It is told apart, as few clients still go by it."""
    root = ca("Root")
    said = assessed(leaf(root, names=names, common_name=common_name), anchors=(root,))
    assert (said.matches_host, said.lenient_match) == (False, match)


def test_certificates_are_opened_once(signature_checks: SignatureChecks) -> None:
    """A new question about a known certificate does not open it again."""
    root = ca("Root")
    same = appraiser()
    for name in ("a.example.com", "b.example.com"):
        same.appraise((root.der,), server_name=name, trust=(), now=NOW)
    assert signature_checks.count == 2  # its own seal as it is opened, and its issuer


def test_the_leaf_comes_first() -> None:
    """The certificates are as sent, and the first is the leaf."""
    root = ca("Root")
    server = leaf(root)
    assessment = assessed(server, root, anchors=(root,))
    assert assessment.certificates == (certificate(server.der), certificate(root.der))
    assert assessment.leaf == certificate(server.der)


@pytest.mark.parametrize("chain", [(b"",), (b"junk", ca("Root").der)])
def test_a_chain_without_a_readable_leaf_is_malformed(chain: tuple[bytes, ...]) -> None:
    """That is a fact about the certificate, with how many were sent."""
    appraisal = appraiser().appraise(chain, server_name=NAME, trust=(), now=NOW)
    assert isinstance(appraisal.assessment, Malformed)
    assert appraisal.assessment.length == len(chain)
    assert "cannot be decoded" in appraisal.assessment.detail
    assert appraisal.until == NOW + HOUR


def test_it_tells_how_long_it_took() -> None:
    """By the clock that it was given."""
    ticks = count(step=0.25)
    timed = Appraiser([], timer=lambda: next(ticks))
    appraisal = timed.appraise((ca("Root").der,), server_name=NAME, trust=(), now=NOW)
    assert appraisal.seconds == 0.25


def test_trust_stores_are_told_apart() -> None:
    """By names, certificates and profiles; the same ones read anew are the same."""
    root, other = ca("Root"), ca("Other")
    first = appraiser(store_of(root, name="one")).stores
    assert appraiser(store_of(root, name="one")).stores == first
    assert appraiser(store_of(root, name="two")).stores != first
    assert appraiser(store_of(other, name="one")).stores != first


def test_large_certificates_are_not_kept() -> None:
    """A server chooses their size, and may send another one each time."""
    root = ca("Root")
    large = leaf(root, names=tuple(f"{number:050}.example.com" for number in range(300)))
    assert len(large.der) > 16 * 1024
    same = appraiser()
    for issued, is_kept in ((large, False), (root, True)):
        chain = (issued.der,)
        first, second = (
            same.appraise(chain, server_name=name, trust=(), now=NOW).assessment
            for name in ("a", "b")
        )
        assert isinstance(first, ChainAssessment)
        assert isinstance(second, ChainAssessment)
        assert (first.leaf is second.leaf) is is_kept


def test_a_memory_forgets_what_was_not_asked_for_longest() -> None:
    """A full memory keeps what was used, and drops the rest."""
    memory: Recent[str, str] = Recent(10, weight=len)
    memory.put("old", "12345")
    memory.put("used", "1234")
    assert memory.get("old") == "12345"
    memory.put("new", "12")
    assert len(memory) == 2
    assert memory.get("used") is None
    assert (memory.get("old"), memory.get("new")) == ("12345", "12")


def test_a_memory_is_bounded_by_weight() -> None:
    """One value that weighs much takes the place of many; one that weighs too much is not kept."""
    memory: Recent[int, str] = Recent(10, weight=len)
    for number in range(10):
        memory.put(number, "x")
    assert len(memory) == 10
    memory.put(10, "x" * 9)
    assert len(memory) == 2
    memory.put(11, "x" * 11)
    assert len(memory) == 0


def test_what_many_chains_have_in_common_is_verified_once(
    signature_checks: SignatureChecks,
) -> None:
    """[root] <- intermediate <- many leaves: each leaf is checked, the intermediate the first time."""
    root = ca("Root")
    intermediate = ca("CA", root)
    leaves = [leaf(intermediate) for _ in range(5)]
    same = appraiser(store_of(root))
    signature_checks.count = 0
    counts = []
    for server in leaves:
        chain = (server.der, intermediate.der)
        appraisal = same.appraise(chain, server_name=NAME, trust=("store",), now=NOW)
        assert isinstance(appraisal.assessment, ChainAssessment)
        assert appraisal.assessment.trust[0].is_trusted
        counts.append(signature_checks.count)
    assert [later - earlier for earlier, later in pairwise(counts)] == [1, 1, 1, 1]
    assert counts[0] == 2


def test_leaves_do_not_fill_the_memory_of_seals() -> None:
    """A server may show a new one each time."""
    root = ca("Root")
    same = appraiser(store_of(root))
    for _ in range(5):
        same.appraise((leaf(root).der,), server_name=NAME, trust=("store",), now=NOW)
    assert len(same._seals) == 0
