"""The pages for people: all targets, one target, the guide."""

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web

from exporter.server.answers import html, links_prefix, refusal
from exporter.server.forced import Forced
from exporter.server.threads import Threads
from exporter.server.tongue import asked_language, spoken
from exporter.server.watch import Watch, all_told
from exporter.views.chain_file import chain_file, completed_chain
from exporter.views.pages.guide import guide_page
from exporter.views.pages.overview import Order, Overview, Wish
from exporter.views.pages.target import pending_page, target_page
from exporter.views.paths import guide_path, target_path
from exporter.words.step import Step

PAGE = re.compile("[1-9][0-9]{0,5}")


class Pages:
    """Made in a thread, as an overview of thousands of targets takes its time."""

    def __init__(
        self,
        *,
        watch: Watch,
        threads: Threads,
        forced: Forced,
        clock: Callable[[], datetime],
    ) -> None:
        self._watch = watch
        self._threads = threads
        self._forced = forced
        self._clock = clock
        self._overview = Overview()

    async def overview(self, request: web.Request) -> web.Response:
        """All targets."""
        reports, pending, doubt = await self._threads.run(all_told, self._watch)
        page = await self._threads.run(
            self._overview.page,
            reports,
            pending,
            now=self._clock(),
            wish=wish(request),
            problems=(*self._watch.problems(), *((doubt,) if doubt else ())),
            language=spoken(request),
        )
        return html(request, page)

    async def target(self, request: web.Request) -> web.Response:
        """One target."""
        name, now, tongue = request.match_info["name"], self._clock(), spoken(request)
        if report := self._watch.report(name):
            page = await self._threads.run(
                target_page,
                report,
                now=now,
                next_probe=self._watch.next_probe(name),
                may_probe=self._forced.is_enabled,
                language=tongue,
            )
            return html(request, page)
        if name in self._watch.pending_names():
            return html(request, pending_page(name, now=now, language=tongue))
        return refusal(request, HTTPStatus.NOT_FOUND, "no target has this name")

    async def probe(self, request: web.Request) -> web.Response:
        """The target's page, after a probe that its button asked for."""
        answer = await self._forced.probe(request)
        if isinstance(answer, web.Response):
            return answer
        raise web.HTTPSeeOther(f"{links_prefix(request)}{target_path(request.match_info['name'])}")

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
        """The way from a step's number to its page, with the target and the language that are asked for."""
        step = tuple(Step)[int(request.match_info["number"]) - 1]
        asked_for = {"target": request.query.get("target"), "lang": asked_language(request)}
        query = urlencode({name: value for name, value in asked_for.items() if value})
        path = f"{links_prefix(request)}{guide_path(step)}"
        raise web.HTTPFound(f"{path}?{query}" if query else path)

    async def guide(self, request: web.Request) -> web.Response:
        """What a step or a finding means, and what to do; without a page, the way to all."""
        report = self._watch.report(request.query.get("target", ""))
        page = await self._threads.run(
            guide_page,
            request.match_info.get("page", ""),
            language=spoken(request),
            target=report.target if report else None,
            now=self._clock(),
        )
        if page is None:
            return refusal(request, HTTPStatus.NOT_FOUND, "the guide has no such page")
        return html(request, page)


def wish(request: web.Request) -> Wish:
    """What part of the overview is asked for; what cannot be read counts as not asked."""
    query = request.query
    order, page = query.get("sort", ""), query.get("page", "")
    return Wish(
        query=query.get("q", ""),
        order=Order(order) if order in set(Order) else Order.GRAVITY,
        page=int(page) if PAGE.fullmatch(page) else 1,
    )
