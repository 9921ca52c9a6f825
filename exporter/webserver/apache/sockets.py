"""Which of Apache's virtual hosts take the connections to an address and port (server/vhost.c)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from exporter.model.address import is_address
from exporter.model.server_config import EVERY_ADDRESS, Site, Socket

ANY = ""
ANY_PORT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
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
    addresses: tuple[Address, ...]
    is_tls: bool


def address(written: str, usual: int) -> Address:
    """ADDRESS[:PORT], `*` or `_default_`; a `*` alone stands for all ports, others for the usual one."""
    if written == "*":
        return Address(host=ANY, port=ANY_PORT)
    bracket = written.rfind("]")
    host, colon, port = written, "", ""
    if ":" in written[bracket + 1 :]:
        host, colon, port = written.rpartition(":")
    host = host.strip("[]").partition("%")[0]
    is_one = is_address(host) and host not in EVERY_ADDRESS
    number = int(port) if port.isdecimal() else ANY_PORT
    return Address(host=host if is_one else ANY, port=number if colon else usual)


def listened(written: str) -> Address:
    """What a Listen takes: [ADDRESS:]PORT."""
    if written.isdecimal():
        return Address(host=ANY, port=int(written))
    found = address(written, ANY_PORT)
    return (
        Address(host=EVERY_ADDRESS[0], port=found.port)
        if written.startswith(EVERY_ADDRESS[0])
        else found
    )


def sockets(hosts: Iterable[Host], server: Host, listens: Iterable[Address]) -> Iterator[Socket]:
    """For each address and port those that answer there; the server where no virtual host does."""
    groups: dict[Address, list[Host]] = {}
    for host in hosts:
        for one in dict.fromkeys(host.addresses):
            groups.setdefault(one, []).append(host)
    places = (
        (address, listen.port)
        for listen in listens
        for every in listen.sockets
        for address in (every, *within(every, listen.port, groups))
    )
    for address, port in dict.fromkeys(places):
        those = answering(groups, address, port) or [server]
        yield Socket(
            address=address,
            port=port,
            is_tls=those[0].is_tls,
            sites=tuple(one.site for one in those),
            default=those[0].site,
        )


def within(every: str, port: int, groups: Mapping[Address, object]) -> Iterator[str]:
    """The single addresses of a family that virtual hosts have on a port."""
    if every in EVERY_ADDRESS:
        for one in groups:
            if one.host and (":" in one.host) == (":" in every) and one.port in {port, ANY_PORT}:
                yield one.host


def answering(groups: Mapping[Address, list[Host]], address: str, port: int) -> list[Host]:
    """Those of the very address go before those of all, and then those of the very port."""
    ways = ((address, port), (address, ANY_PORT), (ANY, port), (ANY, ANY_PORT))
    found = (groups.get(Address(host=host, port=number)) for host, number in ways)
    return next(filter(None, found), [])
