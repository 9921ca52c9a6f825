"""With BIND, unbound, dnsmasq and PowerDNS: a wrong record, an old answer, a server behind, a dead resolver are told apart."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from exporter.config.network import resolver_address
from exporter.model.dns import Answer, CaaRecord, Permits
from exporter.model.https_record import HttpsRecords
from exporter.model.place import Resolver
from exporter.model.report import Report
from exporter.model.settings import ResolverSettings
from exporter.model.target import Policy, Target
from exporter.model.web import Trials
from exporter.probing import beside
from exporter.views.metrics.dns import DNS
from exporter.words.standing import Standing
from exporter.words.step import Step
from tests.ech import config, config_list
from tests.probed import report_by
from tests.real.conftest import Program, miss
from tests.real.programs.deployment import Deployments
from tests.real.programs.name_servers import (
    ONE,
    ROOT,
    TWO,
    NameServers,
    own_network,
    running_caching_bind,
    running_dnsmasq,
    running_name_servers,
    running_recursor,
    running_unbound,
)
from tests.real.programs.named import ZONE as ZONE_START
from tests.real.programs.named import bind
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port
from tests.real.programs.set_ups import HOST, caddy, laid_ground

pytestmark = pytest.mark.real

WRONG = "client_cache_https_record_wrong"
OLD, NEW = "127.0.1.1", "127.0.1.2"
ZONES = {
    "example.test": f"www A {OLD}\nsteady A {NEW}\ndangling CNAME gone\nround CNAME about\nabout CNAME round\nfar CNAME www.behind.test.\n"
    '@ CAA 0 issue "ca.example; account=1"\n',
    "behind.test": f"www A {OLD}\n",
    "lame.test": f"www A {NEW}\n",
    "advert.test": "www A 127.0.0.1\n",
}
CACHES = {
    "unbound": "unbound-control flush www.example.test",
    "dnsmasq": "systemctl restart dnsmasq",
    "bind": "rndc flushname www.example.test",
    "powerdns": "rec_control wipe-cache www.example.test",
}
"""Each with the command that flushes it."""
ZONE = ResolverSettings(name="zone", authoritative=True, root_servers=(resolver_address(ROOT),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The name servers, and caches that asked them before the zones changed."""

    servers: NameServers
    resolvers: Mapping[str, ResolverSettings]

    def probed(self, host: str, *resolvers: str, expected: tuple[str, ...] = (NEW,)) -> Report:
        """The report on a host of which the new address alone is expected, if nothing else is said."""
        target = Target(
            name=host,
            host=host,
            server_name=host,
            expected_ips=tuple(map(ip_network, expected)),
            policy=Policy(timeout=10.0, scan_interval=0.0, deny_addresses=()),
        )
        return self.report(target, *resolvers)

    def report(self, target: Target, *resolvers: str) -> Report:
        """The report on a target of which these are asked."""
        return report_by(target, *(self.resolvers[name] for name in resolvers))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told beside addresses is awaited, however slow the machine is."""
    monkeypatch.setattr(beside, "PATIENCE", 5.0)


@pytest.fixture(scope="module")
def network(program: Program) -> Iterator[None]:
    """A network of this module's own."""
    program("ip")
    try:
        with own_network():
            yield
    except PermissionError:
        miss("network namespaces are not to be had here")


@pytest.fixture(scope="module")
def names(network: None, program: Program, folder: Path) -> Iterator[Names]:
    """The caches hold what www.example.test was; then both its servers change, and one of behind.test."""
    del network
    with (
        running_name_servers(program("named"), folder / "named", ZONES) as servers,
        running_unbound(program("unbound"), folder / "unbound") as unbound,
        running_dnsmasq(program("dnsmasq"), folder / "dnsmasq") as dnsmasq,
        running_recursor(program("pdns_recursor"), folder / "recursor") as recursor,
        running_caching_bind(program("named"), folder / "cache") as bind,
    ):
        ports = {
            "unbound": unbound,
            "dnsmasq": dnsmasq,
            "powerdns": recursor,
            "bind": bind,
            "dead": 9,
        }
        views = {
            name: ResolverSettings(name=name, address=resolver_address(address))
            for name, address in (("inside", ONE), ("outside", TWO))
        }
        resolvers = {
            name: ResolverSettings(name=name, address=resolver_address(f"127.0.0.1:{port}"))
            for name, port in ports.items()
        }
        made = Names(servers=servers, resolvers={**resolvers, **views, "zone": ZONE})
        made.probed("www.example.test", *CACHES)
        changed = ZONES["example.test"].replace(OLD, NEW)
        servers.change("example.test", 2, changed)
        servers.change("behind.test", 2, f"www A {NEW}\n", at=(ONE,))
        yield made


