"""Every path that the exporter answers, and what it answers on all others."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from exporter.server.answers import LOCATION, add_headers, refusal
from exporter.server.api import Api
from exporter.server.configuration import Configuration
from exporter.server.exposition import Exposition
from exporter.server.forced import Forced
from exporter.server.guests import GUESTS, Guests, Handler, most_guests, open_files
from exporter.server.lifecycle import Lifecycle
from exporter.server.location import ROOT, Location
from exporter.server.own_pages import OwnPages
from exporter.server.pages import Pages
from exporter.server.threads import Threads
from exporter.server.watch import Watch
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.views.pages.environment import STATIC_FILES

LOGGER = logging.getLogger(__name__)


def application(
    watch: Watch,
    metrics: ExporterMetrics,
    *,
    clock: Callable[[], datetime],
    timer: Callable[[], float] = time.monotonic,
    enable_lifecycle: bool,
    location: Location = ROOT,
    hosts: frozenset[str] = frozenset(),
) -> web.Application:
    """The exporter's HTTP side; `hosts` are the names by which browsers may command it."""
    threads, guests = Threads(), Guests(most_guests(open_files()))
    own_pages = OwnPages(hosts=hosts, origin=location.origin)
    lifecycle = Lifecycle(watch=watch, own_pages=own_pages, enabled=enable_lifecycle)
    exposition = Exposition(watch=watch, metrics=metrics, threads=threads, clock=clock)
    forced = Forced(watch=watch, lifecycle=lifecycle, timer=timer)
    pages = Pages(watch=watch, threads=threads, forced=forced, clock=clock)
    configuration = Configuration(watch=watch, threads=threads)
    api = Api(watch=watch, threads=threads, forced=forced)
    result = web.Application(
        middlewares=[guests.served, logged, answered_whatever_happens(metrics)]
    )
    routes = (
        *page_routes(pages),
        *api_routes(api),
        *own_routes(configuration, lifecycle),
        web.get("/metrics", exposition.get),
        *static_routes(),
    )
    if location.routes:
        below = web.Application()
        below.add_routes(routes)
        result.add_routes([web.get(path, to_the_root) for path in ("/", location.routes)])
        result.add_subapp(location.routes, below)
    else:
        result.add_routes(routes)
    result[GUESTS] = guests
    result[LOCATION] = location
    result.on_response_prepare.append(add_headers)
    result.on_cleanup.append(threads.close)
    return result


def page_routes(pages: Pages) -> tuple[web.RouteDef, ...]:
    """For people; a target's name may hold slashes, which links encode, and some proxies decode again."""
    return (
        web.get("/", pages.overview),
        web.get("/targets/{name:.+}/chain/{fingerprint:[0-9a-f]{64}}.pem", pages.chain_file),
        web.post("/targets/{name:.+}/probe", pages.probe),
        web.get("/targets/{name:.+}", pages.target),
        *(web.get(path, to_the_root) for path in ("/targets", "/targets/")),
        web.get("/guide", pages.guide),
        web.get("/guide/", pages.guide),
        web.get("/guide/{number:[1-9]}", pages.step),
        web.get("/guide/{page:.+?}{_:/?}", pages.guide),
    )


def api_routes(api: Api) -> tuple[web.RouteDef, ...]:
    """For programs."""
    return (
        web.get("/api/v1/schema", api.schema),
        web.get("/api/v1/targets", api.targets),
        web.post("/api/v1/targets/{name:.+}/probe", api.probe),
        web.get("/api/v1/targets/{name:.+}", api.target),
    )


def own_routes(configuration: Configuration, lifecycle: Lifecycle) -> tuple[web.RouteDef, ...]:
    """What the exporter works by, and how it is."""
    return (
        web.get("/api/v1/sd", configuration.targets),
        web.get("/config", configuration.get),
        web.get("/-/healthy", lifecycle.healthy),
        web.get("/-/ready", lifecycle.ready),
        web.post("/-/reload", lifecycle.reload),
    )


def static_routes() -> tuple[web.RouteDef, ...]:
    """What pages need: each file by its name, so that all other paths are answered as anywhere else."""
    return tuple(
        web.get(f"/static/{file.name}", file_sender(file)) for file in STATIC_FILES.iterdir()
    )


def file_sender(file: Path) -> Handler:
    """Sends this file."""

    async def send(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(file)

    return send


async def to_the_root(request: web.Request) -> web.StreamResponse:
    """Where the first page is, for those who left the prefix out, or the name of a target."""
    raise web.HTTPFound(f"{request.config_dict[LOCATION].links}/")


@web.middleware
async def logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The access log, for those who debug."""
    answer = await handler(request)
    LOGGER.debug(
        "request",
        extra={"method": request.method, "path": request.path_qs, "status": answer.status},
    )
    return answer


def answered_whatever_happens(
    metrics: ExporterMetrics,
) -> Callable[..., Awaitable[web.StreamResponse]]:
    """A middleware that leaves no request without a short and clear answer."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if unroutable := request.match_info.http_exception:
            return no_such_route(request, unroutable)
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception:
            metrics.internal_error()
            LOGGER.exception("request failed by a defect", extra={"path": request.path})
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return refusal(request, status, "a defect of the exporter; see its log")

    return middleware


def no_such_route(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    """Nothing is there, or it takes another method."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        methods = ", ".join(sorted(error.allowed_methods))
        answer = refusal(request, HTTPStatus.METHOD_NOT_ALLOWED, f"this path takes {methods}")
        answer.headers["Allow"] = methods
        return answer
    return refusal(request, HTTPStatus.NOT_FOUND, "nothing is at this path")
