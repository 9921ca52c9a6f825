"""Probes that a request asks for: who may, how often, and what comes of them."""

from collections.abc import Callable
from http import HTTPStatus
from math import ceil

from aiohttp import web

from exporter.model.report import Report
from exporter.server.answers import refusal
from exporter.server.lifecycle import Lifecycle
from exporter.server.watch import Watch

DISTANCE = 30.0
"""Seconds from one forced probe of a target to the next: each opens up to 50 connections."""
UNKNOWN = "no target has this name; all are at /api/v1/targets"
TOO_EARLY = "a probe of this target was asked for less than 30 seconds ago"
NO_REPORT = "the probe gave no report: the target was removed, the exporter stops, or see its log"


class Forced:
    """What the API and the button of a target's page have in common."""

    def __init__(self, *, watch: Watch, lifecycle: Lifecycle, timer: Callable[[], float]) -> None:
        self._watch = watch
        self._lifecycle = lifecycle
        self._timer = timer
        self._begun: dict[str, float] = {}
        """When a probe of a target was last begun for a request; those of late alone."""

    @property
    def is_enabled(self) -> bool:
        """Whether requests may ask for probes at all."""
        return self._lifecycle.is_enabled

    async def probe(self, request: web.Request) -> Report | web.Response:
        """The report of the target that the path names, probed now, or why there is none."""
        if refused := self._lifecycle.refuses(request):
            return refused
        name = request.match_info["name"]
        if early := self._too_early(request, name):
            return early
        try:
            report = await self._watch.probe_now(name)
        except LookupError:
            self._begun.pop(name, None)
            return refusal(request, HTTPStatus.NOT_FOUND, UNKNOWN)
        if report is None:
            return refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, NO_REPORT)
        return report

    def _too_early(self, request: web.Request, name: str) -> web.Response | None:
        """The refusal, where a probe of the target was forced a moment ago."""
        now = self._timer()
        self._begun = {one: at for one, at in self._begun.items() if now < at + DISTANCE}
        if name not in self._begun:
            self._begun[name] = now
            return None
        answer = refusal(request, HTTPStatus.TOO_MANY_REQUESTS, TOO_EARLY)
        answer.headers["Retry-After"] = str(ceil(self._begun[name] + DISTANCE - now))
        return answer
