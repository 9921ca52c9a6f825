"""The way from the root to a zone's own name servers, and what they say, by scripted servers."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from dns.flags import AA, RA
from dns.message import Message, QueryMessage, from_wire, make_query, make_response
from dns.name import Name
from dns.name import from_text as name_from_text
from dns.rcode import Rcode
from dns.rdatatype import RdataType
from dns.rrset import RRset, from_text

from exporter.model.dns import Answer, DeadEnd, Permits, Zone
from exporter.model.outcome import Failed
from exporter.model.settings import ResolverAddress, ResolverSettings
from exporter.probing.authority.delegations import INTERCEPTED
from exporter.probing.authority.name_server import NameServer
from exporter.probing.authority.resolver import AuthoritativeResolver, told_by
from exporter.probing.told import Told
from exporter.words.reason import Reason
from tests.unit.probing.free_time import FreeTime, run

ROOT = "192.0.2.1"
SOA = "ns.example. hostmaster.example. {serial} 3600 600 86400 60"


def zones_of(told: Told) -> list[Zone]:
    """The zones on the way."""
    return [one for one in told.beside if isinstance(one, Zone)]


@dataclass(kw_only=True)
class Server:
    """What one name server has: zones with their records, and delegations below them."""

    zones: Mapping[str, tuple[str, ...]]
    """By apex, lines of a zone file without class and time to live."""
    serial: int = 1
    is_silent: bool = False
    is_resolver: bool = False
    """Whether it speaks of zones of others."""


@dataclass(kw_only=True)
class Network:
    """Name servers by address, and the questions that they were asked."""

    servers: Mapping[str, Server]
    asked: list[str] = field(default_factory=list)
    now: float = 0.0
    port: int = 5353

    async def ask(self, server: NameServer, name: Name, rrtype: RdataType) -> QueryMessage | Failed:
        """What the server at the address says."""
        assert server.port == self.port
        self.asked.append(f"{server.address} {name.to_text(omit_final_dot=True)} {rrtype.name}")
        there = self.servers.get(server.address)
        if there is None or there.is_silent:
            return Failed(reason=Reason.DNS_TIMEOUT, detail="no answer in time")
        read = from_wire(response(there, name, rrtype).to_wire())
        assert isinstance(read, QueryMessage)
        return read

    def resolver(self, *roots: str) -> AuthoritativeResolver:
        """What begins at these name servers, on a clock that stands still."""
        settings = ResolverSettings(
            name="zone",
            authoritative=True,
            root_servers=tuple(ResolverAddress(address=one, port=5353) for one in roots),
        )
        return AuthoritativeResolver(settings, ask=self.ask, clock=lambda: self.now)


def response(server: Server, name: Name, rrtype: RdataType) -> Message:
    """The records, a referral, or that there is nothing; REFUSED for zones that are not served."""
    message = make_response(make_query(name, rrtype))
    apexes = [apex for apex in server.zones if name.is_subdomain(absolute(apex))]
    if not apexes:
        message.set_rcode(Rcode.REFUSED)
        return message
    apex = max(apexes, key=len)
    records = [line.split(maxsplit=2) for line in server.zones[apex]]
    cuts = [absolute(owner) for owner, kind, _ in records if kind == "NS"]
    cut = next((one for one in cuts if one != absolute(apex) and name.is_subdomain(one)), None)
    if cut is not None:
        names = [value for owner, kind, value in records if kind == "NS" and absolute(owner) == cut]
        message.authority.append(from_text(cut, 600, "IN", "NS", *names))
        message.additional += [one for each in names for one in addresses(each, records)]
        return message
    message.flags |= RA if server.is_resolver else AA
    return with_records(message, apex, name, rrtype, records=records, serial=server.serial)


def with_records(
    message: Message,
    apex: str,
    name: Name,
    rrtype: RdataType,
    *,
    records: list[list[str]],
    serial: int,
) -> Message:
    """What a zone has, in the message."""
    soa = from_text(absolute(apex), 600, "IN", "SOA", SOA.format(serial=serial))
    if rrtype is RdataType.SOA and name == absolute(apex):
        message.answer.append(soa)
        return message
    here = [(kind, value) for owner, kind, value in records if absolute(owner) == name]
    for kind, value in here:
        if kind in (rrtype.name, "CNAME"):
            message.answer.append(from_text(name, 300, "IN", kind, value))
            message.additional += addresses(value, records)
    if not message.answer:
        message.authority.append(soa)
        if not here and name != absolute(apex):
            message.set_rcode(Rcode.NXDOMAIN)
    return message


def addresses(server: str, records: list[list[str]]) -> list[RRset]:
    """The addresses of a name server that the zone itself has."""
    return [
        from_text(absolute(owner), 600, "IN", "A", value)
        for owner, kind, value in records
        if kind == "A" and absolute(owner) == absolute(server)
    ]


def absolute(text: str) -> Name:
    """The name, with its last dot."""
    return name_from_text(text)


def network(**others: Server) -> Network:
    """A root, and example with two servers at 192.0.2.3 and 192.0.2.4; others by the end of their address."""
    zone = ("www.example A 198.51.100.1", "example NS ns1.example.", "ns1.example A 192.0.2.3")
    known = {
        ROOT: Server(
            zones={
                ".": (
                    *("example NS ns1.example.", "ns1.example A 192.0.2.3"),
                    *("example NS ns2.example.", "ns2.example A 192.0.2.4"),
                )
            }
        ),
        "192.0.2.3": Server(zones={"example": zone}),
        "192.0.2.4": Server(zones={"example": zone}),
    }
    return Network(servers={**known, **{f"192.0.2.{at[1:]}": one for at, one in others.items()}})


async def test_the_delegation_is_followed_and_every_server_of_the_zone_is_asked() -> None:
    """Each for both kinds of address and for the number of its state; without the number nobody is newer."""
    world = network()
    told = await world.resolver(ROOT).lookup("www.example")
    assert isinstance(told.outcome, Answer)
    assert told.outcome.addresses == ("198.51.100.1",)
    (zone,) = zones_of(told)
    assert zone.name == "example"
    assert [(one.server, one.address, one.serial) for one in zone.servers] == [
        ("ns1.example", "192.0.2.3", 1),
        ("ns2.example", "192.0.2.4", 1),
    ]
    assert [one for one in world.asked if one.startswith(ROOT)] == [f"{ROOT} www.example A"]
    asked = {one for one in world.asked if one.startswith("192.0.2.4")}
    assert {one for one in asked if not one.endswith("CAA")} == {
        "192.0.2.4 www.example A",
        "192.0.2.4 www.example AAAA",
        "192.0.2.4 example SOA",
    }


async def test_a_delegation_is_remembered_for_five_minutes_at_most() -> None:
    """It says ten."""
    world = network()
    resolver = world.resolver(ROOT)
    for now, times_at_the_root in ((0.0, 1), (299.0, 1), (301.0, 2)):
        world.now = now
        await resolver.lookup("www.example")
        assert len([one for one in world.asked if one.startswith(ROOT)]) == times_at_the_root


async def test_the_newest_state_of_the_zone_is_what_it_says() -> None:
    """Whichever server has it."""
    world = network(
        _4=Server(zones={"example": ("www.example A 198.51.100.2",)}, serial=2),
    )
    told = await world.resolver(ROOT).lookup("www.example")
    assert isinstance(told.outcome, Answer)
    assert told.outcome.addresses == ("198.51.100.2",)


async def test_a_name_server_of_another_zone_is_searched_for() -> None:
    """Its address does not come along, or is not that zone's to tell."""
    world = network(
        _5=Server(zones={"other": ("www.other A 198.51.100.5",)}),
    )
    world.servers[ROOT].zones = {
        ".": (*world.servers[ROOT].zones["."], "other NS dns.example.", "elsewhere NS dns.example.")
    }
    for address in ("192.0.2.3", "192.0.2.4"):
        world.servers[address].zones = {"example": ("dns.example A 192.0.2.5",)}
    told = await world.resolver(ROOT).lookup("www.other")
    assert isinstance(told.outcome, Answer)
    assert told.outcome.addresses == ("198.51.100.5",)


