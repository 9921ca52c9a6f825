"""Connections to where documents are, and to nowhere that a stranger may not send us."""

import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from ipaddress import IPv6Network
from typing import TypeAlias

import certifi
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from exporter import __version__
from exporter.config.narrow_socket import narrow_socket
from exporter.model.dns import Answer
from exporter.model.outcome import Failed
from exporter.probing.documents.reach import is_link_local, is_public
from exporter.probing.failures import NoWay
from exporter.words.reason import Reason

AddressesOf: TypeAlias = Callable[[str], Awaitable[Answer | Failed]]
"""The addresses of a host."""


def session(
    look_up: AddressesOf, *, allows_private: bool, authorities: bytes = b""
) -> ClientSession:
    """What makes requests; each has a connection of its own, and nothing is kept between them.

    `authorities` are CAs, in PEM, of which servers may have certificates beside the public ones.
    """

    def guarded(place: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        *_, (address, *_) = place
        refuse_private(str(address), allows_private=allows_private)
        return narrow_socket(place)

    connector = TCPConnector(
        resolver=CheckedResolver(look_up, allows_private=allows_private),
        # The last look, at the very address that is connected to, also where none was looked up.
        socket_factory=guarded,
        ssl=trust_of_the_web(authorities),
        force_close=True,
        use_dns_cache=False,
        limit=0,
    )
    return ClientSession(
        connector=connector,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None, sock_connect=None),
        auto_decompress=False,
        headers={"User-Agent": f"tls-exporter/{__version__}", "Accept-Encoding": "identity"},
    )


@lru_cache(maxsize=4)
def trust_of_the_web(authorities: bytes) -> ssl.SSLContext:
    """For https, by Mozilla's roots and others; made once, as it takes as long as many probes."""
    context = ssl.create_default_context(cafile=certifi.where())
    if authorities:
        context.load_verify_locations(cadata=authorities.decode("ascii"))
    return context


class CheckedResolver(AbstractResolver):
    """Gives the addresses of a host that may be connected to, as aiohttp wants them."""

    def __init__(self, look_up: AddressesOf, *, allows_private: bool) -> None:
        self._look_up = look_up
        self._allows_private = allows_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses; NoWay where there are none, or one is private: a name means one place."""
        found = await self._look_up(host.rstrip("."))
        if isinstance(found, Failed):
            raise NoWay(found)
        for address in found.addresses:
            refuse_private(address, found.prefixes, allows_private=self._allows_private)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=family_of(address),
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found.addresses
            if family in {socket.AF_UNSPEC, family_of(address)}
        ]

    async def close(self) -> None:
        """Nothing of its own is open."""


def refuse_private(
    address: str, prefixes: Iterable[IPv6Network] = (), *, allows_private: bool
) -> None:
    """NoWay where the address is one that a stranger may not send us to."""
    if is_link_local(
        address, prefixes
    ):  # in clouds, where machines learn their credentials: no CA is there
        raise NoWay(
            Failed(reason=Reason.FETCH_DENIED, detail=f"it leads to {address}, which is link-local")
        )
    if not allows_private and not is_public(address, prefixes):
        detail = (
            f"it leads to {address}, which is not on the internet (fetch.allow_private_addresses)"
        )
        raise NoWay(Failed(reason=Reason.FETCH_DENIED, detail=detail))


def family_of(address: str) -> socket.AddressFamily:
    """IPv6 where the address has colons."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET
