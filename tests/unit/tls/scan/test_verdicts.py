"""A scan finds out what a server accepts, and says nothing that is not so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from exporter.model.scan import Accepted
from exporter.tls.scan.answer import is_silence
from exporter.tls.scan.hellos import plain_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.plan import MOST_CONNECTIONS, wanted_question
from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import tells_more, verdicts
from exporter.tls.server_reply import Reply, Unreachable
from exporter.tls.sslv2 import Sslv2Hello
from exporter.words.alert import AlertDescription as Alert
from exporter.words.ending import Closed, NotTls, Refused, Reset, TimedOut, Unreadable
from exporter.words.protocol import Support
from tests.unit.tls.scan.configurations import NGINX, configurations
from tests.unit.tls.scan.simulated_server import Configuration, key, scanned, stages
from tests.unit.tls.scan.truth import Truth, falsehoods, left_open, promised

CONFIGURATIONS = configurations()
FAULTS = (
    Closed(),
    Reset(),
    Refused(Alert.CLOSE_NOTIFY),
    TimedOut(),
    Unreadable("junk"),
    NotTls(b"HTTP/"),
    Unreachable(),
)
ENDINGS = (Closed(), Reset(), TimedOut(), Unreadable("junk"), Unreachable())


def is_misjudged_by_a_plain_hello(server: Configuration) -> bool:
    """Whether it refuses by silence what ordinary clients offer at a version that is on.

    Together with an accident to the full hello that makes two silences; see `Inquiry`.
    """
    plain = (server.answer(plain_hello(version)) for version in server.suites)
    return any(is_silence(reply) for reply in plain)


@dataclass(kw_only=True)
class UnluckyServer:
    """Truthful, but accidents befall its answers: to each question, or version, one at most."""

    server: Configuration
    accidents: Mapping[int, Reply]
    """By the place of the question in the scan."""
    silent_from: int
    """From this place on, nothing but `ending` comes."""
    ending: Reply
    met: list[object] = field(default_factory=list)
    place: int = 0

    def answer(self, question: Question) -> Reply:
        """The truth, or the accident."""
        self.place += 1
        if self.place > self.silent_from:
            return self.ending
        accident = self.accidents.get(self.place)
        # Plain text in reply to SSLv2 is no accident, but the answer of another server.
        is_answer = isinstance(accident, NotTls) and isinstance(question, Sslv2Hello)
        if accident is None or is_answer or key(question) in self.met:
            return self.server.answer(question)
        self.met.append(key(question))
        return accident


@given(server=CONFIGURATIONS)
def test_verdicts_stay_as_they_are_where_an_answer_tells_no_more(server: Configuration) -> None:
    """So that they need not be reckoned anew: most refusals take four."""
    known = tuple(stages(server.answer))
    silent = [pair for pair in pairwise(known) if not tells_more(pair[1], pair[0])]
    for before, after in silent:
        assert verdicts(after) == verdicts(before)


def test_most_refusals_tell_no_more() -> None:
    """Twelve of thirty-two."""
    known = tuple(stages(NGINX.answer))
    assert sum(not tells_more(after, before) for before, after in pairwise(known)) == 12


UNLUCKY_SERVERS = st.builds(
    UnluckyServer,
    server=CONFIGURATIONS.filter(lambda server: not is_misjudged_by_a_plain_hello(server)),
    accidents=st.dictionaries(
        st.integers(min_value=1, max_value=24), st.sampled_from(FAULTS), max_size=8
    ),
    silent_from=st.integers(min_value=1, max_value=64),
    ending=st.sampled_from(ENDINGS),
)


@given(CONFIGURATIONS)
def test_a_scan_without_accidents_finds_out_everything(server: Configuration) -> None:
    """What is promised is known, and as the configuration says."""
    said, truth = verdicts(scanned(server.answer, is_bounded=False)), Truth(server=server)
    assert list(falsehoods(said, truth)) == []
    assert left_open(said) & promised(truth) == set()


@given(CONFIGURATIONS)
def test_a_bounded_scan_says_less_and_nothing_else(server: Configuration) -> None:
    """No more than 64 connections are opened, and the scan knows whether they were enough."""
    whole, bounded = scanned(server.answer, is_bounded=False), scanned(server.answer)
    assert bounded.exchanges == whole.exchanges[:64]
    assert (wanted_question(bounded) is None) is (bounded == whole)
    assert list(falsehoods(verdicts(bounded), Truth(server=server))) == []


@given(UNLUCKY_SERVERS)
def test_no_accident_makes_a_scan_say_what_is_not_so(unlucky: UnluckyServer) -> None:
    """Not even in between; what was known stays so, until something fails that had worked."""
    truth, known = Truth(server=unlucky.server), dict[object, Support]()
    knowledge = Knowledge()
    for knowledge in stages(unlucky.answer):
        said = verdicts(knowledge)
        assert list(falsehoods(said, truth)) == []
        assert known.items() <= definite(said).items() or knowledge.path.is_unreliable
        known = definite(said)
    assert len(knowledge.exchanges) <= MOST_CONNECTIONS


def definite(said: Accepted) -> dict[object, Support]:
    """Whatever the verdicts say that is not unknown."""
    words = (*said.protocols, *said.weak_ciphers, *said.groups)
    return {
        thing: support
        for thing, support in (*words, ("forward secrecy", said.forward_secrecy))
        if support is not Support.UNKNOWN
    }


@given(st.lists(st.sampled_from(FAULTS), min_size=60, max_size=60))
def test_a_server_that_never_answers_is_given_up(endings: list[Reply]) -> None:
    """Nothing is claimed but that plain text is not SSLv2."""
    replies = iter(endings)
    knowledge = scanned(lambda _: next(replies))
    said = verdicts(knowledge)
    assert {support for _, support in said.protocols[1:]} == {Support.UNKNOWN}
    assert not definite(said).keys() - {"SSLv2"}
    assert sum(one.was_asked for one in knowledge.exchanges) <= 1 + 2 * len(said.protocols)


def test_nothing_is_known_before_the_first_answer() -> None:
    """Every verdict begins as unknown, and no group or suite is listed."""
    said = verdicts(Knowledge())
    assert definite(said) == {}
    assert (said.groups, said.preferred_group, said.dh_bits, said.suites) == ((), "", None, ())
