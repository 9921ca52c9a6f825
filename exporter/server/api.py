"""The reports as JSON, and the command to probe a target now."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import ParamSpec

from aiohttp import web

from exporter.server.answers import json_answer, json_document, refusal
from exporter.server.forced import UNKNOWN, Forced
from exporter.server.threads import Threads
from exporter.server.watch import Watch, all_told
from exporter.views.json_view import overview_json, report_json, schema

P = ParamSpec("P")
PENDING = "the target has not been probed yet"


class Api:
    """Everything under /api/v1."""

    def __init__(
        self,
        *,
        watch: Watch,
        threads: Threads,
        forced: Forced,
    ) -> None:
        self._watch = watch
        self._threads = threads
        self._forced = forced

    async def targets(self, _request: web.Request) -> web.Response:
        """All targets in short."""
        reports, pending, doubt = await self._threads.run(all_told, self._watch)
        return await self._told(
            overview_json,
            reports,
            pending,
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
        answer = await self._forced.probe(request)
        return answer if isinstance(answer, web.Response) else await self._told(report_json, answer)

    async def _told(
        self, view: Callable[P, Mapping[str, object]], *args: P.args, **kwargs: P.kwargs
    ) -> web.Response:
        """What a view gives, as JSON."""
        value = await self._threads.run(view, *args, **kwargs)
        return json_answer(await self._threads.run(json_document, value))
