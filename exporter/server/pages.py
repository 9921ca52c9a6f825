"""The pages for people: all targets, one target, the guide."""

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from exporter.guide.clock import clock_doubt
from exporter.server.answers import html, refusal
from exporter.server.forced import Forced
from exporter.server.negotiation import language
from exporter.server.threads import Threads
from exporter.server.watch import Watch
from exporter.views.chain_file import chain_file, completed_chain
from exporter.views.pages.guide import guide_page
from exporter.views.pages.overview import Order, Overview, Wish
from exporter.views.pages.target import pending_page, target_page
from exporter.views.paths import guide_path, target_path
from exporter.words.language import LANGUAGES
from exporter.words.step import Step

COOKIE = "lang"
"""Keeps the language that a link asked for."""
A_YEAR = 365 * 86400
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
        links: str,
    ) -> None:
        """`links` stands in front of each path in a page."""
        self._watch = watch
        self._threads = threads
        self._forced = forced
        self._clock = clock
        self._links = links
        self._overview = Overview()

    async def overview(self, request: web.Request) -> web.Response:
        """All targets."""
        reports = self._watch.reports()
        doubt = await self._threads.run(clock_doubt, reports)
        page = await self._threads.run(
            self._overview.page,
            reports,
            self._watch.pending_names(),
            now=self._clock(),
            wish=wish(request),
            problems=(*self._watch.problems(), *((doubt,) if doubt else ())),
            language=spoken(request),
        )
        return self._answer(request, page)

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
            return self._answer(request, page)
        if name in self._watch.pending_names():
            return self._answer(request, pending_page(name, now=now, language=tongue))
        return refusal(request, HTTPStatus.NOT_FOUND, "no target has this name; all are at /")

    async def probe(self, request: web.Request) -> web.Response:
        """The target's page, after a probe that its button asked for."""
        answer = await self._forced.probe(request)
        if isinstance(answer, web.Response):
            return answer
        raise web.HTTPSeeOther(f"{self._links}{target_path(request.match_info['name'])}")

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
        return self._answer(request, page)

    def _answer(self, request: web.Request, page: str) -> web.Response:
        """The page, and that the language which its link asked for is kept."""
        answer = html(page, links=self._links)
        answer.enable_compression()
        answer.headers["Vary"] = "Accept-Language, Cookie, Accept-Encoding"
        if asked_for := asked_language(request):
            answer.set_cookie(
                COOKIE,
                asked_for,
                path=f"{self._links}/",
                max_age=A_YEAR,
                httponly=True,
                samesite="Lax",
            )
        return answer


def wish(request: web.Request) -> Wish:
    """What part of the overview is asked for; what cannot be read counts as not asked."""
    query = request.query
    order, page = query.get("sort", ""), query.get("page", "")
    return Wish(
        query=query.get("q", ""),
        order=Order(order) if order in set(Order) else Order.GRAVITY,
        page=int(page) if PAGE.fullmatch(page) else 1,
    )


def spoken(request: web.Request) -> str:
    """The language that the link asks for, else the one that was kept, else the browser's."""
    kept = request.cookies.get(COOKIE, "")
    accepted = language(request.headers.get("Accept-Language", ""), tuple(LANGUAGES))
    return asked_language(request) or (kept if kept in LANGUAGES else accepted)


def asked_language(request: web.Request) -> str:
    """The language that the link itself asks for; empty where it asks for none that is known."""
    wanted = request.query.get("lang", "")
    return wanted if wanted in LANGUAGES else ""