def told(report: Report) -> Mapping[str, str]:
    """The findings of step 4, with their evidence."""
    return {
        f"{finding.kind.code} {finding.place or ''}".strip(): finding.evidence
        for finding in report.findings
        if finding.kind.step is Step.DNS
    }


def metric(report: Report, name: str) -> Mapping[tuple[str, ...], float]:
    """A family of step 4."""
    return dict(next(fact for fact in DNS if fact.name == name).read(report))


def test_a_cache_that_holds_an_old_answer_is_named_with_the_seconds_that_are_left(
    names: Names,
) -> None:
    """The record is right: wait or flush, and nothing is to be changed at the DNS provider."""
    report = names.probed("www.example.test", "zone", *CACHES)
    found = told(report)
    assert found.keys() == {f"dns_stale_resolver {cache}" for cache in CACHES}
    left = metric(report, "tls_dns_cache_stale_seconds")
    remedies = {str(one.place): one.remedy for one in report.findings}
    for cache, command in CACHES.items():
        seconds = int(left[cache,])
        assert 3000 < seconds <= 3600
        assert found[f"dns_stale_resolver {cache}"].startswith(
            f"{cache} still says {OLD} for {seconds} s (until "
        )
        assert found[f"dns_stale_resolver {cache}"].endswith(
            f" UTC), the zone's own name servers have {NEW}"
        )
        assert command in remedies[cache]
    assert metric(report, "tls_dns_authoritative_agree") == {(): True}
    assert {place.address for place, _ in report.evidence.at_addresses()} == {OLD, NEW}


def test_a_record_that_is_wrong_is_told_of_the_zone(names: Names) -> None:
    """Change the record; the cache that repeats it is not to blame."""
    names.servers.change("lame.test", 2, f"www A {OLD}\n")
    report = names.probed("www.lame.test", "zone", "unbound")
    assert told(report)["dns_wrong_record zone"] == (
        f"the zone lame.test itself has {OLD}, expected {NEW}"
    )
    assert not [code for code in told(report) if "stale" in code or "unexpected" in code]


def test_a_server_to_which_a_zone_is_delegated_and_that_does_not_serve_it_is_named(
    names: Names,
) -> None:
    """Another one answers."""
    report = names.probed("www.lame.test", "zone")
    assert told(report)["dns_lame_delegation zone"] == (
        "ns3.nic.test (192.0.2.15) does not serve lame.test, which is delegated to it"
    )


@pytest.mark.parametrize("host", ["www.behind.test", "far.example.test"])
def test_one_server_behind_the_others_is_told_by_its_serial_number(names: Names, host: str) -> None:
    """Also where an alias of another zone leads there."""
    report = names.probed(host, "zone")
    assert told(report) == {
        "dns_authority_behind zone": (
            f"ns2.nic.test (192.0.2.14) says {OLD} by serial number 1, "
            f"behind ns1.nic.test (192.0.2.13) says {NEW} by serial number 2"
        )
    }
    assert metric(report, "tls_dns_authoritative_agree") == {(): False}


def test_resolvers_that_disagree_without_anybody_to_say_who_is_right_are_told(names: Names) -> None:
    """The zone's own servers were not asked."""
    report = names.probed("www.behind.test", "unbound", "dnsmasq")
    assert set(told(report)) <= {
        "dns_unexpected_address unbound",
        "dns_unexpected_address dnsmasq",
    }
    both = names.probed("www.example.test", "unbound", "zone")
    assert metric(both, "tls_dns_resolvers_agree") == {(): False}


@pytest.mark.parametrize(
    ("expected", "codes"),
    [
        ((OLD, NEW), set()),
        ((NEW,), {"dns_unexpected_address outside", "dns_resolvers_disagree"}),
        ((), {"dns_resolvers_disagree"}),
    ],
)
def test_split_views_may_be_declared(
    names: Names, expected: tuple[str, ...], codes: set[str]
) -> None:
    """Two views of BIND: both as expected, one of them not, and neither of them declared."""
    report = names.probed("www.behind.test", "inside", "outside", expected=expected)
    assert told(report).keys() == codes
    assert metric(report, "tls_dns_resolvers_agree") == {(): False}


