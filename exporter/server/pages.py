"""The pages for people: all targets, one target, the guide."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from exporter.guide.clock import clock_doubt
from exporter.server.answers import html, refusal
from exporter.server.negotiation import language
from exporter.server.threads import Threads
from exporter.server.watch import Watch
from exporter.views.chain_file import chain_file, completed_chain
from exporter.views.page import overview_page, pending_page, target_page
from exporter.views.paths import guide_path
from exporter.views.runbook import LANGUAGES, runbook_page
from exporter.words.step import Step


class Pages:
    """Made in a thread, as an overview of thousands of targets takes its time."""

    def __init__(
        self, *, watch: Watch, threads: Threads, clock: Callable[[], datetime], links: str
    ) -> None:
        """`links` stands in front of each path in a page."""
        self._watch = watch
        self._threads = threads
        self._clock = clock
        self._links = links

    async def overview(self, request: web.Request) -> web.Response:
        """All targets."""
        reports = self._watch.reports()
        page = await self._threads.run(
            overview_page,
            reports,
            self._watch.pending_names(),
            now=self._clock(),
            query=request.query.get("q", ""),
            problems=self._watch.problems(),
            clock_doubt=await self._threads.run(clock_doubt, reports),
        )
        return html(page, links=self._links)

    async def target(self, request: web.Request) -> web.Response:
        """One target."""
        name = request.match_info["name"]
        now = self._clock()
        if report := self._watch.report(name):
            page = await self._threads.run(target_page, report, now=now)
            return html(page, links=self._links)
        if name in self._watch.pending_names():
            return html(pending_page(name, now=now), links=self._links)
        return refusal(request, HTTPStatus.NOT_FOUND, "no target has this name; all are at /")

    async def chain_file(self, request: web.Request) -> web.Response:
        """The whole chain of one of a target's certificates, to be put into place."""
        name, fingerprint = request.match_info["name"], request.match_info["fingerprint"]
        report = self._watch.report(name)
        chain = completed_chain(report, fingerprint) if report else None
        if chain is None:
            missing = "no whole chain is known of this certificate; the target's page says why"
            return refusal(request, HTTPStatus.NOT_FOUND, missing)
        return web.Response(text=chain_file(chain), content_type="application/x-pem-file")

    async def step(self, request: web.Request) -> web.Response:
        """The way from a step's number to its page."""
        number = int(request.match_info["number"])
        asked_for = asked_language(request)
        query = f"?lang={asked_for}" if asked_for else ""
        raise web.HTTPFound(f"{self._links}{guide_path(tuple(Step)[number - 1])}{query}")

    async def guide(self, request: web.Request) -> web.Response:
        """What a step or a finding means, and what to do; without a page, the way to all."""
        asked_for = asked_language(request)
        accepted = language(request.headers.get("Accept-Language", ""), tuple(LANGUAGES))
        page = await self._threads.run(
            runbook_page,
            request.match_info.get("page", ""),
            language=asked_for or accepted,
            is_asked_for=bool(asked_for),
            now=self._clock(),
        )
        if page is None:
            return refusal(request, HTTPStatus.NOT_FOUND, "the guide has no such page")
        answer = html(page, links=self._links)
        answer.headers["Vary"] = "Accept-Language"
        return answer


def asked_language(request: web.Request) -> str:
    """The language that the link itself asks for; empty where it asks for none that is known."""
    wanted = request.query.get("lang", "")
    return wanted if wanted in LANGUAGES else ""
