"""Assessments remembered until they may have changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest

from exporter.model.certificate import ChainAssessment
from exporter.x509 import assessor as assessor_module
from exporter.x509.assessor import Assessor, Question
from exporter.x509.decode import MalformedCertificate, certificate
from exporter.x509.recent import Recent
from tests.unit.x509.conftest import SignatureChecks
from tests.unit.x509.pki import NOW, Issued, ca, leaf, store_of

HOST = "www.example.com"
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
Ask: TypeAlias = Callable[[datetime], ChainAssessment]


def asking(*sent: Issued, anchors: tuple[Issued, ...]) -> Ask:
    """One assessor, asked about one chain at different times."""
    assessor = Assessor([store_of(*anchors)])
    chain = tuple(one.der for one in sent)
    return lambda now: assessor.assess(chain, host=HOST, trust=("store",), now=now)


def test_unchanged_chain_is_not_assessed_again() -> None:
    """The same question within the hour has the very same answer."""
    root = ca("Root")
    ask = asking(leaf(root), anchors=(root,))
    assert ask(NOW) is ask(NOW + HOUR - SECOND)


def test_chain_is_assessed_again_after_an_hour() -> None:
    """An answer is at most one hour old."""
    root = ca("Root")
    ask = asking(leaf(root), anchors=(root,))
    assert ask(NOW) is not ask(NOW + HOUR)


def test_clock_set_back_asks_again() -> None:
    """An answer from the future is not used."""
    root = ca("Root")
    ask = asking(leaf(root), anchors=(root,))
    assert ask(NOW) is not ask(NOW - SECOND)


@pytest.mark.parametrize("ending", ["leaf", "intermediate", "anchor", "stranger"])
def test_end_of_any_certificate_asks_again(ending: str) -> None:
    """[root] <- intermediate <- leaf, and a stranger: each one's last second changes the answer."""
    root = ca("Root", end=90 if ending != "anchor" else 60)
    intermediate = ca("CA", root, end=80 if ending != "intermediate" else 60)
    server = leaf(intermediate, end=70 if ending != "leaf" else 60)
    stranger = ca("Stranger", end=75 if ending != "stranger" else 60)
    ask = asking(server, intermediate, stranger, anchors=(root,))
    end = NOW + timedelta(days=60)
    before = ask(end - SECOND)
    assert ask(end + SECOND / 2) is before
    assert ask(end + SECOND) is not before
    assert ask(end - SECOND).trust[0].is_trusted
    assert ask(end + SECOND).trust[0].is_trusted is (ending == "stranger")


def test_beginning_of_a_certificate_asks_again() -> None:
    """A leaf of tomorrow is trusted from its first second on."""
    root = ca("Root")
    ask = asking(leaf(root, begin=1), anchors=(root,))
    begin = NOW + timedelta(days=1)
    assert not ask(begin - SECOND).trust[0].is_trusted
    assert ask(begin).trust[0].is_trusted


def test_last_day_of_the_calendar_is_no_obstacle() -> None:
    """A certificate that never ends (RFC 5280, section 4.1.2.5) is assessed as any other."""
    root = ca("Root", end=(datetime(9999, 12, 31, 12, tzinfo=NOW.tzinfo) - NOW).days)
    assert asking(leaf(root), anchors=(root,))(NOW).trust[0].is_trusted


def test_question_is_chain_host_and_stores() -> None:
    """Another host, other stores and another chain have answers of their own."""
    root = ca("Root")
    chain = (leaf(root).der,)
    assessor = Assessor([store_of(root, name="one"), store_of(ca("Other"), name="other")])
    both = assessor.assess(chain, host=HOST, trust=("one", "other"), now=NOW)
    assert both.matches_host
    assert [(verdict.store, verdict.is_trusted) for verdict in both.trust] == [
        ("one", True),
        ("other", False),
    ]
    assert not assessor.assess(chain, host="other.test", trust=("one",), now=NOW).matches_host
    assert assessor.assess(chain, host=HOST, trust=(), now=NOW).trust == ()
    longer = assessor.assess((*chain, root.der), host=HOST, trust=(), now=NOW)
    assert len(longer.certificates) == 2