def test_an_alias_that_leads_to_nothing_is_named(names: Names) -> None:
    """By the zone, and by a resolver."""
    report = names.probed("dangling.example.test", "zone", "unbound")
    way = "dangling.example.test → gone.example.test, and gone.example.test does not exist"
    assert told(report) == {
        "dns_dangling_alias zone": f"zone: {way}",
        "dns_dangling_alias unbound": f"unbound: {way}",
    }


@pytest.mark.parametrize("resolver", ["inside", "zone"])
def test_aliases_that_lead_in_a_circle_are_the_zone_s_fault(names: Names, resolver: str) -> None:
    """BIND refuses to go round, as a resolver and as the zone's own server, and says so."""
    report = names.probed("round.example.test", resolver)
    proof = told(report)[f"dns_lookup_failed {resolver}"]
    assert proof.endswith("answered SERVFAIL; EDE 0 (Other): max. restarts reached")


@pytest.mark.parametrize("resolver", ["unbound", "dnsmasq", "inside", "zone"])
def test_records_for_cas_come_from_the_nearest_name_that_has_any(
    names: Names, resolver: str
) -> None:
    """Asked of caches, of BIND itself, and of the name servers that the delegation leads to."""
    report = names.probed("steady.example.test", resolver)
    (permits,) = (
        permits for _, seen in report.evidence.at_resolvers() for permits in seen.every(Permits)
    )
    (said,) = (one for one in permits.sets if one.records)
    assert (said.name, said.records) == (
        "example.test",
        (CaaRecord(flags=0, tag="issue", value="ca.example; account=1"),),
    )


def test_an_https_record_that_is_not_true_is_found_until_it_is_mended(
    names: Names, program: Program, folder: Path
) -> None:
    """Beside Caddy, in whose configuration HTTP/3 was switched off; asked of BIND, a cache and the zone."""
    ground = laid_ground(program, folder)
    with caddy("http3-withdrawn.caddyfile").start(ground) as port:
        target = Target(
            name="advert",
            host="www.advert.test",
            port=port,
            server_name=HOST,
            expected_ips=(ip_network("127.0.0.1"),),
            policy=Policy(trust=(), scan_pace=0.0, deny_addresses=()),
        )
        name = f"_{port}._https.www.advert.test"
        keys = b64encode(config_list(config("ech.example", version=0xFE0A))).decode("ascii")
        wrong = f'1 . alpn="h3,h2" ipv4hint="127.0.0.9" ech="{keys}"'
        advert(names, 2, port, wrong, f'2 . alpn="h2" port="{port - 1}"')
        told = names.report(target, "inside", "unbound", "zone")
        found = {one.place: one.evidence for one in told.findings if one.kind.code == WRONG}
        assert sorted(place.name for place in found if place) == ["inside", "unbound", "zone"]
        first, second = f"the HTTPS record of {name} “{wrong}”", f'{name} “2 . alpn="h2"'
        for place, evidence in found.items():
            proofs = evidence.split("; ")
            assert proofs[0].startswith(
                f"{place}: {first} has keys for ECH that no browser can use"
            )
            assert proofs[1:3] == [
                f"{place}: {first} promises h3 at UDP port {port}: the port is closed at 127.0.0.1",
                f"{place}: {first} has address hints to which the name does not lead: 127.0.0.9",
            ]
            assert second in proofs[3]
            assert f"promises h2 at TCP port {port - 1}: the port is closed" in proofs[3]
        advert(names, 3, port, "1 gone alpn=h2", "2 www alpn=h2")
        (led,) = (one for one in names.report(target, "zone").findings if one.kind.code == WRONG)
        assert led.evidence.endswith("leads to gone.advert.test, which has no address")
        advert(names, 4, port, '1 . alpn="h2" ipv4hint="127.0.0.1"')
        mended = names.report(target, "inside", "zone")
        assert WRONG not in {one.kind.code for one in mended.findings}
        records = [seen.found(HttpsRecords) for _, seen in mended.evidence.at_resolvers()]
        assert [one.name for one in records if one] == [name, name]


def ech(name: str) -> str:
    """A record with keys for ECH that have this public name."""
    return f'1 . ech="{b64encode(config_list(config(name))).decode("ascii")}"'


