"""HTTPS records that say what is not so are found, and none that may be true."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest

from exporter.model.attempt import Attempt
from exporter.model.dns import Answer
from exporter.model.https_record import EchConfigs, HttpsRecord, HttpsRecords
from exporter.model.memory import Tally
from exporter.model.web import Promise, Trials
from exporter.words.address_family import AddressFamily
from exporter.words.fulfilment import Fulfilment
from exporter.words.phase import Phase
from tests.deployments import ADDRESS, HEALTHY, NOW, SITE, Deployment, looked_up

HOST = "www.example.com"
CODE = "client_cache_https_record_wrong"
PLAIN = HttpsRecord(priority=1, target="", protocols=("h3", "h2", "http/1.1"), text="1 .")
H3 = Promise(protocol="h3", port=443)
H2_ELSEWHERE = Promise(protocol="h2", port=8443)
COVER = Promise(protocol="", port=443, name="cover.example")
OTHER = "203.0.113.77"
DAY = timedelta(days=1)
STEADY = Tally(first_seen=NOW - DAY, last_seen=NOW)


def deployment(
    *records: HttpsRecord, tried: tuple[tuple[Promise, Fulfilment], ...] = ()
) -> Deployment:
    """One address, and what came of the promises there."""
    told = looked_up("system", ADDRESS)
    beside = Attempt(phase=Phase.DNS, outcome=HttpsRecords(name=HOST, records=records))
    resolver = replace(told, attempts=(*told.attempts, beside))
    site = replace(SITE, trials=Trials(results=tried))
    return replace(HEALTHY, resolvers=(resolver,), sites=(site,), met={ADDRESS: STEADY})


def test_promises_are_of_the_host_at_the_record_s_port() -> None:
    """Where HTTP/1.1 is at the site's port anyhow; other names and aliases promise nothing of it."""
    assert PLAIN.promises(443) == (H3, Promise(protocol="h2", port=443))
    elsewhere = replace(PLAIN, port=8443, protocols=("foo", "h2", "http/1.1"))
    assert elsewhere.promises(443) == (H2_ELSEWHERE, Promise(protocol="http/1.1", port=8443))
    assert replace(PLAIN, target="cdn.example").promises(443) == ()
    ech = replace(PLAIN, protocols=(), ech=EchConfigs(public_names=("cover.example", "b.example")))
    assert ech.promises(443) == (COVER,)
    assert replace(PLAIN, priority=0, target="cdn.example").promises(443) == ()


def test_a_promise_that_is_broken_is_named_with_the_record_and_the_address() -> None:
    """A port that is closed, and a protocol that is declined."""
    closed = deployment(PLAIN, tried=((H3, Fulfilment.CLOSED),))
    assert closed.codes() == [CODE]
    assert closed.proof(CODE) == (
        "system: the HTTPS record of www.example.com “1 .” promises h3 at UDP port 443: "
        "the port is closed at 203.0.113.10"
    )
    declined = deployment(replace(PLAIN, port=8443), tried=((H2_ELSEWHERE, Fulfilment.DECLINED),))
    assert declined.proof(CODE).endswith("promises h2 at TCP port 8443: declined at 203.0.113.10")
    ech = replace(PLAIN, ech=EchConfigs(public_names=("cover.example",)))
    told = deployment(ech, tried=((COVER, Fulfilment.DECLINED),)).proof(CODE)
    assert told.endswith("ECH by the name cover.example at TCP port 443: declined at 203.0.113.10")


@pytest.mark.parametrize(
    ("record", "flaw"),
    [
        (replace(PLAIN, priority=0, text="0 ."), "“0 .” says that there is no such site"),
        (
            replace(PLAIN, target="cdn.example", is_dead_end=True),
            "leads to cdn.example, which has no address",
        ),
        (
            replace(PLAIN, ech=EchConfigs(flaw="it holds none")),
            "has keys for ECH that no browser can use: it holds none",
        ),
        (
            replace(PLAIN, hints=(OTHER, "2001:db8::1")),
            "has address hints to which the name does not lead: 203.0.113.77, 2001:db8::1",
        ),
    ],
)
def test_what_cannot_be_used_is_named(record: HttpsRecord, flaw: str) -> None:
    """Without a trial."""
    assert deployment(record).proof(CODE).endswith(flaw)


