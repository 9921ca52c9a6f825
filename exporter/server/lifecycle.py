"""Who may make the exporter do something, and what it may be told: reload, and how it is."""

from http import HTTPStatus

from aiohttp import web

from exporter.config.problem import ConfigurationError
from exporter.server.answers import plain, refusal
from exporter.server.own_pages import OwnPages
from exporter.server.watch import Watch

DISABLED = "this is off; start the exporter with --web.enable-lifecycle to allow it"


class Lifecycle:
    """The paths under /-/, as in Prometheus, and the leave that commands need."""

    def __init__(self, *, watch: Watch, own_pages: OwnPages, enabled: bool) -> None:
        self._watch = watch
        self._own_pages = own_pages
        self._enabled = enabled

    @property
    def is_enabled(self) -> bool:
        """Whether commands are obeyed."""
        return self._enabled

    async def healthy(self, _request: web.Request) -> web.Response:
        """The exporter answers."""
        return plain("tls-exporter is healthy.")

    async def ready(self, request: web.Request) -> web.Response:
        """Every target was probed once; what is wrong with the exporter itself does not hinder it, and is told."""
        if self._watch.is_ready:
            return plain("\n".join(("tls-exporter is ready.", *self._watch.problems())))
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
        if reason := self._own_pages.refusal(request.headers):
            return refusal(request, HTTPStatus.FORBIDDEN, reason)
        return None if self._enabled else refusal(request, HTTPStatus.FORBIDDEN, DISABLED)