@pytest.mark.parametrize(
    ("listening", "record", "promise", "is_declined"),
    [
        ("", '1 . alpn="h2"', "h2", True),
        ("http2", '1 . alpn="h2"', "h2", False),
        ("", ech("cover.test"), "ECH by the name cover.test", True),
        ("", ech(HOST), f"ECH by the name {HOST}", False),
    ],
)
def test_what_nginx_declines_of_promises_is_told(
    names: Names,
    program: Program,
    deployments: Deployments,
    tmp_path: Path,
    *,
    listening: str,
    record: str,
    promise: str,
    is_declined: bool,
) -> None:
    """HTTP/2 of an HTTPS record that nginx is configured without or with, and names of ECH that it has a certificate for or not."""
    port = free_port()
    site = Site(deployment=deployments.deploy(HOST), port=port, listening=listening)
    with running_nginx(program("nginx"), tmp_path, (site,)):
        advert(names, port, port, record)
        target = Target(
            name="advert",
            host="www.advert.test",
            port=port,
            server_name=HOST,
            policy=Policy(trust=(), scan_pace=0.0, deny_addresses=()),
        )
        report = names.report(target, "zone")
    found = [one.evidence for one in report.findings if one.kind.code == WRONG]
    declined = f"promises {promise} at TCP port {port}: declined at 127.0.0.1"
    assert [one.endswith(declined) for one in found] == [True] * is_declined, found
    tried = [seen.found(Trials) for _, seen in report.evidence.at_addresses()]
    assert [str(one) for each in tried if each for one, _ in each.results] == [
        f"{promise} at TCP port {port}"
    ]


def advert(names: Names, serial: int, port: int, *records: str) -> None:
    """The zone says this of the site at a port."""
    lines = "".join(f"_{port}._https.www HTTPS {one}\n" for one in records)
    names.servers.change("advert.test", serial, f"www A 127.0.0.1\n{lines}")


@pytest.mark.parametrize(
    "prefix",
    [
        *("2001:db8::/32", "2001:db8:100::/40", "2001:db8:122::/48"),
        *("2001:db8:122:300::/56", "2001:db8:122:344::/64", "2001:db8:122:344::/96"),
    ],
)
def test_addresses_that_a_network_makes_of_others_are_those(
    network: None, program: Program, tmp_path: Path, prefix: str
) -> None:
    """BIND with DNS64 and a prefix of the network's own: expected and denied addresses are the IPv4 ones."""
    del network
    port = free_port()
    records = {"example.test": f"www A {NEW}", "ipv4only.arpa": "@ A 192.0.0.170\n@ A 192.0.0.171"}
    statements = ""
    for zone, text in records.items():
        (tmp_path / zone).write_text(f"{ZONE_START}{text}\n")
        statements += f'zone "{zone}" {{ type primary; file "{tmp_path / zone}"; }};\n'
    options = f"listen-on port {port} {{ 127.0.0.1; }}; recursion yes; dnssec-validation no; dns64 {prefix} {{ }};"
    settings = ResolverSettings(name="dns64", address=resolver_address(f"127.0.0.1:{port}"))
    with bind(program("named"), tmp_path, options, at=("127.0.0.1", port), zones=statements):

        def report(**said: Any) -> Report:
            policy = Policy(scan_interval=0.0, deny_addresses=said.pop("denied", ()))
            target = Target(
                name="t", host="www.example.test", server_name="x", policy=policy, **said
            )
            return report_by(target, settings)

        right = report(expected_ips=(ip_network(NEW),))
        (answer,) = (seen.found(Answer) for _, seen in right.evidence.at_resolvers())
        assert answer is not None
        assert [one.rrtype for one in answer.records] == ["A", "AAAA"]
        assert told(right) == {}
        wrong = told(report(expected_ips=(ip_network(OLD),)))
        assert list(wrong) == ["dns_unexpected_address dns64"]
        (made,) = answer.records[1].addresses
        assert made in wrong["dns_unexpected_address dns64"]
        denied = told(report(denied=(ip_network("127.0.0.0/8"),)))
        assert made in denied["dns_sinkhole dns64"]


def test_a_dead_resolver_is_not_the_site_s_fault(names: Names) -> None:
    """It stands as unknown where nobody else answers, and nothing is found."""
    report = names.probed("steady.example.test", "dead")
    assert (told(report), report.standing) == ({}, Standing.UNKNOWN)
    beside = names.probed("steady.example.test", "zone", "dead")
    assert told(beside) == {}
    (unknown,) = beside.ladder[Step.DNS.number - 1].unknown
    assert unknown.place == Resolver(name="dead")
    assert unknown.needs.startswith("an answer of the resolver dead (")
