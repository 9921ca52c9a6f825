"""What a name server says, and what becomes of it, through a real socket."""

import asyncio
import struct
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

import pytest
from dns.edns import EDECode, EDEOption
from dns.flags import AA, AD, CD, RA, TC
from dns.message import Message, from_wire, make_response
from dns.rcode import Rcode
from dns.rdatatype import RdataType
from dns.rrset import RRset, from_text

from exporter.model.dns import Answer, CaaRecord, CaaSet, DeadEnd, Permits, ServerFailure
from exporter.model.https_record import HttpsRecords
from exporter.model.outcome import Failed, Outcome
from exporter.model.settings import ResolverAddress, ResolverSettings, Transport
from exporter.model.target import Target
from exporter.probing.prober import Prober
from exporter.probing.resolver import ConfiguredResolver
from exporter.probing.software import Software
from exporter.probing.told import Told
from exporter.probing.translation import WITHOUT_IPV6
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.probed import probed

HOST = "www.example.test"
A = from_text(f"{HOST}.", 300, "IN", "A", "127.0.0.1")
AAAA = from_text(f"{HOST}.", 60, "IN", "AAAA", "::1")
NS = from_text("example.test.", 600, "IN", "NS", "ns.example.test.")
AWAY = from_text(f"{HOST}.", 300, "IN", "CNAME", "www.elsewhere.test.")
SOA = from_text("example.test.", 600, "IN", "SOA", "ns.example.test. root.example.test. 1 2 3 4 30")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What follows on a question."""

    rcode: Rcode = Rcode.NOERROR
    answer: tuple[RRset, ...] = ()
    authority: tuple[RRset, ...] = ()
    remark: EDEOption | None = None
    flags: int = RA
    unchecked: "Reply | None" = None
    """What follows where signatures are not to be checked, if that is something else."""
    above: tuple[RRset, ...] = ()
    """What is answered about the names that these are of."""
    later: "Reply | None" = None
    """What follows the second time, if that is something else."""
    is_silence: bool = False
    is_truncated: bool = False
    """Over UDP nothing but the request to ask over TCP."""
    without_edns: "Reply | None" = None
    """What follows on a question without EDNS, if that is something else."""


EMPTY = Reply(authority=(SOA,))
SILENCE = Reply(is_silence=True)
Script: TypeAlias = Mapping[RdataType, Reply]


@dataclass(kw_only=True)
class NameServer(asyncio.DatagramProtocol):
    """Answers by record type, over UDP and TCP, and counts the questions but the one on DNS64, which it has not."""

    script: Script
    before: Callable[[bytes], bytes] | None = None
    """What comes before each answer over UDP, made of it."""
    questions: Counter[str] = field(default_factory=Counter)
    transport: asyncio.DatagramTransport | None = None
    tcp: asyncio.Server | None = None

    def connection_made(self, transport: Any) -> None:
        """Called by asyncio when the port is bound."""
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Called by asyncio with each question."""
        if WITHOUT_IPV6.encode().partition(b".")[0] in data and self.transport:
            self.transport.sendto(make_response(from_wire(data)).to_wire(), addr)
            return
        wire = self.response(data, over="udp")
        if wire and self.transport:
            if self.before:
                self.transport.sendto(self.before(wire), addr)
            self.transport.sendto(wire, addr)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question over TCP."""
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        wire = self.response(await reader.readexactly(length), over="tcp")
        writer.write(struct.pack("!H", len(wire)) + wire)
        await writer.drain()
        writer.close()

    def response(self, data: bytes, *, over: str) -> bytes:
        """The scripted reply; nothing where that is silence."""
        query = from_wire(data)
        kind = query.question[0].rdtype
        self.questions[f"{kind.name}/{over}"] += 1
        reply = self.script.get(kind, EMPTY)
        if reply.later and self.questions[f"{kind.name}/{over}"] > 1:
            reply = reply.later
        if reply.without_edns and query.edns < 0:
            reply = reply.without_edns
        if reply.unchecked and query.flags & CD:
            reply = reply.unchecked
        return b"" if reply.is_silence else written(reply, query, over).to_wire()


def written(reply: Reply, query: Message, over: str) -> Message:
    """The reply as a message."""
    message = make_response(query)
    message.flags |= AA | reply.flags
    if reply.remark and query.edns >= 0:
        message.use_edns(0, options=[reply.remark])
    message.set_rcode(reply.rcode)
    if reply.is_truncated and over == "udp":
        message.flags |= TC
        return message
    name = query.question[0].name
    message.answer.extend((*reply.answer, *(one for one in reply.above if one.name == name)))
    message.authority.extend(reply.authority)
    return message


Serve: TypeAlias = Callable[[Script], Any]
Ask: TypeAlias = Callable[..., Any]


@pytest.fixture
async def name_server() -> AsyncIterator[Serve]:
    """Starts name servers on 127.0.0.1, each with its resolver settings."""
    transports: list[asyncio.BaseTransport] = []
    servers: list[asyncio.Server] = []

    async def start(script: Script) -> tuple[NameServer, ResolverSettings]:
        server = NameServer(script=script)
        port = 0
        while server.transport is None:
            tcp = await asyncio.start_server(server.converse, "127.0.0.1", 0)
            servers.append(tcp)
            server.tcp = tcp
            port = tcp.sockets[0].getsockname()[1]
            with suppress(OSError):  # somebody has that port of UDP
                transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                    lambda: server, local_addr=("127.0.0.1", port)
                )
                transports.append(transport)
        address = ResolverAddress(address="127.0.0.1", port=port)
        return server, ResolverSettings(name="scripted", address=address)

    yield start
    for transport in transports:
        transport.close()
    for tcp in servers:
        tcp.close()
    await asyncio.sleep(0)


@pytest.fixture
def looked_up(
    name_server: Serve,
    new_prober: Callable[..., Prober],
    new_target: Callable[..., Target],
    closed_port: int,
) -> Ask:
    """What is seen of the host name by a prober with a scripted resolver, and that resolver."""

    async def ask(
        script: Script,
        *,
        seconds: float = 2.0,
        before: Callable[[bytes], bytes] | None = None,
    ) -> tuple[Outcome[object], NameServer]:
        server, settings = await name_server(script)
        server.before = before
        target = new_target(closed_port, host=HOST, timeout=seconds)
        evidence = (await probed(new_prober(settings), target)).evidence
        ((_, sighting),) = evidence.at_resolvers()
        answer = sighting.outcome(Phase.DNS)
        assert answer
        assert any(evidence.at_addresses()) is not isinstance(answer, Failed)
        return answer, server

    return ask


def told(outcome: Outcome[object]) -> set[tuple[str, tuple[str, ...], int | None]]:
    """The records of an answer: type, addresses, time to live."""
    assert isinstance(outcome, Answer)
    return {(records.rrtype, records.addresses, records.ttl) for records in outcome.records}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(rcode=Rcode.NXDOMAIN, authority=(SOA,)), Reason.DNS_NXDOMAIN),
        (EMPTY, Reason.DNS_NO_ADDRESS),
        (Reply(), Reason.DNS_NO_ADDRESS),
        (Reply(rcode=Rcode.SERVFAIL), Reason.DNS_SERVFAIL),
        (Reply(rcode=Rcode.REFUSED), Reason.DNS_REFUSED),
        (Reply(rcode=Rcode.NOTIMP), Reason.DNS_ERROR),
        # Who looks nothing up for others is no word on their names: it refers to them, or follows an
        # alias no further. What it says of its own zone has a SOA record with it.
        (Reply(flags=0, authority=(NS,)), Reason.DNS_REFUSED),
        (Reply(flags=0, answer=(AWAY,)), Reason.DNS_REFUSED),
        (Reply(flags=0, authority=(SOA,)), Reason.DNS_NO_ADDRESS),
    ],
)
async def test_a_lookup_without_an_address_has_its_reason(
    looked_up: Ask, reply: Reply, reason: Reason
) -> None:
    """What the name server says is told apart, and no endpoint is probed."""
    answer, _ = await looked_up({RdataType.A: reply, RdataType.AAAA: reply})
    assert isinstance(answer, Failed)
    assert answer.reason is reason


UNBEARABLE = [
    *(Reply(rcode=one) for one in (Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS, Rcode.SERVFAIL)),
    SILENCE,
]
"""What servers, and what stands before them, make of EDNS that they do not know."""


@pytest.mark.parametrize("reply", UNBEARABLE)
async def test_a_resolver_that_bears_no_edns_is_asked_without(
    name_server: Serve, reply: Reply
) -> None:
    """About both record types; after a while it is asked with EDNS again."""
    script = {
        kind: replace(reply, without_edns=Reply(answer=(one,)))
        for kind, one in ((RdataType.A, A), (RdataType.AAAA, AAAA))
    }
    server, settings = await name_server(script)
    seconds = [0.0]
    resolver = ConfiguredResolver(settings, clock=lambda: seconds[0])
    resolver._resolver.lifetime = 1.0
    with_edns = (await resolver.lookup(HOST)).outcome
    asked = server.questions.copy()
    assert told(with_edns) == {("A", ("127.0.0.1",), 300), ("AAAA", ("::1",), 60)}
    assert asked["A/udp"] > 1
    seconds[0] = 899.0
    assert told((await resolver.lookup(HOST)).outcome) == told(with_edns)
    assert server.questions["A/udp"] == asked["A/udp"] + 1
    seconds[0] = 901.0
    assert told((await resolver.lookup(HOST)).outcome) == told(with_edns)
    assert server.questions["A/udp"] > asked["A/udp"] + 2


async def test_a_name_that_is_missing_is_known_without_edns_as_well(name_server: Serve) -> None:
    """That there is none is an answer, too."""
    missing = Reply(rcode=Rcode.NXDOMAIN, authority=(SOA,))
    script = {
        kind: Reply(rcode=Rcode.FORMERR, without_edns=missing)
        for kind in (RdataType.A, RdataType.AAAA)
    }
    outcome = (await told_by(name_server, script)).outcome
    assert outcome == Failed(reason=Reason.DNS_NXDOMAIN, detail="no such name")


LOOP = (
    from_text(f"{HOST}.", 300, "IN", "CNAME", "web.example.test."),
    from_text("web.example.test.", 300, "IN", "CNAME", f"{HOST}."),
)


def with_answer_name(wire: bytes, *pointers: int) -> bytes:
    """The name of the first record, and what follows, made of these instead."""
    at = wire.index(b"\xc0\x0c")
    return wire[:at] + struct.pack(f"!{len(pointers)}H", *(0xC000 | one for one in pointers))


@pytest.mark.parametrize(
    "before",
    [
        lambda wire: bytes([wire[0] ^ 1]) + wire[1:],
        lambda wire: wire.replace(b"\x03www", b"\x03wwx"),
        lambda wire: wire[:2] + bytes([wire[2] & 0x7F]) + wire[3:],
        lambda wire: wire[:2] + bytes([wire[2] | 0x28]) + wire[3:],
        lambda wire: wire[:6] + b"\xff\xff" + wire[8:],
        lambda wire: wire[:-5],
        lambda wire: wire[:11],
        lambda wire: wire + b"junk",
        lambda _wire: b"",
        lambda wire: with_answer_name(wire, wire.index(b"\xc0\x0c")),
        lambda wire: with_answer_name(wire, wire.index(b"\xc0\x0c") + 2, wire.index(b"\xc0\x0c")),
    ],
    ids=(
        *("id", "question", "no-response", "opcode", "counts", "cut", "short", "trailing", "empty"),
        *("pointer-to-itself", "pointers-in-a-circle"),
    ),
)
async def test_what_is_no_answer_to_the_question_is_passed_over(
    looked_up: Ask, before: Callable[[bytes], bytes]
) -> None:
    """Whoever sent it: the answer that comes after it counts."""
    script = {RdataType.A: Reply(answer=(A,)), RdataType.AAAA: Reply(answer=(AAAA,))}
    answer, _ = await looked_up(script, before=before)
    assert told(answer) == {("A", ("127.0.0.1",), 300), ("AAAA", ("::1",), 60)}


@pytest.mark.parametrize("rcode", [Rcode.NOERROR, Rcode.NXDOMAIN])
async def test_aliases_in_a_circle_are_no_fault_of_the_resolver(
    looked_up: Ask, rcode: Rcode
) -> None:
    """They are told of the name."""
    loop = Reply(rcode=rcode, answer=LOOP)
    answer, _ = await looked_up({RdataType.A: loop, RdataType.AAAA: loop})
    assert isinstance(answer, Failed)
    assert answer.reason in {Reason.DNS_NO_ADDRESS, Reason.DNS_NXDOMAIN}
    if rcode is Rcode.NOERROR:
        assert answer.detail == f"its aliases lead on and on: web.example.test, {HOST}"


async def test_an_answer_that_contradicts_itself_is_no_defect(looked_up: Ask) -> None:
    """No such name, and its address."""
    odd = Reply(rcode=Rcode.NXDOMAIN, answer=(A,))
    answer, _ = await looked_up({RdataType.A: odd, RdataType.AAAA: odd})
    assert isinstance(answer, Failed)
    assert answer.reason is Reason.DNS_NXDOMAIN


async def test_a_silent_name_server_is_not_awaited_beyond_the_deadline(looked_up: Ask) -> None:
    """The target's own time-out bounds the wait."""
    answer, _ = await looked_up({RdataType.A: SILENCE, RdataType.AAAA: SILENCE}, seconds=0.3)
    assert isinstance(answer, Failed)
    assert answer.reason is Reason.DNS_TIMEOUT


async def test_both_record_types_are_reported_with_their_own_ttl(looked_up: Ask) -> None:
    """A and AAAA are asked for once each, and neither shortens the other's time to live."""
    answer, server = await looked_up(
        {RdataType.A: Reply(answer=(A,)), RdataType.AAAA: Reply(answer=(AAAA,))}
    )
    assert told(answer) == {("A", ("127.0.0.1",), 300), ("AAAA", ("::1",), 60)}
    assert server.questions == {
        "A/udp": 1,
        "AAAA/udp": 1,
        "TXT/udp": 1,
        "CAA/udp": 3,
        "HTTPS/udp": 1,
    }


@pytest.mark.parametrize("other", [EMPTY, Reply(rcode=Rcode.SERVFAIL), Reply(rcode=Rcode.REFUSED)])
async def test_one_record_type_is_kept_when_the_other_fails(looked_up: Ask, other: Reply) -> None:
    """The site can be reached by what was answered."""
    answer, _ = await looked_up({RdataType.A: Reply(answer=(A,)), RdataType.AAAA: other})
    assert told(answer) == {("A", ("127.0.0.1",), 300)}


async def test_a_truncated_answer_is_fetched_over_tcp(looked_up: Ask) -> None:
    """The whole record set is seen."""
    many = from_text(f"{HOST}.", 300, "IN", "A", *(f"127.0.1.{n}" for n in range(1, 60)))
    answer, server = await looked_up({RdataType.A: Reply(answer=(many,), is_truncated=True)})
    ((_, addresses, _),) = told(answer)
    assert len(addresses) == 59
    assert (server.questions["A/udp"], server.questions["A/tcp"]) == (1, 1)


