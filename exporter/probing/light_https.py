"""Answers over HTTPS (RFC 8484) are weighed before they are read, as those over UDP, TCP and TLS are."""

from typing import Any
from urllib.parse import urlsplit

from dns.asyncquery import https
from dns.exception import FormError
from dns.inet import is_address
from dns.nameserver import DoHNameserver
from httpx2 import AsyncBaseTransport, AsyncClient, ByteStream, Request, Response

from exporter.probing.light_answers import refuse_heavy, refuse_large
from exporter.probing.sparing_stream import SparingBackend

PLAIN = "identity"
"""How answers come: what is compressed may be a thousand times as large."""


class LightHttpsNameserver(DoHNameserver):
    """A name server over HTTPS, of which no answer is read that would hold up everything else."""

    async def async_query(self, request: Any, *_beside: Any, **options: Any) -> Any:
        """What the server answers within `timeout` seconds; raises FormError where that is too heavy."""
        host = urlsplit(self.url).hostname or ""
        usual = options["backend"].get_transport_class()(
            http2=True,
            verify=self.verify,
            bootstrap_address=host if is_address(host) else self.bootstrap_address,
        )
        # As dnspython puts its own there, which the client has no word for.
        usual._pool._network_backend = SparingBackend(usual._pool._network_backend)  # noqa: SLF001
        async with AsyncClient(transport=LightTransport(usual)) as client:
            return await https(request, self.url, options["timeout"], client=client)


class LightTransport(AsyncBaseTransport):
    """Takes whole answers, up to the largest that is of use."""

    def __init__(self, usual: AsyncBaseTransport) -> None:
        self._usual = usual

    async def handle_async_request(self, request: Request) -> Response:
        """The answer, weighed."""
        request.headers["accept-encoding"] = PLAIN
        response = await self._usual.handle_async_request(request)
        try:
            if response.headers.get("content-encoding", PLAIN) != PLAIN:
                raise FormError("a compressed answer, which nobody asked for")
            content = await whole(response.stream)
        finally:
            await response.aclose()
        if response.is_success:
            refuse_heavy(content)
        return Response(
            response.status_code,
            headers=response.headers,
            stream=ByteStream(content),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._usual.aclose()


async def whole(stream: Any) -> bytes:
    """What comes; raises FormError once it is more than any answer of use has."""
    heard = bytearray()
    async for piece in stream:
        heard += piece
        refuse_large(len(heard))
    return bytes(heard)
