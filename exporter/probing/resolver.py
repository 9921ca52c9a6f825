"""One configured resolver, asked over the network for the addresses of a name."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.flags import AD, RA, RD
from dns.message import ChainTooLong, QueryMessage
from dns.name import Name, from_text
from dns.nameserver import Do53Nameserver, DoTNameserver, Nameserver
from dns.rdatatype import SOA
from dns.resolver import NXDOMAIN, NoAnswer, NoNameservers

from exporter.model.dns import Answer, RecordSet, Remark, ServerFailure
from exporter.model.outcome import Failed
from exporter.model.settings import ResolverAddress, ResolverSettings, Transport
from exporter.probing.beside import RecordsBeside
from exporter.probing.caa import caa_set
from exporter.probing.edns import DATAGRAM, ForbearingResolver
from exporter.probing.failures import lookup_failure
from exporter.probing.hosts_file import HostsFile, version_of
from exporter.probing.https_records import following, https_records
from exporter.probing.remarks import remarks, with_remarks
from exporter.probing.resolv_conf import ResolvConf, read_resolv_conf
from exporter.probing.server_failure import explained, is_servfail
from exporter.probing.software import Software
from exporter.probing.told import (
    FAILURE_SECONDS,
    LONGEST_ANSWER,
    RECORD_TYPES,
    Told,
    aliases_in,
    by_way_of,
    chain_of,
    combined,
    endless,
    negative_seconds,
)
from exporter.probing.translation import Translation
from exporter.words.reason import Reason

HOSTS = Path("/etc/hosts")
RESOLV_CONF = Path("/etc/resolv.conf")
LONGEST_LOOKUP = 5.0
"""Seconds after which a lookup that nobody may be waiting for any more is given up."""
NEXT_IN_SEARCH = frozenset(
    {Reason.DNS_NXDOMAIN, Reason.DNS_NO_ADDRESS, Reason.DNS_SERVFAIL, Reason.DNS_ERROR}
)
"""Failures of a name after which another of the search list is asked for; who is silent is so to all."""
ASKS_NOBODY = Failed(
    reason=Reason.DNS_REFUSED,
    detail="it is no resolver: it knows zones of its own alone, and leaves the name to others",
)
GRACE = 0.3
"""Seconds that a record type may take longer than the other, once that has an address."""


class ConfiguredResolver:
    """The machine's resolver configuration, or one name server."""

    def __init__(
        self,
        settings: ResolverSettings,
        *,
        hosts: Path = HOSTS,
        resolv_conf: Path = RESOLV_CONF,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = settings.name
        self._hosts = HostsFile(hosts) if settings.is_system else None
        self._resolv_conf = resolv_conf if settings.is_system else None
        self._version: tuple[int, ...] | None = None
        self._names = ResolvConf().names
        self._software = Software(settings.address or ResolverAddress(address=""), clock)
        self._resolver = ForbearingResolver(clock)
        self._resolver.lifetime = LONGEST_LOOKUP
        self._resolver.flags = RD | AD
        if settings.address:
            self._resolver.nameservers = [name_server(settings.address)]
            self._resolver.use_edns(0, 0, DATAGRAM)
        self._translation = Translation(self._resolver, clock)
        self.beside = RecordsBeside(
            partial(caa_set, resolver=self._resolver),
            following(
                partial(https_records, resolver=self._resolver),
                partial(addresses, resolver=self._resolver),
            ),
            clock,
        )

    async def lookup(self, host: str) -> Told:
        """The addresses of `host`, a name without a last dot.

        The machine's resolver looks for it in the domains of the search list as well, as glibc does; where
        none of them has it, what is said of the host as it stands counts. That a name is refused which is
        one word, as systemd-resolved does, is no word on it.
        """
        if self._hosts and (listed := self._hosts.lookup(host)):
            return Told(outcome=Answer(records=listed), lasts=0.0)
        try:
            self._refresh()
        except OSError as error:
            return Told(outcome=lookup_failure(error), lasts=FAILURE_SECONDS)
        answers: dict[str, Told] = {}
        for name in self._names(host):
            told = await self._asked(name)
            if answers and is_refused(told):
                break
            answers[name] = told
            if not is_elsewhere_perhaps(told):
                return told if name == host else by_way_of_search(name, told)
        return answers.get(host) or next(iter(answers.values()))

    async def _asked(self, host: str) -> Told:
        try:
            name = from_text(host)
        except DNSException as error:
            return Told(outcome=lookup_failure(error), lasts=FAILURE_SECONDS)
        told = await addresses(name, self._resolver)
        if is_servfail(told):
            told = await explained(told, name, self._resolver, partial(addresses, name))
        outcome = told.outcome
        if not isinstance(outcome, Answer):
            return told
        software = await self._software.of(outcome.server)
        answer = await self._translation.told(replace(outcome, software=software))
        return replace(told, name=host, outcome=answer)

    def _refresh(self) -> None:
        """Reads resolv.conf again when it changed."""
        if self._resolv_conf is None:
            return
        version = version_of(self._resolv_conf)
        if version and version == self._version:
            return
        found = read_resolv_conf(self._resolv_conf)
        self._resolver.nameservers = list(found.nameservers)
        self._resolver.timeout, self._resolver.rotate = found.timeout, found.rotates
        self._resolver.use_edns(0 if found.has_edns else False)
        self._names = found.names
        self._version = version


def is_elsewhere_perhaps(told: Told) -> bool:
    """Whether the next name is asked for: this one is not there, or its servers fail."""
    outcome = told.outcome
    return isinstance(outcome, Failed) and outcome.reason in NEXT_IN_SEARCH


def is_refused(told: Told) -> bool:
    """Whether the resolver does not look for such a name."""
    return isinstance(told.outcome, Failed) and told.outcome.reason is Reason.DNS_REFUSED


def by_way_of_search(name: str, told: Told) -> Told:
    """What was found in a domain of the search list, under its whole name."""
    if not isinstance(told.outcome, Answer):
        return told
    return replace(told, outcome=replace(told.outcome, aliases=(name, *told.outcome.aliases)))


async def addresses(name: Name, resolver: Resolver) -> Told:
    """What the resolver says of both record types."""
    questions = [asyncio.ensure_future(records(name, rrtype, resolver)) for rrtype in RECORD_TYPES]
    try:
        return combined(await answers_in_time(questions))
    finally:
        for question in questions:
            question.cancel()


async def records(name: Name, rrtype: str, resolver: Resolver) -> Told:
    """What the resolver says of one record type."""
    try:
        answer = await resolver.resolve(name, rrtype, search=False)
    except NXDOMAIN as error:
        return negative(error, next(iter(error.kwargs.get("responses", {}).values()), None))
    except NoAnswer as error:
        response = error.response()
        if asks_nobody(response):
            return Told(outcome=ASKS_NOBODY, lasts=FAILURE_SECONDS)
        return negative(error, response)
    except (DNSException, OSError) as error:
        return failed(error)
    # The shortest TTL of an alias chain counts, so `answer.rrset.ttl` alone would not do.
    chain = answer.chaining_result
    ttl = int(chain.minimum_ttl)
    found = tuple(sorted((record.address for record in answer), key=ip_address))
    outcome = Answer(
        records=(RecordSet(rrtype=rrtype, addresses=found, ttl=ttl),),
        aliases=aliases_in(chain),
        server=answer.nameserver or "",
        is_validated=bool(answer.response.flags & AD),
        remarks=remarks(answer.response),
    )
    return Told(outcome=outcome, lasts=min(ttl, LONGEST_ANSWER))


def negative(error: Exception, response: QueryMessage | None) -> Told:
    """That there is no such record."""
    chain = chain_of(response)
    aliases = aliases_in(chain) if chain else ()
    outcome = with_remarks(lookup_failure(error), remarks(response))
    return by_way_of(aliases, Told(outcome=outcome, lasts=negative_seconds(response)))


def asks_nobody(response: QueryMessage) -> bool:
    """Whether a server that looks nothing up for others (no RA) leaves an answer to those of another zone.

    Its own word that there is no such record comes with the zone's SOA record (RFC 2308, section 2.2).
    """
    return not response.flags & RA and all(one.rdtype is not SOA for one in response.authority)


def failed(error: Exception) -> Told:
    """That there is no answer; of a SERVFAIL, what the server says of it."""
    errors = error.kwargs.get("errors", ()) if isinstance(error, NoNameservers) else ()
    for *_, cause, response in errors:
        if isinstance(cause, ChainTooLong):
            return endless(response)
    outcome = lookup_failure(error)
    if outcome.reason is not Reason.DNS_SERVFAIL or not isinstance(error, NoNameservers):
        return Told(outcome=outcome, lasts=FAILURE_SECONDS)
    said = remarks_of(error)
    behind = ServerFailure(remarks=said, unchecked=None, is_signed=False)
    return Told(outcome=with_remarks(outcome, said), lasts=FAILURE_SECONDS, beside=(behind,))


def remarks_of(error: NoNameservers) -> tuple[Remark, ...]:
    """What the first server says of its failure that says anything."""
    responses = (response for *_, response in error.kwargs.get("errors", ()))
    return next(filter(None, map(remarks, responses)), ())


def name_server(place: ResolverAddress) -> Nameserver:
    """Who is asked; over TLS the certificate has to be for the address."""
    match place.transport:
        case Transport.UDP:
            return Do53Nameserver(place.address, place.port)
        case Transport.TLS:
            return DoTNameserver(place.address, place.port, hostname=place.address)
        case Transport.HTTPS:
            # Only where it is asked for: the client of HTTP is an extra, and large.
            from exporter.probing.light_https import LightHttpsNameserver  # noqa: PLC0415

            return LightHttpsNameserver(place.address)


async def answers_in_time(questions: Sequence[asyncio.Future[Told]]) -> tuple[Told, ...]:
    """All answers; what one record type has is not held up for long by silence on the other."""
    done, _ = await asyncio.wait(questions, return_when=asyncio.FIRST_COMPLETED)
    has_address = any(not isinstance(answer.result().outcome, Failed) for answer in done)
    await asyncio.wait(questions, timeout=GRACE if has_address else None)
    late = Told(outcome=lookup_failure(TimeoutError()), lasts=FAILURE_SECONDS)
    return tuple(question.result() if question.done() else late for question in questions)
