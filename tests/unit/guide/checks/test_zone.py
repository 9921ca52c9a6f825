"""Where the zone's own name servers were asked, a wrong record is told from an old answer in a cache."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_network

import pytest

from exporter.guide.authority import behind, is_agreed
from exporter.guide.runbook import finding_kind
from exporter.model.dns import Answer, RecordSet
from exporter.model.evidence import Sighting
from exporter.model.finding import Finding
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.model.target import Target
from exporter.views.language import remedy_of, speaking
from exporter.words.reason import Reason
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import ADDRESS, HEALTHY, TARGET, Deployment, Site, asked, looked_up
from tests.zones import answer, own, server, zone

OTHER = "198.51.100.9"
EXPECTED = replace(TARGET, expected_ips=(ip_network(ADDRESS),))
NXDOMAIN = Failed(reason=Reason.DNS_NXDOMAIN, detail="no such name")
REFUSED = Failed(reason=Reason.DNS_REFUSED, detail="does not serve example.com")


def by(*resolvers: Sighting, target: Target = EXPECTED, sites: tuple[Site, ...] = ()) -> Deployment:
    """A deployment, as these say."""
    return replace(HEALTHY, target=target, resolvers=resolvers, sites=sites or HEALTHY.sites)


def test_a_record_that_is_wrong_in_the_zone_is_to_be_changed() -> None:
    """Whoever repeats it is not to blame."""
    wrong = by(own(answer(OTHER)), looked_up("system", OTHER))
    assert wrong.codes() == ["dns_wrong_record"]
    assert wrong.proof("dns_wrong_record") == (
        "the zone example.com itself has 198.51.100.9, expected 203.0.113.10"
    )


def test_an_answer_that_the_zone_does_not_give_any_more_is_old() -> None:
    """The proof says until when, and what is right; there is no second finding on it."""
    old = by(own(answer(ADDRESS)), looked_up("system", OTHER))
    assert old.codes() == ["dns_stale_resolver"]
    assert old.proof("dns_stale_resolver") == (
        "system still says 198.51.100.9 for 300 s (until 12:04:59 UTC), "
        "the zone's own name servers have 203.0.113.10"
    )


def test_that_there_is_no_name_is_old_where_the_zone_has_it() -> None:
    """Even where no address is expected in particular."""
    old = by(own(answer(ADDRESS)), asked("system", NXDOMAIN), target=TARGET)
    assert old.codes() == ["dns_stale_resolver"]


@pytest.mark.parametrize(
    ("who", "software", "command"),
    [
        ("127.0.0.53", "", "`resolvectl flush-caches` (older: `systemd-resolve --flush-caches`)"),
        ("127.0.1.1", "dnsmasq-2.90", "systemctl restart NetworkManager"),
        ("192.168.1.1", "dnsmasq-2.90", "pkill -HUP dnsmasq"),
        ("10.0.0.53", "unbound 1.17.1", "unbound-control flush www.example.com"),
        ("10.0.0.53", "9.18.49-1~deb12u3-Debian", "rndc flushname www.example.com"),
        ("10.0.0.53", "PowerDNS Recursor 4.8.8", "rec_control wipe-cache www.example.com"),
        ("10.0.0.53", "CoreDNS-1.11.1", "rollout restart deployment coredns"),
        ("10.0.0.53", "Microsoft DNS 10.0.17763 (45630000)", "Clear-DnsServerCache"),
        ("10.0.0.53", "dnsmasq-pi-hole-v2.90", "pihole reloaddns"),
        ("8.8.8.8", "", "https://developers.google.com/speed/public-dns/cache"),
        ("10.0.0.53", "", "nscd --invalidate=hosts"),
        ("10.0.0.53", "not currently available", "ipconfig /flushdns"),
        (
            "https://dns.example/dns-query",
            "",
            "`rndc flushname www.example.com` (BIND), `unbound-control",
        ),
        ("", "", "dscacheutil -flushcache"),
    ],
)
def test_the_command_that_flushes_the_cache_is_that_of_its_software(
    who: str, software: str, command: str
) -> None:
    """Known by its address or by its word; otherwise there is the list of all."""
    said = replace(answer(OTHER), server=who, software=software)
    finding = by(own(answer(ADDRESS)), asked("system", said)).finding("dns_stale_resolver")
    assert command in finding.remedy
    commands = ("resolvectl", "NetworkManager", "dnsmasq", "unbound", "rndc", "rec_control")
    named = [one for one in commands if one in finding.remedy]
    assert len(named) in ({5} if "nscd" in finding.remedy else {0, 1, 2})
    with speaking("ja"):
        assert "NAME" not in remedy_of(finding)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ((own(answer(ADDRESS)),), "dns_stale_resolver"),
        ((own(answer(ADDRESS)), looked_up("other", OTHER)), "dns_stale_resolver"),
        ((), "dns_unexpected_address"),
    ],
)
def test_what_stands_in_the_hosts_file_is_mended_there(
    said: tuple[Sighting, ...], code: str
) -> None:
    """No cache holds it, and no provider."""
    written = Answer(records=(RecordSet(rrtype="A", addresses=(OTHER,), ttl=None),))
    judged = by(*said, asked("system", written)).judged()
    (found,) = (one for one in judged.findings if one.place == Resolver(name="system"))
    assert (found.kind.code, "`/etc/hosts`" in found.remedy) == (code, True)
    assert "flush" not in found.remedy


def test_an_alias_s_remedy_speaks_of_aliases() -> None:
    """CNAME is a word, and no place for the name."""
    kind = finding_kind("dns_dangling_alias")
    finding = Finding(kind=kind, place=None, evidence="www is an alias", host="www.example.com")
    assert finding.remedy.startswith("Point the alias (CNAME) named here")


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        (TARGET, ["dns_resolvers_disagree"]),
        (replace(TARGET, expected_ips=(ip_network(ADDRESS), ip_network(OTHER))), []),
    ],
)
def test_another_view_of_the_zone_is_not_old(target: Target, codes: list[str]) -> None:
    """Without expected addresses nobody can know; where both are expected, all is well."""
    assert by(own(answer(ADDRESS)), looked_up("system", OTHER), target=target).codes() == codes


def test_what_only_a_stale_resolver_names_is_not_judged() -> None:
    """Nobody is told to mend the machine that the old answer leads to."""
    stray = replace(HEALTHY.sites[0], address=OTHER)
    sites = (HEALTHY.sites[0], stray)
    old = by(own(answer(ADDRESS)), looked_up("system", OTHER), sites=sites)
    assert old.rung(Step.PORT).summary == "port 443 is open on 1 address"
    both = by(own(answer(ADDRESS, OTHER)), looked_up("system", OTHER), sites=sites, target=TARGET)
    assert both.rung(Step.PORT).summary == "port 443 is open on 2 addresses"


def test_an_answer_that_one_of_the_zone_s_servers_still_gives_is_not_the_cache_s_fault() -> None:
    """The server that is behind is, by its serial number."""
    servers = (server("ns1", answer(ADDRESS), 8), server("ns2", answer(OTHER), 7))
    late = by(own(answer(ADDRESS), *servers), looked_up("system", OTHER))
    assert late.codes() == ["dns_unexpected_address", "dns_authority_behind"]
    assert late.finding("dns_unexpected_address").remedy.startswith("The record is right in")
    assert late.proof("dns_authority_behind") == (
        "ns2 (192.0.2.53) says 198.51.100.9 by serial number 7, "
        "behind ns1 (192.0.2.53) says 203.0.113.10 by serial number 8"
    )


def test_servers_that_do_not_serve_the_zone_are_named_where_another_does() -> None:
    """Silence may be the network's."""
    silent = Failed(reason=Reason.DNS_TIMEOUT, detail="no answer in time")
    servers = (
        server("ns1", answer(ADDRESS)),
        server("ns2", REFUSED, None),
        server("ns3", silent, None),
    )
    lame = by(own(answer(ADDRESS), *servers))
    assert lame.codes() == ["dns_lame_delegation"]
    assert lame.proof("dns_lame_delegation") == "ns2 (192.0.2.53) does not serve example.com"
    assert by(own(REFUSED, server("ns2", REFUSED, None))).codes() == []