async def test_a_long_answer_of_a_server_without_tcp_is_told_as_such(name_server: Serve) -> None:
    """Programs do not get it either, and the name is not to blame."""
    server, settings = await name_server({})
    server.script = {
        kind: Reply(answer=(A,), is_truncated=True) for kind in (RdataType.A, RdataType.AAAA)
    }
    assert server.tcp
    server.tcp.close()
    outcome = (await ConfiguredResolver(settings).lookup(HOST)).outcome
    assert outcome == Failed(
        reason=Reason.DNS_ERROR,
        detail="its answer is too long for UDP, and over TCP: connection refused",
    )


async def test_a_chain_of_aliases_lasts_as_long_as_its_shortest_link(looked_up: Ask) -> None:
    """The addresses are those at its end."""
    chain = (
        from_text(f"{HOST}.", 300, "IN", "CNAME", "edge.example.test."),
        from_text("edge.example.test.", 20, "IN", "CNAME", "pool.example.test."),
        from_text("pool.example.test.", 100, "IN", "A", "127.0.0.1"),
    )
    answer, _ = await looked_up({RdataType.A: Reply(answer=chain)})
    assert told(answer) == {("A", ("127.0.0.1",), 20)}


async def test_no_answer_is_believed_for_long(name_server: Serve) -> None:
    """A record is corrected when it is; a name server may say that it lasts for 68 years."""
    lasting = from_text(f"{HOST}.", 2**31 - 1, "IN", "A", "127.0.0.1")
    too = from_text(f"{HOST}.", 2**31 - 1, "IN", "AAAA", "::1")
    script = {RdataType.A: Reply(answer=(lasting,)), RdataType.AAAA: Reply(answer=(too,))}
    _, settings = await name_server(script)
    answer = await ConfiguredResolver(settings).lookup(HOST)
    assert not isinstance(answer.outcome, Failed)
    assert {ttl for _, _, ttl in told(answer.outcome)} == {2**31 - 1}
    assert answer.lasts == 300.0


async def test_an_alias_that_leads_nowhere_has_no_address(
    looked_up: Ask, name_server: Serve
) -> None:
    """The name exists, so it is not an unknown name."""
    alias = from_text(f"{HOST}.", 300, "IN", "CNAME", "gone.example.test.")
    reply = Reply(answer=(alias,), authority=(SOA,))
    answer, _ = await looked_up({RdataType.A: reply, RdataType.AAAA: reply})
    assert isinstance(answer, Failed)
    assert answer.reason is Reason.DNS_NO_ADDRESS

    (end,) = (await told_by(name_server, {RdataType.A: reply, RdataType.AAAA: reply})).beside
    assert end == DeadEnd(aliases=("gone.example.test",))


BOGUS = EDEOption(EDECode.DNSSEC_BOGUS, "no signature of a known key")
SIGNATURE = from_text(
    *("example.test.", 600, "IN", "RRSIG"),
    "SOA 13 2 600 20260101000000 20250101000000 1 example.test. AAAA",
)
DS = from_text("example.test.", 600, "IN", "DS", "1 13 2 " + 64 * "0")
BROKEN = Reply(rcode=Rcode.SERVFAIL, unchecked=Reply(answer=(A,)))
UNSIGNED = Reply(answer=(SOA,))


async def told_by(name_server: Serve, script: Script) -> Told:
    """What becomes of a lookup by the script."""
    _, settings = await name_server(script)
    return await ConfiguredResolver(settings).lookup(HOST)