@pytest.mark.parametrize(
    ("record", "tried"),
    [
        (PLAIN, ((H3, Fulfilment.KEPT),)),
        (PLAIN, ((H3, Fulfilment.UNKNOWN),)),
        (PLAIN, ((H2_ELSEWHERE, Fulfilment.CLOSED),)),
        (PLAIN, ()),
        (replace(PLAIN, hints=(ADDRESS,)), ()),
        (replace(PLAIN, hints=(ADDRESS, OTHER)), ()),
        (replace(PLAIN, target="cdn.example", hints=(OTHER,)), ()),
        (replace(PLAIN, priority=0, target="cdn.example"), ()),
        (replace(PLAIN, ech=EchConfigs(public_names=("ech.example",))), ()),
    ],
)
def test_there_is_no_false_warning(
    record: HttpsRecord, tried: tuple[tuple[Promise, Fulfilment], ...]
) -> None:
    """Silence, other addresses by turns, and what is of another name."""
    assert deployment(record, tried=tried).codes() == []


def test_hints_are_held_against_what_is_expected() -> None:
    """Each of them, at once."""
    both = deployment(replace(PLAIN, hints=(ADDRESS, OTHER)))
    expecting = replace(both.target, expected_ips=(ip_network(ADDRESS),))
    assert replace(both, target=expecting).proof(CODE).endswith(f"does not lead: {OTHER}")
    assert replace(both, target=expecting, met={}).codes() == [CODE]


@pytest.mark.parametrize(
    "met",
    [
        {},
        {ADDRESS: Tally(first_seen=NOW, last_seen=NOW)},
        {ADDRESS: replace(STEADY, first_seen=NOW - DAY + timedelta(seconds=1))},
        {ADDRESS: replace(STEADY, looks=3, seen=2)},
        {ADDRESS: STEADY, "203.0.113.78": Tally(first_seen=NOW, last_seen=NOW)},
        {"203.0.113.78": replace(STEADY, looks=2, missed=1), ADDRESS: STEADY},
    ],
)
def test_hints_are_held_against_addresses_that_have_been_the_same_for_a_day(
    met: dict[str, Tally],
) -> None:
    """A name that gives one of several addresses each time would be told falsely of its hints before."""
    strange = deployment(replace(PLAIN, hints=(OTHER,)))
    assert strange.codes() == [CODE]
    assert replace(strange, met=met).codes() == []


def test_hints_of_a_kind_that_is_not_watched_are_not_judged() -> None:
    """Whether addresses of that kind come by turns is not seen."""
    strange = deployment(replace(PLAIN, hints=("2001:db8::1",)))
    assert strange.codes() == [CODE]
    policy = replace(strange.target.policy, address_family=AddressFamily.IPV4)
    assert replace(strange, target=replace(strange.target, policy=policy)).codes() == []


def test_a_kind_of_address_that_nobody_told_of_proves_nothing() -> None:
    """The question for AAAA was lost."""
    told = looked_up("system", ADDRESS)
    answer = told.attempts[0]
    assert isinstance(answer.outcome, Answer)
    lost = replace(answer, outcome=replace(answer.outcome, unanswered=("AAAA",)))
    records = HttpsRecords(name=HOST, records=(replace(PLAIN, hints=("2001:db8::1",)),))
    beside = Attempt(phase=Phase.DNS, outcome=records)
    resolver = replace(told, attempts=(lost, beside))
    unheard = replace(HEALTHY, resolvers=(resolver,), sites=(SITE,), met={ADDRESS: STEADY})
    assert unheard.codes() == []
