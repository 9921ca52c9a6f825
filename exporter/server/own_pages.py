"""The pages in browsers that may give commands: the exporter's own, under a name that is known to be its own."""

import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yarl import URL

from exporter.model.address import is_address
from exporter.server.listen_address import ListenAddress

FOREIGN = "the request comes from a page of another site"
STRANGE = (
    "{host} is not known to be this exporter's name, and could be made to lead here by anybody; "
    "open its page by address, or start it with --web.external-url={origin}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPages:
    """The names under which the exporter's pages are open, besides literal addresses.

    Whoever owns any other name can have it lead to an exporter in a visitor's network, a moment
    after it led to a page of his (DNS rebinding): the browser then sees one site. No such name has
    a certificate here, so HTTPS needs no list, nor does what is no browser.
    """

    hosts: frozenset[str]
    origin: str = ""
    """Where browsers find the exporter behind a proxy: `https://HOST[:PORT]`."""

    def refusal(self, headers: Mapping[str, str]) -> str:
        """Why a request must not be obeyed; empty where it may.

        Browsers say where it comes from in Sec-Fetch-Site where that is HTTPS or this machine
        (W3C Fetch Metadata, section 2), and in Origin wherever it is.
        """
        site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
        if site is not None:
            return "" if site in {"none", "same-origin"} else FOREIGN
        if origin is None:
            return ""
        url = opened(origin)
        if url is None:
            return FOREIGN
        if str(url) == self.origin:
            return ""
        if origin.partition("://")[2] != headers.get("Host"):
            return FOREIGN
        return "" if self._is_own(url.host) else STRANGE.format(host=url.host, origin=origin)

    def _is_own(self, host: str | None) -> bool:
        """Whether it is known to lead here; no resolver can turn an address to another place."""
        return host is not None and (host in self.hosts or is_address(host))


def own_hosts(addresses: Iterable[ListenAddress | socket.socket]) -> frozenset[str]:
    """The names of the machine, and those at which it was told to listen."""
    name = socket.gethostname().lower()
    told = {one.host.lower() for one in addresses if isinstance(one, ListenAddress)}
    return frozenset({"localhost", name, name.partition(".")[0]} | told) - {""}


def opened(origin: str) -> URL | None:
    """An origin without its usual port; None where it names no host, as `null` does."""
    try:
        return URL(origin).origin()
    except ValueError:
        return None