async def beside(name_server: Serve, script: Script) -> tuple[Permits | HttpsRecords, ...]:
    """What is known beside addresses by the script."""
    _, settings = await name_server(script)
    return await ConfiguredResolver(settings).beside.of(HOST, None)


@pytest.mark.parametrize(
    ("soa", "ds", "is_signed"),
    [
        (Reply(answer=(SOA, SIGNATURE)), EMPTY, True),
        (UNSIGNED, Reply(answer=(DS,)), True),
        (UNSIGNED, EMPTY, False),
        (SILENCE, SILENCE, False),
    ],
)
async def test_a_failure_is_explained_by_what_is_said_without_checking_signatures(
    name_server: Serve, soa: Reply, ds: Reply, *, is_signed: bool
) -> None:
    """Only a zone that is signed, or should be, can have signatures that do not fit."""
    script = {
        RdataType.A: BROKEN,
        RdataType.AAAA: replace(BROKEN, unchecked=EMPTY),
        RdataType.SOA: soa,
        RdataType.DS: ds,
    }
    told = await told_by(name_server, script)
    assert told.outcome == Failed(reason=Reason.DNS_SERVFAIL, detail="answered SERVFAIL")
    (behind,) = told.beside
    assert isinstance(behind, ServerFailure)
    if soa is SILENCE:  # there was no time to tell
        assert behind.unchecked is None
        return
    assert behind.unchecked
    assert behind.unchecked.addresses == ("127.0.0.1",)
    assert behind.is_signed is is_signed