def test_certificates_are_decoded_once(signature_checks: SignatureChecks) -> None:
    """A new question about a known certificate does not decode it again."""
    root = ca("Root")
    assessor = Assessor([])
    for host in ("a.example.com", "b.example.com"):
        assessor.assess((root.der,), host=host, trust=(), now=NOW)
    assert signature_checks.count == 3  # its own seal once, and its issuer for each question


def test_leaf_comes_first() -> None:
    """The certificates are as sent, and the first is the leaf."""
    root = ca("Root")
    server = leaf(root)
    assessment = asking(server, root, anchors=(root,))(NOW)
    assert assessment.certificates == (certificate(server.der), certificate(root.der))
    assert assessment.leaf == certificate(server.der)


@pytest.mark.parametrize("chain", [(), (b"",), (b"junk", ca("Root").der)])
def test_chain_without_a_readable_leaf_is_malformed(chain: tuple[bytes, ...]) -> None:
    """There is nothing to assess without the leaf."""
    with pytest.raises(MalformedCertificate):
        Assessor([]).assess(chain, host=HOST, trust=(), now=NOW)


def test_chains_that_come_no_more_are_forgotten() -> None:
    """A server that shows a new certificate each time does not fill the memory."""
    assessor = Assessor([])
    for number in range(6):
        now = NOW + number * HOUR / 2
        assessor.assess((leaf(ca("Root")).der,), host=HOST, trust=(), now=now)
    assert len(assessor._assessments) == 2


@pytest.fixture
def assessments(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts whose chain was assessed instead of remembered."""
    hosts: list[str] = []
    sample = Assessor([]).assess((leaf(ca("Root")).der,), host=HOST, trust=(), now=NOW)

    def counted(_self: Assessor, _chain: object, question: Question, _now: object) -> object:
        hosts.append(question[1])
        return sample

    monkeypatch.setattr(Assessor, "_assess", counted)
    return hosts


def test_the_chains_of_a_large_fleet_stay_remembered(assessments: list[str]) -> None:
    """Those of 50,000 endpoints; one more displaces that which was not asked for longest."""
    assessor = Assessor([])

    def asked(host: int) -> None:
        assessor.assess((b"leaf",), host=f"{host}", trust=(), now=NOW)

    for host in (*range(50_000), *range(50_000)):
        asked(host)
    assert len(assessments) == 50_000
    asked(50_000)
    for host in (50_000, 49_999, 1):
        asked(host)
    assert assessments[50_000:] == ["50000"]
    asked(0)
    assert assessments[50_000:] == ["50000", "0"]


def test_large_certificates_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server chooses their size, and may send another one each time."""
    monkeypatch.setattr(assessor_module, "LARGEST_REMEMBERED", 100)
    root = ca("Root")
    assessor = Assessor([])
    first, second = (
        assessor.assess((root.der,), host=host, trust=(), now=NOW) for host in ("a", "b")
    )
    assert first.leaf == second.leaf
    assert first.leaf is not second.leaf


def test_memory_forgets_what_is_over_from_the_oldest_on() -> None:
    """What is newer than the first that is not over stays, whether it is over or not."""
    memory: Recent[str, int] = Recent(9)
    for place, name in enumerate(("oldest", "old", "lasting", "newest")):
        memory.put(name, place)
    memory.forget_oldest(lambda place: place != 2)
    assert [memory.get(name) for name in ("oldest", "old", "lasting", "newest")] == [
        None,
        None,
        2,
        3,
    ]


def test_memory_forgets_what_was_not_asked_for_longest() -> None:
    """A full memory keeps what was used, and drops the rest."""
    memory: Recent[str, int] = Recent(2)
    memory.put("old", 1)
    memory.put("used", 2)
    assert memory.get("old") == 1
    memory.put("new", 3)
    assert len(memory) == 2
    assert memory.get("used") is None
    assert (memory.get("old"), memory.get("new")) == (1, 3)