async def test_zones_whose_servers_lie_in_each_other_are_lost_and_cost_little() -> None:
    """Nobody knows where to begin."""
    world = network()
    world.servers[ROOT].zones = {".": ("one NS ns.two.", "two NS ns.one.")}
    told = await world.resolver(ROOT).lookup("www.one")
    assert isinstance(told.outcome, Failed)
    assert told.outcome.reason is Reason.DNS_TIMEOUT
    assert len(world.asked) < 10


@pytest.mark.parametrize("silent", [(ROOT,), ("192.0.2.3", "192.0.2.4")])
async def test_silence_on_the_way_is_no_word_on_the_name(silent: tuple[str, ...]) -> None:
    """It may be our own network's."""
    world = network()
    for address in silent:
        world.servers[address].is_silent = True
    told = await world.resolver(ROOT).lookup("www.example")
    assert isinstance(told.outcome, Failed)
    assert told.outcome.reason is Reason.DNS_TIMEOUT


async def test_a_resolver_in_the_place_of_the_root_is_told_as_what_it_is() -> None:
    """Networks lead all questions to one of their own; nothing is known of the zone's servers then."""
    world = network()
    world.servers[ROOT].zones = {"example": ("www.example A 198.51.100.1",)}
    world.servers[ROOT].is_resolver = True
    told = await world.resolver(ROOT).lookup("www.example")
    assert told.outcome == INTERCEPTED
    assert zones_of(told) == []


