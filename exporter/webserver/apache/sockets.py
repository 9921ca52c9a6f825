"""Which of Apache's virtual hosts take the connections to an address and port (server/vhost.c)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from exporter.model.address import is_address
from exporter.model.server_config import EVERY_ADDRESS, Site, Socket
from exporter.webserver.allowance import OF_PLACE, Allowance
from exporter.webserver.number import whole_number

ANY = ""
ANY_PORT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenedAddress:
    """Where a virtual host, or the server, takes connections."""

    host: str
    """An IP address, or ANY: all of both families, or what a name leads to."""
    port: int
    """ANY_PORT for all."""

    @property
    def sockets(self) -> tuple[str, ...]:
        """The addresses at which the server listens; IPv6's own takes IPv4 as well."""
        return (self.host,) if self.host else EVERY_ADDRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A virtual host, or the server itself."""

    site: Site
    addresses: tuple[ListenedAddress, ...]
    is_tls: bool
    wants_proxy_header: bool = False
    """As all at its addresses do then (mod_remoteip)."""


def address(written: str, usual: int) -> ListenedAddress:
    """ADDRESS[:PORT], `*` or `_default_`; a `*` alone stands for all ports, others for the usual one."""
    if written == "*":
        return ListenedAddress(host=ANY, port=ANY_PORT)
    bracket = written.rfind("]")
    host, colon, port = written, "", ""
    if ":" in written[bracket + 1 :]:
        host, colon, port = written.rpartition(":")
    host = host.strip("[]").partition("%")[0]
    is_one = is_address(host) and host not in EVERY_ADDRESS
    named = whole_number(port) or ANY_PORT
    return ListenedAddress(host=host if is_one else ANY, port=named if colon else usual)


def listened(written: str) -> ListenedAddress:
    """What a Listen takes: [ADDRESS:]PORT."""
    if (port := whole_number(written)) is not None:
        return ListenedAddress(host=ANY, port=port)
    found = address(written, ANY_PORT)
    return (
        ListenedAddress(host=EVERY_ADDRESS[0], port=found.port)
        if written.startswith(EVERY_ADDRESS[0])
        else found
    )


def sockets(
    hosts: Iterable[Host], server: Host, listens: Iterable[ListenedAddress], allowance: Allowance
) -> Iterator[Socket]:
    """For each address and port those that answer there; the server where no virtual host does."""
    groups: dict[ListenedAddress, list[Host]] = {}
    for host in hosts:
        for one in dict.fromkeys(host.addresses):
            groups.setdefault(one, []).append(host)
    sites = {one: tuple(host.site for host in those) for one, those in groups.items()}
    known: set[tuple[str, int]] = set()
    for address, port in places(listens, groups):
        allowance.take(OF_PLACE)
        if (address, port) in known:
            continue
        known.add((address, port))
        group = answering(groups, address, port)
        those = groups[group] if group else [server]
        yield Socket(
            address=address,
            port=port,
            is_tls=those[0].is_tls,
            sites=sites[group] if group else (server.site,),
            default=those[0].site,
            wants_proxy_header=any(one.wants_proxy_header for one in those),
        )


def places(
    listens: Iterable[ListenedAddress], groups: Iterable[ListenedAddress]
) -> Iterator[tuple[str, int]]:
    """The addresses and ports at which connections are taken; some come twice.

    Where all addresses are listened at, those single ones that virtual hosts have on the port are among them.
    """
    single: dict[int, list[str]] = {}
    for one in groups:
        if one.host:
            single.setdefault(one.port, []).append(one.host)
    for listen in listens:
        for every in listen.sockets:
            yield every, listen.port
            if every in EVERY_ADDRESS:
                for host in chain(single.get(listen.port, ()), single.get(ANY_PORT, ())):
                    if (":" in host) == (":" in every):
                        yield host, listen.port


def answering(
    groups: Collection[ListenedAddress], address: str, port: int
) -> ListenedAddress | None:
    """Those of the very address go before those of all, and then those of the very port."""
    ways = ((address, port), (address, ANY_PORT), (ANY, port), (ANY, ANY_PORT))
    found = (ListenedAddress(host=host, port=number) for host, number in ways)
    return next((one for one in found if one in groups), None)
