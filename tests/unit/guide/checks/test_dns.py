"""Step 4 finds names that lead nowhere, elsewhere, or to different places by resolver."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from exporter.model.attempt import Attempt
from exporter.model.dns import Answer, DeadEnd, RecordSet, Remark, ServerFailure
from exporter.model.evidence import Sighting
from exporter.model.outcome import Failed
from exporter.words.address_family import AddressFamily
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import ADDRESS, HEALTHY, TARGET, asked, looked_up


def test_answers_outside_the_expected_networks_are_errors() -> None:
    """An answer inside a configured network is right; the proof names both sides."""
    expected = (ip_network("198.51.100.7"), ip_network("2001:db8::/64"))
    deployment = replace(HEALTHY, target=replace(TARGET, expected_ips=expected))
    assert deployment.codes() == ["dns_unexpected_address"]
    assert deployment.proof("dns_unexpected_address") == (
        "system: 203.0.113.10, expected 198.51.100.7, 2001:db8::/64"
    )


def test_answers_inside_the_expected_networks_pass() -> None:
    """The summary says that they are as expected."""
    expected = (ip_network("203.0.113.0/24"),)
    deployment = replace(HEALTHY, target=replace(TARGET, expected_ips=expected))
    assert deployment.codes() == []
    assert deployment.rung(Step.DNS).summary == "www.example.com is 203.0.113.10; as expected"


def test_an_answer_that_nobody_can_mean_is_an_error() -> None:
    """Only what is denied is named; an address that is expected is meant."""
    said = looked_up("public", "127.0.0.1", ADDRESS)
    deployment = replace(HEALTHY, resolvers=(said,))
    assert deployment.codes() == ["dns_sinkhole"]
    assert deployment.proof("dns_sinkhole") == (
        "public: 127.0.0.1, which deny_addresses covers and is not probed"
    )
    expected = (ip_network("127.0.0.1"), ip_network("203.0.113.0/24"))
    meant = replace(deployment, target=replace(TARGET, expected_ips=expected))
    assert meant.codes() == []


def test_a_failed_lookup_is_a_finding_of_step_four() -> None:
    """Without an address no other step is claimed to pass or fail."""
    failed = asked("system", Failed(reason=Reason.DNS_NXDOMAIN))
    deployment = replace(HEALTHY, resolvers=(failed,), sites=())
    assert deployment.codes() == ["dns_lookup_failed"]
    assert deployment.rung(Step.PORT).status is Status.NOT_CHECKED
    assert deployment.judged().first_failing_step is Step.DNS


@pytest.mark.parametrize("reason", [Reason.INTERNAL_ERROR, Reason.STARVED, Reason.DEADLINE])
def test_a_lookup_that_broke_here_blames_no_name(reason: Reason) -> None:
    """It is our own trouble, and the step is not checked by this resolver."""
    own = asked("system", Failed(reason=reason))
    deployment = replace(HEALTHY, resolvers=(own,))
    assert deployment.codes() == []
    assert deployment.rung(Step.DNS).status is Status.NOT_CHECKED
    beside = replace(HEALTHY, resolvers=(looked_up("public", ADDRESS), own)).rung(Step.DNS)
    assert beside.status is Status.PARTLY_CHECKED
    assert "configured; not checked: system needs " in beside.summary


@pytest.mark.parametrize("reason", [Reason.DNS_TIMEOUT, Reason.DNS_REFUSED, Reason.DNS_ERROR])
def test_a_resolver_that_gives_no_answer_is_at_fault_itself(reason: Reason) -> None:
    """No name is said not to resolve for it; step 4 and step 1 say whose answer is missing."""
    dead = asked("corp", Failed(reason=reason, detail="no answer in time"))
    deployment = replace(HEALTHY, resolvers=(dead,), sites=())
    assert deployment.codes() == []
    assert deployment.judged().standing is Standing.UNKNOWN
    for step in (Step.DNS, Step.PORT):
        rung = deployment.rung(step)
        assert rung.status is Status.NOT_CHECKED
        assert rung.summary == "needs an answer of the resolver corp (no answer in time)"
    beside = replace(HEALTHY, resolvers=(looked_up("public", ADDRESS), dead))
    assert beside.codes() == []
    assert beside.rung(Step.DNS).status is Status.PARTLY_CHECKED


@pytest.mark.parametrize(
    ("host", "summary"),
    [
        ("192.0.2.1", "needs a host name to look up, which an address is not"),
        ("www.example.com", "needs a look-up, which is left out where the addresses are given"),
    ],
)
def test_nothing_to_look_up_is_not_checked(host: str, summary: str) -> None:
    """An IP address as host, or addresses that are given, need no DNS, and no place is unknown by it."""
    rung = replace(HEALTHY, resolvers=(), target=replace(HEALTHY.target, host=host)).rung(Step.DNS)
    assert (rung.status, rung.unknown) == (Status.NOT_CHECKED, ())
    assert rung.summary == summary


@pytest.mark.parametrize(
    ("others", "codes"),
    [
        (["203.0.113.10", "203.0.113.11"], []),
        (["198.51.100.7"], ["dns_resolvers_disagree"]),
        (["64:ff9b::cb00:710a"], []),
        (["::ffff:203.0.113.10"], []),
    ],
)
def test_resolvers_disagree_when_their_answers_share_nothing(
    others: list[str], codes: list[str]
) -> None:
    """A partial overlap is what rotation looks like; NAT64 leads to the IPv4 address in it."""
    resolvers = (looked_up("system", ADDRESS), looked_up("cloudflare", *others))
    assert replace(HEALTHY, resolvers=resolvers).codes() == codes


def test_all_disagreements_are_one_finding_about_the_target() -> None:
    """It is at no resolver in particular."""
    resolvers = (
        looked_up("a", "203.0.113.10"),
        looked_up("b", "203.0.113.12", "203.0.113.11"),
        looked_up("c", "203.0.113.10"),
    )
    (finding,) = replace(HEALTHY, resolvers=resolvers).judged().findings
    assert finding.place is None
    assert finding.evidence == (
        "a: 203.0.113.10; b: 203.0.113.11, 203.0.113.12; "
        "b: 203.0.113.11, 203.0.113.12; c: 203.0.113.10"
    )


def test_many_addresses_are_summarised() -> None:
    """The summary lists four and counts the others."""
    many = looked_up("system", *(f"203.0.113.{n}" for n in range(6)))
    assert "203.0.113.3 and 2 more;" in replace(HEALTHY, resolvers=(many,)).rung(Step.DNS).summary


@pytest.mark.parametrize(
    ("family", "standing"),
    [
        (AddressFamily.ANY, Standing.PARTLY_UNKNOWN),
        (AddressFamily.IPV6, Standing.PARTLY_UNKNOWN),
        (AddressFamily.IPV4, Standing.HEALTHY),
    ],
)
def test_addresses_that_a_resolver_kept_to_itself_are_not_known(
    family: AddressFamily, standing: Standing
) -> None:
    """Where AAAA is lost and A is answered, half of the deployment may be hidden."""
    records = (RecordSet(rrtype="A", addresses=(ADDRESS,), ttl=300),)
    answer = asked("system", Answer(records=records, unanswered=("AAAA",)))
    policy = replace(HEALTHY.target.policy, address_family=family)
    deployment = replace(HEALTHY.with_policy(policy), resolvers=(answer,))
    assert deployment.judged().standing is standing
    if standing is Standing.PARTLY_UNKNOWN:
        assert deployment.rung(Step.DNS).summary == "needs an answer about AAAA records"


def refused(*remarks: Remark, unchecked: Answer | None = None, is_signed: bool = False) -> Sighting:
    """A resolver that could not get a valid answer, and what lies behind it."""
    failed = asked("system", Failed(reason=Reason.DNS_SERVFAIL, detail="answered SERVFAIL"))
    behind = ServerFailure(remarks=remarks, unchecked=unchecked, is_signed=is_signed)
    return replace(failed, attempts=(*failed.attempts, Attempt(phase=Phase.DNS, outcome=behind)))


HAS = Answer(records=(RecordSet(rrtype="A", addresses=(ADDRESS,), ttl=300),))


@pytest.mark.parametrize(
    ("resolver", "code"),
    [
        (refused(Remark(code=6, text="EDE 6 (DNSSEC Bogus)")), "dns_dnssec_failed"),
        (refused(Remark(code=9, text="EDE 9 (DNSKEY Missing)")), "dns_dnssec_failed"),
        (refused(unchecked=HAS, is_signed=True), "dns_dnssec_failed"),
        (refused(unchecked=HAS), "dns_lookup_failed"),
        (refused(), "dns_lookup_failed"),
        (refused(Remark(code=22, text="EDE 22 (No Reachable Authority)")), "dns_lookup_failed"),
    ],
)
def test_signatures_are_blamed_where_they_are_to_blame(resolver: Sighting, code: str) -> None:
    """The resolver says so, or has an answer that it need not check, in a zone that is signed."""
    deployment = replace(HEALTHY, resolvers=(resolver,), sites=())
    assert deployment.codes() == [code]
    assert deployment.rung(Step.PORT).status is Status.NOT_CHECKED


def test_who_refuses_signatures_that_another_resolver_finds_right_is_at_fault_itself() -> None:
    """The zone is not to be changed then."""
    sound = asked("public", replace(HAS, is_validated=True))
    plain = asked("router", replace(HAS, is_validated=False))
    broken = refused(unchecked=HAS, is_signed=True)
    deployment = replace(HEALTHY, resolvers=(broken, plain))
    assert deployment.proof("dns_dnssec_failed") == (
        "system: answered SERVFAIL; asked not to check signatures (`dig +cd`), it says 203.0.113.10"
    )
    (finding,) = deployment.judged().findings
    assert finding.remedy.startswith("Have the zone signed anew")
    (finding,) = replace(HEALTHY, resolvers=(broken, sound, plain)).judged().findings
    assert finding.evidence.endswith("it says 203.0.113.10, while public finds them right")
    assert finding.remedy.startswith("Look after the resolver named here")


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        (Reason.DNS_NXDOMAIN, "does not exist"),
        (Reason.DNS_NO_ADDRESS, "has no A or AAAA record"),
    ],
)
def test_an_alias_that_leads_nowhere_is_told_with_its_way(reason: Reason, end: str) -> None:
    """It is told apart from a name that is missing itself."""
    failed = asked("system", Failed(reason=reason, detail="no such name"))
    way = Attempt(phase=Phase.DNS, outcome=DeadEnd(aliases=("shop.cdn.test", "gone.test")))
    resolver = replace(failed, attempts=(*failed.attempts, way))
    deployment = replace(HEALTHY, resolvers=(resolver,), sites=())
    assert deployment.codes() == ["dns_dangling_alias"]
    assert deployment.proof("dns_dangling_alias") == (
        f"system: www.example.com → shop.cdn.test → gone.test, and gone.test {end}"
    )


@pytest.mark.parametrize(
    ("server", "addresses", "proof"),
    [
        ("1.1.1.1", ("10.0.0.5",), "cloudflare, asked at 1.1.1.1, says 10.0.0.5"),
        ("1.1.1.1", (ADDRESS, "fd00::1"), "cloudflare, asked at 1.1.1.1, says fd00::1"),
        ("1.1.1.1", ("100.64.0.1", "::ffff:192.168.1.1"), "says 100.64.0.1, ::ffff:192.168.1.1"),
        ("1.1.1.1", (ADDRESS,), ""),
        ("10.0.0.53", ("10.0.0.5",), ""),
        ("", ("10.0.0.5",), ""),
        ("https://dns.example/dns-query", ("10.0.0.5",), ""),
    ],
)
def test_a_private_address_is_told_where_the_internet_is_told_it(
    server: str, addresses: tuple[str, ...], proof: str
) -> None:
    """A resolver of one's own network may know a view for the inside."""
    records = (RecordSet(rrtype="A", addresses=addresses, ttl=300),)
    said = asked("cloudflare", Answer(records=records, server=server))
    deployment = replace(HEALTHY, resolvers=(said,))
    assert deployment.codes() == (["dns_private_address"] if proof else [])
    if proof:
        assert deployment.proof("dns_private_address").endswith(proof)
    expected = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    meant = replace(deployment, target=replace(TARGET, expected_ips=expected))
    assert meant.codes() == []