async def test_one_silent_server_of_two_is_passed_over() -> None:
    """The other one speaks."""
    world = network()
    world.servers["192.0.2.3"].is_silent = True
    told = await world.resolver("192.0.2.99", ROOT).lookup("www.example")
    assert isinstance(told.outcome, Answer)


async def test_a_server_that_does_not_serve_the_zone_says_so() -> None:
    """The zone's other one is what counts."""
    world = network(_4=Server(zones={}))
    told = await world.resolver(ROOT).lookup("www.example")
    assert isinstance(told.outcome, Answer)
    said = zones_of(told)[0].servers[1].outcome
    assert said == Failed(
        reason=Reason.DNS_REFUSED, detail="does not serve example, which is delegated to it"
    )


async def test_a_server_of_the_zone_above_may_serve_the_zone_as_well() -> None:
    """There is no referral then, and the zone names its servers itself."""
    below = ("sub.example NS ns9.sub.example.", "ns9.sub.example A 192.0.2.9")
    zone = (*below, "www.sub.example A 198.51.100.9")
    world = network(_9=Server(zones={"sub.example": zone}))
    for address in ("192.0.2.3", "192.0.2.4"):
        world.servers[address].zones = {"example": (), "sub.example": zone}
    told = await world.resolver(ROOT).lookup("www.sub.example")
    assert [(zone.name, zone.servers[0].address) for zone in zones_of(told)] == [
        ("sub.example", "192.0.2.9")
    ]


async def test_aliases_are_followed_into_other_zones() -> None:
    """Each zone on the way is told; where they end, the failure names the last one."""
    world = network()
    zone = ("www.example CNAME cdn.example.", "cdn.example CNAME gone.example.")
    for address in ("192.0.2.3", "192.0.2.4"):
        world.servers[address].zones = {"example": zone}
    told = await world.resolver(ROOT).lookup("www.example")
    assert told.outcome == Failed(
        reason=Reason.DNS_NXDOMAIN, detail="no such name: it is an alias of gone.example"
    )
    assert len(zones_of(told)) == 3
    (end,) = (one for one in told.beside if isinstance(one, DeadEnd))
    assert end.aliases == ("cdn.example", "gone.example")


async def test_aliases_that_lead_in_a_circle_come_to_an_end() -> None:
    """After eight of them."""
    world = network()
    for address in ("192.0.2.3", "192.0.2.4"):
        world.servers[address].zones = {
            "example": ("www.example CNAME web.example.", "web.example CNAME www.example.")
        }
    told = await world.resolver(ROOT).lookup("www.example")
    assert isinstance(told.outcome, Failed)
    assert told.outcome.reason is Reason.DNS_NO_ADDRESS
    assert told.outcome.detail == "its aliases lead on and on"


def test_an_answer_whose_aliases_lead_in_a_circle_has_no_address() -> None:
    """As BIND gives it, all of them at once; they are named."""
    answer = read_answer(
        Rcode.NOERROR, "www.example. CNAME web.example.", "web.example. CNAME www.example."
    )
    told = told_by(answer, absolute("example"), SERVER)
    detail = "its aliases lead on and on: web.example, www.example"
    assert told.outcome == Failed(reason=Reason.DNS_NO_ADDRESS, detail=detail)


def test_an_answer_that_contradicts_itself_is_none() -> None:
    """No such name, and its address: nobody can tell which of them is so."""
    told = told_by(
        read_answer(Rcode.NXDOMAIN, "www.example. A 192.0.2.1"), absolute("example"), SERVER
    )
    failed = Failed(reason=Reason.DNS_ERROR, detail="its answer contradicts itself")
    assert told.outcome == failed


SERVER = NameServer(name="ns.example", address="192.0.2.3", port=53)


def read_answer(rcode: Rcode, *lines: str) -> QueryMessage:
    """An authoritative answer about the IPv4 addresses of www.example."""
    message = make_response(make_query("www.example", "A"))
    message.flags |= AA
    message.set_rcode(rcode)
    for owner, kind, value in (line.split() for line in lines):
        message.answer.append(from_text(owner, 60, "IN", kind, value))
    read = from_wire(message.to_wire())
    assert isinstance(read, QueryMessage)
    return read


