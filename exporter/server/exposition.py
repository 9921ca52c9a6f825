"""The path /metrics: all series, in the format and encoding that the client can read."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import chain

from aiohttp import hdrs, web

from exporter.server.answers import all_values, refusal
from exporter.server.compression import gzipped
from exporter.server.negotiation import wants_gzip, wants_openmetrics
from exporter.server.scrapes import NoRoom, Scrape, Scrapes
from exporter.server.threads import Threads
from exporter.server.watch import Watch
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.views.exposition import exposition
from exporter.views.metrics.table import TARGET_FACTS

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
BUSY = "too many scrapes are under way; try again in a second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What distinguishes one scrape from another."""

    openmetrics: bool
    gzipped: bool
    names: frozenset[str]


class Exposition:
    """Made piece by piece in a thread, each when the client has taken the one before."""

    def __init__(
        self,
        *,
        watch: Watch,
        metrics: ExporterMetrics,
        threads: Threads,
        clock: Callable[[], datetime],
    ) -> None:
        self._watch = watch
        self._metrics = metrics
        self._threads = threads
        self._clock = clock
        self._scrapes = Scrapes(clock=time.monotonic)

    async def get(self, request: web.Request) -> web.StreamResponse:
        """One scrape."""
        form = requested_form(request)
        answer = web.StreamResponse(headers=headers(form))
        if request.method == hdrs.METH_HEAD:
            return answer
        try:
            with self._scrapes.one(partial(abort, request)) as scrape:
                return await self._sent(answer, request, form, scrape)
        except NoRoom:
            busy = refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, BUSY)
            busy.headers["Retry-After"] = "1"
            return busy

    async def _sent(
        self, answer: web.StreamResponse, request: web.Request, form: Form, scrape: Scrape
    ) -> web.StreamResponse:
        """The answer, piece by piece."""
        pieces = self._pieces(form)
        # The first one before the headers: a defect that shows there still has a proper answer.
        piece = await self._threads.run(next, pieces, b"")
        with cut_off(request):
            await answer.prepare(request)
            while piece:
                with scrape.offering():
                    await answer.write(piece)
                piece = await self._threads.run(next, pieces, b"")
        return answer

    def _pieces(self, form: Form) -> Iterator[bytes]:
        """The whole answer, with the targets as they are now."""
        targets = exposition(
            self._watch.rendered(),
            TARGET_FACTS,
            now=self._clock(),
            openmetrics=form.openmetrics,
            names=form.names,
        )
        pieces = chain(targets, self._own(form))
        return gzipped(pieces) if form.gzipped else pieces

    def _own(self, form: Form) -> Iterator[bytes]:
        """The exporter's own families, which end the page."""
        yield self._metrics.exposition(openmetrics=form.openmetrics, names=form.names)


@contextmanager
def cut_off(request: web.Request) -> Iterator[None]:
    """Ends the connection where an answer cannot be completed, as half of it looks like a whole.

    That a client is gone, or takes nothing more, is no defect.
    """
    try:
        yield
    except ConnectionError:
        abort(request)
    except Exception:
        abort(request)
        raise


def abort(request: web.Request) -> None:
    """Nothing more goes to this client."""
    if request.transport:
        request.transport.abort()


def headers(form: Form) -> dict[str, str]:
    """What is said before the body."""
    said = {
        "Content-Type": OPENMETRICS if form.openmetrics else TEXT,
        "Vary": "Accept, Accept-Encoding",
    }
    return said | ({"Content-Encoding": "gzip"} if form.gzipped else {})


def requested_form(request: web.Request) -> Form:
    """What the headers and the query ask for."""
    return Form(
        openmetrics=wants_openmetrics(all_values(request, "Accept")),
        gzipped=wants_gzip(all_values(request, "Accept-Encoding")),
        names=frozenset(request.query.getall("name[]", ())),
    )
