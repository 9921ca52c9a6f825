"""What DNS tells browsers of a site before they connect (HTTPS records), asked for beside its addresses."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.name import Name, from_text, root
from dns.rdata import Rdata
from dns.rdatatype import HTTPS
from dns.rdtypes.svcbbase import (
    ALPNParam,
    ECHParam,
    IPv4HintParam,
    IPv6HintParam,
    MandatoryParam,
    ParamKey,
    PortParam,
    SVCBBase,
)
from dns.resolver import NXDOMAIN

from exporter.model.https_record import HttpsRecord, HttpsRecords
from exporter.model.outcome import Failed
from exporter.probing.caa import text
from exporter.probing.kept_records import KeptRecords
from exporter.probing.told import Told
from exporter.tls.ech import ech_configs
from exporter.words.reason import Reason

USUAL_PORT = 443
OF_A_PORT = "_https"
LONGEST_NAME = 253
"""Characters of a name, without its last dot, that DNS can have."""
KNOWN = frozenset(
    (
        ParamKey.ALPN,
        ParamKey.NO_DEFAULT_ALPN,
        ParamKey.PORT,
        ParamKey.IPV4HINT,
        ParamKey.ECH,
        ParamKey.IPV6HINT,
    )
)
"""The parameters that browsers go by."""
WITHOUT_SAYING = ("http/1.1",)
LONGEST_NONE = 3600.0
LONGEST_SOME = 300.0
"""Seconds: whoever mends a record wants to see it."""
MOST_RECORDS = 8
MOST_FOLLOWED = 2
"""Names to which records lead."""
MOST_IN_ONE = 8
"""Protocols, or hints."""
LONGEST_TEXT = 300
"""Characters of a record that are kept."""
AskForRecords: TypeAlias = Callable[[Name], Coroutine[None, None, HttpsRecords | None]]
"""What one name says; None where that is not known."""

Look: TypeAlias = Callable[[Name], Awaitable[Told]]
"""Asks for the addresses of a name."""


class KeptHttpsRecords:
    """Asks once for the records of a site."""

    def __init__(self, ask: AskForRecords, clock: Callable[[], float]) -> None:
        self._kept = KeptRecords(ask, good_for, clock)

    def asking(self, name: str, port: int | None) -> Iterator[asyncio.Task[HttpsRecords | None]]:
        """What is asked for, or has been, of a host at a port."""
        return map(self._kept.asking, services(name, port))

    def known(self, name: str, port: int | None) -> HttpsRecords | None:
        """Those of a host at a port; None where none are known, or wanted."""
        said = next(map(self._kept.known, services(name, port)), None)
        return said if said and said.records else None


def good_for(said: HttpsRecords | None) -> float:
    """For how many seconds nothing is asked anew."""
    return LONGEST_NONE if said and not said.records else LONGEST_SOME


def services(host: str, port: int | None) -> tuple[str, ...]:
    """The name whose records are those of a site (section 9.1); none where it is too long, or there is no port."""
    if port is None:
        return ()
    name = host if port == USUAL_PORT else f"_{port}.{OF_A_PORT}.{host}"
    return (name,) if len(name) <= LONGEST_NAME else ()


def host_of(service: Name) -> Name:
    """The host whose records a name has."""
    labels = service.labels
    return Name(labels[2:]) if labels[1:2] == (OF_A_PORT.encode(),) else service


async def https_records(name: Name, resolver: Resolver) -> HttpsRecords | None:
    """What the resolver says of one name, aliases (CNAME) followed."""
    try:
        answer = await resolver.resolve(name, HTTPS, search=False, raise_on_no_answer=False)
    except NXDOMAIN:
        return read(name, ())
    except (DNSException, OSError):
        return None
    return read(name, answer.rrset or ())


def following(ask: AskForRecords, look: Look) -> AskForRecords:
    """Asks, and looks whether the names to which the records lead have addresses."""

    async def followed(name: Name) -> HttpsRecords | None:
        said = await ask(name)
        targets = dict.fromkeys(one.target for one in said.records if one.target) if said else ()
        led = {one: (await look(from_text(one))).outcome for one in islice(targets, MOST_FOLLOWED)}
        if said is None or not led:
            return said
        records = (replace(one, is_dead_end=ends(one, led.get(one.target))) for one in said.records)
        return replace(said, records=tuple(records))

    return followed


def ends(record: HttpsRecord, outcome: object) -> bool:
    """Whether it is known to end where it leads; an alias may lead to records, and not to addresses (section 3)."""
    reason = outcome.reason if isinstance(outcome, Failed) else None
    is_empty = reason is Reason.DNS_NO_ADDRESS and not record.is_alias
    return is_empty or reason is Reason.DNS_NXDOMAIN


def read(name: Name, said: Iterable[Rdata]) -> HttpsRecords:
    """What the records of a name are; where one is an alias, the others do not count (section 2.4.1).

    Those that browsers have to pass over, for a parameter that they have to know, count for nothing (section 8).
    """
    known = (one for one in said if isinstance(one, SVCBBase) and is_known(one))
    found = sorted(known, key=lambda one: one.priority)
    aliases = [one for one in found if one.priority == 0]
    counted = (aliases[:1] or found)[:MOST_RECORDS]
    return HttpsRecords(name=text(name), records=tuple(record(one, name) for one in counted))


def is_known(said: SVCBBase) -> bool:
    """Whether browsers know all that has to be known."""
    mandatory = said.params.get(ParamKey.MANDATORY)
    return not isinstance(mandatory, MandatoryParam) or KNOWN.issuperset(mandatory.keys)


def record(said: SVCBBase, name: Name) -> HttpsRecord:
    """What one of them says; the very host is its own target, under a port as well.

    An alias of it is none of nothing: it leads from a port to what holds for the host, or in a circle.
    """
    params = said.params
    own = {root} if said.priority == 0 else {root, name, host_of(name)}
    port, ech = params.get(ParamKey.PORT), params.get(ParamKey.ECH)
    return HttpsRecord(
        priority=said.priority,
        target="" if said.target in own else text(said.target),
        protocols=tuple(dict.fromkeys(protocols(said)))[:MOST_IN_ONE],
        port=port.port if isinstance(port, PortParam) else None,
        hints=tuple(hints(said)),
        ech=ech_configs(ech.ech) if isinstance(ech, ECHParam) else None,
        text=said.to_text()[:LONGEST_TEXT],
    )


def protocols(said: SVCBBase) -> Iterator[str]:
    """Those of the record, and those that go without saying (section 7.1.1)."""
    listed = said.params.get(ParamKey.ALPN)
    if isinstance(listed, ALPNParam):
        yield from (one.decode("latin-1") for one in listed.ids)
    if ParamKey.NO_DEFAULT_ALPN not in said.params:
        yield from WITHOUT_SAYING


def hints(said: SVCBBase) -> Iterator[str]:
    """Its addresses of both kinds."""
    for key in (ParamKey.IPV4HINT, ParamKey.IPV6HINT):
        listed = said.params.get(key)
        if isinstance(listed, IPv4HintParam | IPv6HintParam):
            yield from listed.addresses[:MOST_IN_ONE]