async def test_strangers_do_not_send_us_to_our_own_network() -> None:
    """Below the public root, only public addresses are asked."""
    inner = ("example NS ns.example.", "ns.example A 127.0.0.1")
    world = Network(
        servers={
            "198.41.0.4": Server(zones={".": inner}),
            "127.0.0.1": Server(zones={"example": ("www.example A 198.51.100.1",)}),
        },
        port=53,
    )
    told = await world.resolver().lookup("www.example")
    assert isinstance(told.outcome, Failed)
    assert world.asked == ["198.41.0.4 www.example A"]


def permits_of(beside: Iterable[object]) -> dict[str, tuple[str, ...] | None]:
    """Whom the records of each name permit; None where that is not known."""
    return {
        one.name: None if one.records is None else tuple(each.value for each in one.records)
        for permits in beside
        if isinstance(permits, Permits)
        for one in permits.sets
    }


async def test_the_zones_themselves_say_which_cas_may_issue() -> None:
    """Of the name, by way of its alias, and of all above it, in whichever zones; once an hour."""
    world = network(_5=Server(zones={"other": ("web.other A 198.51.100.5",)}))
    world.servers[ROOT].zones = {
        ".": (*world.servers[ROOT].zones["."], "other NS ns.other.", "ns.other A 192.0.2.5")
    }
    world.servers["192.0.2.5"].zones = {
        "other": ("web.other A 198.51.100.5", 'web.other CAA 0 issue "other-ca.example"')
    }
    for address in ("192.0.2.3", "192.0.2.4"):
        world.servers[address].zones = {
            "example": ("www.example CNAME web.other.", 'example CAA 0 issue "ca.example"')
        }
    resolver = world.resolver(ROOT)
    for _ in range(2):
        beside = await resolver.beside.of("www.example", None)
        assert permits_of(beside) == {
            "www.example": ("other-ca.example",),
            "example": ("ca.example",),
        }
    assert len([one for one in world.asked if one.endswith("CAA")]) == 3


async def test_what_servers_keep_to_themselves_of_cas_is_not_known() -> None:
    """A server that is silent is passed over for another; where no name has records, nothing is told."""
    world = network()
    world.servers["192.0.2.3"].is_silent = True
    world.servers["192.0.2.4"].zones = {
        "example": ("www.example A 198.51.100.1", 'example CAA 0 issue "ca.example"')
    }
    beside = await world.resolver(ROOT).beside.of("www.example", None)
    assert permits_of(beside) == {"www.example": (), "example": ("ca.example",)}
    silent = await network().resolver(ROOT).beside.of("www.example", None)
    assert permits_of(silent) == {}


def test_addresses_that_came_in_time_stand_while_others_are_waited_for() -> None:
    """After 4.9 of five seconds; nobody ever says who may issue."""
    world = network()

    async def ask(server: NameServer, name: Name, rrtype: RdataType) -> QueryMessage | Failed:
        await asyncio.sleep(3600.0 if rrtype is RdataType.CAA else 4.9 * (server.address == ROOT))
        return await world.ask(server, name, rrtype)

    async def main(loop: FreeTime) -> None:
        roots = (ResolverAddress(address=ROOT, port=5353),)
        settings = ResolverSettings(name="zone", authoritative=True, root_servers=roots)
        resolver = AuthoritativeResolver(settings, ask=ask, clock=loop.time)
        told = await resolver.lookup("www.example")
        assert isinstance(told.outcome, Answer)
        assert await resolver.beside.of(told.name, None) == ()

    run(main)


async def test_a_zone_that_none_of_its_servers_serves_is_at_fault() -> None:
    """As after its removal from all of them: they answer, and it is not the resolver's silence."""
    world = network()
    for address in ("192.0.2.3", "192.0.2.4"):
        world.servers[address].zones = {}
    told = await world.resolver(ROOT).lookup("www.example")
    assert isinstance(told.outcome, Failed)
    assert told.outcome.reason is Reason.DNS_SERVFAIL
    said = "does not serve example, which is delegated to it"
    assert told.outcome.detail == f"no name server of example answers for the name: {said}"
    (zone,) = zones_of(told)
    assert [one.outcome for one in zone.servers] == [
        Failed(reason=Reason.DNS_REFUSED, detail=said)
    ] * 2


async def test_a_zone_whose_servers_are_silent_is_not_known() -> None:
    """They may be so to us alone."""
    world = network()
    for address in ("192.0.2.3", "192.0.2.4"):
        world.servers[address].is_silent = True
    told = await world.resolver(ROOT).lookup("www.example")
    assert isinstance(told.outcome, Failed)
    assert told.outcome.reason is Reason.DNS_TIMEOUT
