"""The way from the root to the name servers of a zone, as each of them names the next."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from dns.flags import RA
from dns.message import QueryMessage
from dns.name import Name, root
from dns.rdatatype import RdataType

from exporter.model.outcome import Failed
from exporter.model.settings import DNS_PORT, ResolverAddress
from exporter.probing.authority.name_server import Ask, NameServer
from exporter.probing.authority.referral import (
    Referral,
    apex,
    is_authoritative,
    own_servers,
    referral,
)
from exporter.probing.told import chain_of
from exporter.words.reason import Reason

ROOT_HINTS = Path(__file__).with_name("root_hints.txt")
MOST_QUESTIONS = 60
"""In one search, those for the addresses of name servers among them."""
DEEPEST = 4
"""Searches within searches: name servers of name servers."""
MOST_SERVERS = 8
"""Name servers of a zone that are asked, one address of each."""
MOST_KNOWN = 256
"""Delegations that are remembered."""
LONGEST_KNOWN = 300.0
"""Seconds that one is believed, however long it says."""
LOST = Failed(reason=Reason.DNS_TIMEOUT, detail="no name server on the way to the zone answered")
INTERCEPTED = Failed(
    reason=Reason.DNS_ERROR,
    detail="a resolver answers in the place of the root's name servers: something on the way takes all DNS questions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A zone and the name servers that it is delegated to."""

    zone: Name
    servers: tuple[NameServer, ...]


@dataclass(slots=True)
class Search:
    """How much of a search is left."""

    questions: int = MOST_QUESTIONS
    under_way: list[Name] = field(default_factory=list)
    """Name servers that are searched for, one within the other."""


class Delegations:
    """Follows delegations from the root, or from name servers that stand for it."""

    def __init__(
        self, roots: tuple[ResolverAddress, ...], *, ask: Ask, clock: Callable[[], float]
    ) -> None:
        """Below roots of one's own, servers are asked at the port of those that name them."""
        self._ask = ask
        self._clock = clock
        self._is_public = not roots
        self._top = Delegation(zone=root, servers=tuple(own_roots(roots) or root_hints()))
        self._known: OrderedDict[Name, tuple[Delegation, float]] = OrderedDict()

    async def of(self, name: Name, search: Search | None = None) -> Delegation | Failed:
        """The zone of a name; a failure where the way to it is lost."""
        search = search or Search()
        here = self._nearest(name)
        while True:
            response = await self._first_answer(here, name, search)
            if isinstance(response, Failed):
                return response
            if is_authoritative(response):
                return await self._itself(here, name, search)
            further = referral(response, name, here.zone)
            if further is None:  # whoever was heard does not serve what is delegated to it
                if here != self._top:
                    return here
                return INTERCEPTED if response.flags & RA else LOST
            here = await self._remembered(further, here, search)

    async def _first_answer(
        self, here: Delegation, name: Name, search: Search
    ) -> QueryMessage | Failed:
        """What the first server says that speaks of its zone, or of one below it; else whatever one says."""
        last: QueryMessage | Failed = LOST
        for server in here.servers:
            if not search.questions:
                return Failed(reason=Reason.DNS_ERROR, detail="the delegation leads on and on")
            search.questions -= 1
            response = await self._ask(server, name, RdataType.A)
            if isinstance(response, Failed):
                continue
            if is_authoritative(response) or referral(response, name, here.zone):
                return response
            last = response
        return last

    async def _itself(self, here: Delegation, name: Name, search: Search) -> Delegation:
        """The zone of a name, where a server of the zone above may serve it as well."""
        for server in here.servers:
            said = await self._ask(server, name, RdataType.SOA)
            if isinstance(said, Failed) or not is_authoritative(said):
                continue
            found = apex(said)
            if found is None or found[0] == here.zone or not name.is_subdomain(found[0]):
                return here
            named = await self._ask(server, found[0], RdataType.NS)
            servers = None if isinstance(named, Failed) else own_servers(named)
            return await self._remembered(servers, here, search) if servers else here
        return here

    async def _remembered(self, said: Referral, here: Delegation, search: Search) -> Delegation:
        """The delegation that a referral tells of."""
        port = here.servers[0].port
        servers = [one async for one in self._addressed(said.servers, port, search)]
        found = Delegation(zone=said.zone, servers=tuple(servers))
        if servers:
            self._known[said.zone] = (found, self._clock() + min(said.ttl, LONGEST_KNOWN))
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return found

    async def _addressed(
        self, servers: Mapping[Name, tuple[str, ...]], port: int, search: Search
    ) -> AsyncIterator[NameServer]:
        """Each server at one address, which is searched for where it did not come along."""
        for server, told in sorted(servers.items())[:MOST_SERVERS]:
            addresses = told or await self._addresses_of(server, search)
            for address in filter(self._may_be_asked, addresses):
                name = server.to_text(omit_final_dot=True).lower()
                yield NameServer(name=name, address=address, port=port)
                break

    async def _addresses_of(self, server: Name, search: Search) -> tuple[str, ...]:
        """The IPv4 addresses of a name server, by the name servers of its own zone."""
        if server in search.under_way or len(search.under_way) >= DEEPEST:
            return ()
        search.under_way.append(server)
        try:
            found = await self.of(server, search)
            if isinstance(found, Failed):
                return ()
            response = await self._first_answer(found, server, search)
        finally:
            search.under_way.pop()
        if isinstance(response, Failed):
            return ()
        chain = chain_of(response)
        return tuple(record.address for record in (chain.answer if chain else None) or ())

    def _nearest(self, name: Name) -> Delegation:
        """Where to begin: the zone nearest to the name whose servers are known."""
        now = self._clock()
        for zone in ancestors(name):
            found, until = self._known.get(zone, (None, 0.0))
            if found and now < until:
                return found
        return self._top

    def _may_be_asked(self, address: str) -> bool:
        """Whether a stranger may send us there: not to this machine, and not to its own network."""
        return not self._is_public or ip_address(address).is_global


def ancestors(name: Name) -> Iterator[Name]:
    """The name, and each that it is below of but the root."""
    while name != root:
        yield name
        name = name.parent()


def own_roots(roots: Iterable[ResolverAddress]) -> list[NameServer]:
    """Name servers that stand for the root's."""
    return [NameServer(name=one.address, address=one.address, port=one.port) for one in roots]


def root_hints() -> list[NameServer]:
    """The root's name servers, as IANA lists them (named.root of 2023)."""
    lines = (line.split() for line in ROOT_HINTS.read_text().splitlines())
    return [NameServer(name=name, address=address, port=DNS_PORT) for name, address in lines]
