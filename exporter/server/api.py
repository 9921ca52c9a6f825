"""The reports as JSON, and the command to probe a target now."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from math import ceil
from typing import ParamSpec

from aiohttp import web

from exporter.guide.clock import clock_doubt
from exporter.server.answers import json_answer, json_document, refusal
from exporter.server.lifecycle import Lifecycle
from exporter.server.threads import Threads
from exporter.server.watch import Watch
from exporter.views.json_view import overview_json, report_json, schema

P = ParamSpec("P")
UNKNOWN = "no target has this name; all are at /api/v1/targets"
PENDING = "the target has not been probed yet"
DISTANCE = 30.0
"""Seconds from one forced probe of a target to the next: each opens up to 50 connections."""
TOO_EARLY = "a probe of this target was asked for less than 30 seconds ago"
NO_REPORT = "the probe gave no report: the target was removed, the exporter stops, or see its log"


class Api:
    """Everything under /api/v1."""

    def __init__(
        self,
        *,
        watch: Watch,
        threads: Threads,
        lifecycle: Lifecycle,
        timer: Callable[[], float],
    ) -> None:
        self._watch = watch
        self._threads = threads
        self._lifecycle = lifecycle
        self._timer = timer
        self._forced: dict[str, float] = {}
        """When a probe of a target was last begun for a request; those of late alone."""

    async def targets(self, _request: web.Request) -> web.Response:
        """All targets in short."""
        reports = self._watch.reports()
        doubt = await self._threads.run(clock_doubt, reports)
        return await self._told(
            overview_json,
            reports,
            self._watch.pending_names(),
            clock_doubt=doubt,
            problems=self._watch.problems(),
        )

    async def schema(self, _request: web.Request) -> web.Response:
        """What the answers look like."""
        return await self._told(schema)

    async def target(self, request: web.Request) -> web.Response:
        """All that is known of one target."""
        name = request.match_info["name"]
        if report := self._watch.report(name):
            return await self._told(report_json, report)
        if name in self._watch.pending_names():
            return refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, PENDING)
        return refusal(request, HTTPStatus.NOT_FOUND, UNKNOWN)

    async def probe(self, request: web.Request) -> web.Response:
        """A target probed now, and its report."""
        if refused := self._lifecycle.refuses(request):
            return refused
        name = request.match_info["name"]
        if early := self._too_early(request, name):
            return early
        try:
            report = await self._watch.probe_now(name)
        except LookupError:
            self._forced.pop(name, None)
            return refusal(request, HTTPStatus.NOT_FOUND, UNKNOWN)
        if report is None:
            return refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, NO_REPORT)
        return await self._told(report_json, report)

    def _too_early(self, request: web.Request, name: str) -> web.Response | None:
        """The refusal, where a probe of the target was forced a moment ago."""
        now = self._timer()
        self._forced = {one: at for one, at in self._forced.items() if now < at + DISTANCE}
        if name not in self._forced:
            self._forced[name] = now
            return None
        answer = refusal(request, HTTPStatus.TOO_MANY_REQUESTS, TOO_EARLY)
        answer.headers["Retry-After"] = str(ceil(self._forced[name] + DISTANCE - now))
        return answer

    async def _told(
        self, view: Callable[P, Mapping[str, object]], *args: P.args, **kwargs: P.kwargs
    ) -> web.Response:
        """What a view gives, as JSON."""
        value = await self._threads.run(view, *args, **kwargs)
        return json_answer(await self._threads.run(json_document, value))