def test_a_zone_without_the_name_is_a_failed_lookup() -> None:
    """Of the zone itself, and of whoever repeats it."""
    nowhere = by(own(NXDOMAIN), asked("system", NXDOMAIN), sites=())
    assert nowhere.codes() == ["dns_lookup_failed", "dns_lookup_failed"]
    assert nowhere.rung(Step.DNS).status is Status.FAILING


@pytest.mark.parametrize(
    ("serials", "late"),
    [((7, 8), "ns1"), ((4_294_967_295, 1), "ns1"), ((1, 4_294_967_295), "ns2"), ((7, 7), "")],
)
def test_serial_numbers_go_round(serials: tuple[int, int], late: str) -> None:
    """As RFC 1982 has it."""
    told = zone(
        server("ns1", answer(ADDRESS), serials[0]), server("ns2", answer(OTHER), serials[1])
    )
    assert [old.server for old, _ in behind(told)] == ([late] if late else [])


@pytest.mark.parametrize(
    ("answers", "agrees"),
    [
        ({"ns1": (ADDRESS,), "ns2": (ADDRESS,)}, True),
        ({"ns1": (ADDRESS, OTHER), "ns2": (OTHER,)}, True),
        ({"ns1": (ADDRESS,), "ns2": (OTHER,)}, False),
    ],
)
def test_servers_that_share_an_address_agree(
    answers: Mapping[str, tuple[str, ...]], *, agrees: bool
) -> None:
    """By one state of the zone, a part may be told at a time."""
    told = zone(*(server(name, answer(*addresses)) for name, addresses in answers.items()))
    assert is_agreed(told) is agrees
