"""Who may make the exporter do something, and what it may be told: reload, and how it is."""

from http import HTTPStatus

from aiohttp import web

from exporter.config.problem import ConfigurationError
from exporter.server.answers import plain, refusal
from exporter.server.watch import Watch

DISABLED = "this is off; start the exporter with --web.enable-lifecycle to allow it"
FOREIGN = "the request comes from a page of another site"


class Lifecycle:
    """The paths under /-/, as in Prometheus, and the leave that commands need."""

    def __init__(self, *, watch: Watch, enabled: bool) -> None:
        self._watch = watch
        self._enabled = enabled

    @property
    def is_enabled(self) -> bool:
        """Whether commands are obeyed."""
        return self._enabled

    async def healthy(self, _request: web.Request) -> web.Response:
        """The exporter answers."""
        return plain("tls-exporter is healthy.")

    async def ready(self, request: web.Request) -> web.Response:
        """Every target was probed once."""
        if self._watch.is_ready:
            return plain("tls-exporter is ready.")
        reason = "the first round of probes is not complete"
        return refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, reason)

    async def reload(self, request: web.Request) -> web.Response:
        """The configuration is read again; what is wrong with it is the answer."""
        if refused := self.refuses(request):
            return refused
        try:
            await self._watch.reload()
        except ConfigurationError as error:
            reason = f"the configuration was refused and the previous one stays:\n{error}"
            return refusal(request, HTTPStatus.INTERNAL_SERVER_ERROR, reason)
        return plain("The configuration was reloaded.")

    def refuses(self, request: web.Request) -> web.Response | None:
        """Why a command is not obeyed; None where it is."""
        if is_foreign(request):
            return refusal(request, HTTPStatus.FORBIDDEN, FOREIGN)
        return None if self._enabled else refusal(request, HTTPStatus.FORBIDDEN, DISABLED)


def is_foreign(request: web.Request) -> bool:
    """Whether a browser was led here by a page of another site.

    Browsers say so by themselves: in Sec-Fetch-Site, and older ones in Origin alone, which then
    has another host than was asked.
    """
    site, origin = (request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin"))
    if site is not None:
        return site not in {"none", "same-origin"}
    return origin is not None and origin.partition("://")[2] != request.headers.get("Host")