async def test_what_a_server_says_of_its_failure_is_told(name_server: Serve) -> None:
    """The first of several remarks by code; the words are the server's own."""
    reply = Reply(rcode=Rcode.SERVFAIL, remark=BOGUS)
    told = await told_by(name_server, {RdataType.A: reply, RdataType.AAAA: reply})
    words = "EDE 6 (DNSSEC Bogus): no signature of a known key"
    assert told.outcome == Failed(reason=Reason.DNS_SERVFAIL, detail=f"answered SERVFAIL; {words}")
    (behind,) = told.beside
    assert isinstance(behind, ServerFailure)
    assert [(one.code, one.text) for one in behind.remarks] == [(6, words)]
    assert behind.unchecked is None


async def test_a_failure_that_passes_is_none(name_server: Serve) -> None:
    """Who asks again gets the answer."""
    reply = Reply(rcode=Rcode.SERVFAIL, later=Reply(answer=(A,)))
    told = await told_by(name_server, {RdataType.A: reply, RdataType.AAAA: EMPTY})
    assert isinstance(told.outcome, Answer)
    assert told.outcome.addresses == ("127.0.0.1",)
    assert told.beside == ()


@pytest.mark.parametrize(("flags", "is_validated"), [(AD, True), (0, False)])
async def test_an_answer_says_who_gave_it_and_whether_it_was_checked(
    name_server: Serve, flags: int, *, is_validated: bool
) -> None:
    """And what the server remarks."""
    old = EDEOption(EDECode.STALE_ANSWER)
    told = await told_by(name_server, {RdataType.A: Reply(answer=(A,), flags=flags, remark=old)})
    assert isinstance(told.outcome, Answer)
    assert told.outcome.server == "127.0.0.1"
    assert told.outcome.is_validated is is_validated
    assert [one.text for one in told.outcome.remarks] == ["EDE 3 (Stale Answer)"]


async def test_a_resolver_near_by_is_asked_for_its_software_once_an_hour(
    name_server: Serve,
) -> None:
    """What it says stands beside its answers; who does not say is believed not to for as long.

    Names that are looked up at the same time have it as well.
    """
    version = from_text("version.bind.", 0, "CH", "TXT", '"unbound 1.17.1"')
    for reply, said in ((Reply(answer=(version,)), "unbound 1.17.1"), (EMPTY, ""), (SILENCE, "")):
        server, settings = await name_server(
            {RdataType.A: Reply(answer=(A,)), RdataType.TXT: reply}
        )
        seconds = [0.0]
        resolver = ConfiguredResolver(settings, clock=partial(seconds.__getitem__, 0))
        for seconds[0] in (0.0, 3599.0, 3601.0):
            for told in await asyncio.gather(resolver.lookup(HOST), resolver.lookup(HOST)):
                assert isinstance(told.outcome, Answer)
                assert told.outcome.software == said
        assert server.questions["TXT/udp"] == 2


@pytest.mark.parametrize(
    ("place", "server"),
    [
        (ResolverAddress(address="9.9.9.9"), "9.9.9.9"),
        (ResolverAddress(address="192.0.2.1", transport=Transport.TLS), "192.0.2.1"),
        (ResolverAddress(address="192.0.2.1"), "https://192.0.2.1/dns-query"),
        (ResolverAddress(address=""), ""),
    ],
)
async def test_nobody_is_asked_for_software_who_is_far_away(
    monkeypatch: pytest.MonkeyPatch, place: ResolverAddress, server: str
) -> None:
    """Nor who is asked in another way than over UDP."""
    monkeypatch.setattr("exporter.probing.software.asked", None)
    assert await Software(place, lambda: 0.0).of(server) == ""


CAA_RECORD = from_text("example.test.", 300, "IN", "CAA", '0 issue "ca.example; account=1"')


async def test_records_for_cas_are_asked_of_the_name_and_of_all_above_it(
    name_server: Serve,
) -> None:
    """Once an hour, for all names below."""
    script = {RdataType.A: Reply(answer=(A,)), RdataType.CAA: replace(EMPTY, above=(CAA_RECORD,))}
    server, settings = await name_server(script)
    seconds = [0.0]
    resolver = ConfiguredResolver(settings, clock=lambda: seconds[0])
    issue = CaaRecord(flags=0, tag="issue", value="ca.example; account=1")
    for seconds[0], asked in ((0.0, 3), (3599.0, 3), (3601.0, 6)):
        (permits,) = await resolver.beside.of(HOST, None)
        assert permits == Permits(
            sets=(
                CaaSet(name=HOST, records=()),
                CaaSet(name="example.test", records=(issue,)),
                CaaSet(name="test", records=()),
            )
        )
        assert server.questions["CAA/udp"] == asked


async def test_what_is_not_known_of_a_name_is_no_record(name_server: Serve) -> None:
    """The resolver fails for one of the names; who says nothing to CAs has nothing beside the answer."""
    failing = {RdataType.A: Reply(answer=(A,)), RdataType.CAA: Reply(rcode=Rcode.SERVFAIL)}
    assert await beside(name_server, failing) == ()
    silent = {RdataType.A: Reply(answer=(A,)), RdataType.CAA: EMPTY}
    assert await beside(name_server, silent) == ()


async def test_a_name_that_is_blocked_is_said_to_be(name_server: Serve) -> None:
    """The record is there, and a filter denies it."""
    reply = Reply(rcode=Rcode.NXDOMAIN, authority=(SOA,), remark=EDEOption(EDECode.BLOCKED))
    told = await told_by(name_server, {RdataType.A: reply, RdataType.AAAA: reply})
    assert told.outcome == Failed(
        reason=Reason.DNS_NXDOMAIN, detail="no such name; EDE 15 (Blocked)"
    )


@pytest.mark.parametrize(
    "reply", [Reply(answer=(A,)), Reply(rcode=Rcode.NXDOMAIN, authority=(SOA,))]
)
async def test_many_targets_of_one_name_cause_one_lookup(
    name_server: Serve, new_prober: Any, new_target: Any, closed_port: int, reply: Reply
) -> None:
    """Together and one after the other, whether the name exists or not."""
    server, settings = await name_server({RdataType.A: reply, RdataType.AAAA: reply})
    prober = new_prober(settings, connections_per_second=100_000.0)
    target = new_target(closed_port, host=HOST, timeout=5.0)
    await asyncio.gather(*(probed(prober, target) for _ in range(50)))
    await probed(prober, target)
    beside = {"TXT/udp": 1, "CAA/udp": 3, "HTTPS/udp": 1} if reply.answer else {}
    assert server.questions == {"A/udp": 1, "AAAA/udp": 1, **beside}


async def test_no_name_is_looked_up_for_an_address(
    name_server: Serve, new_prober: Any, new_target: Any, closed_port: int
) -> None:
    """Nor where the addresses are configured and nothing is expected of the record."""
    server, settings = await name_server({})
    for fields in ({"host": "127.0.0.1"}, {"host": HOST, "addresses": ("127.0.0.1",)}):
        report = await probed(new_prober(settings), new_target(closed_port, **fields))
        assert list(report.evidence.at_resolvers()) == []
    assert not server.questions
