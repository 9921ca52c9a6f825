"""Documents shared: one request for all targets that want the same, told for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from aiohttp import ClientSession
from yarl import URL

from exporter.model.dns import Answer
from exporter.model.evidence import Fetched
from exporter.model.inquiry import Fetching
from exporter.model.outcome import Failed
from exporter.model.target import Fetch
from exporter.probing.deadline import Deadline
from exporter.probing.documents.connections import session
from exporter.probing.documents.download import Download, Downloaded, downloaded
from exporter.probing.failures import (
    EXPECTED_OF_FETCHES,
    ending_failure,
    fetch_failure,
    internal_failure,
    is_shortage,
)
from exporter.probing.gate import Gate
from exporter.probing.places import NoPlace
from exporter.probing.pulse import TOLERATED, Pulse
from exporter.words.document_kind import DocumentKind
from exporter.words.ending import Starved
from exporter.words.reason import OF_OUR_OWN, Reason

DOCUMENT_SECONDS = 60.0
"""How long a document is told to others; how long it is good for, its readers know."""
FAILURE_SECONDS = 300.0
MOST_BYTES = 64 * 1024 * 1024
"""Of documents that are remembered, those of silent servers counted as a kibibyte."""
LEAST_WEIGHT = 1024
OF_ITS_SERVER = frozenset(
    {
        Reason.CONNECT_REFUSED,
        Reason.CONNECT_RESET,
        Reason.CONNECT_TIMEOUT,
        Reason.CONNECT_UNREACHABLE,
        Reason.FETCH_TIMEOUT,
    }
)
"""Failures that every document of the server would share."""
LookUp: TypeAlias = Callable[[str, Deadline], Awaitable[Answer | Failed]]
DocumentKey: TypeAlias = tuple[str, bytes, Fetch]


@dataclass(frozen=True, slots=True)
class RememberedDocument:
    """What came of a request, and the instant until which it may be told to others."""

    outcome: Fetched | Failed
    until: float


class SharedDocuments:
    """Asks for each document once, few at a time of each server; never raises but for cancellation."""

    def __init__(
        self,
        gate: Gate,
        *,
        pulse: Pulse,
        look_up: LookUp,
        on_defect: Callable[[str, Exception], None],
    ) -> None:
        """`on_defect` is told the document's address and what nobody expected."""
        self._gate = gate
        self._pulse = pulse
        self._look_up = look_up
        self._on_defect = on_defect
        self._known: OrderedDict[DocumentKey, RememberedDocument] = OrderedDict()
        """What was asked for longest ago comes first."""
        self._weight = 0
        self._silent: dict[str, RememberedDocument] = {}
        """By server, why it gives nothing; of each document that is remembered, at most one."""
        self._asking: dict[DocumentKey, asyncio.Task[Fetched | Failed]] = {}

    async def document(self, wanted: Fetching, fetch: Fetch, now: datetime) -> Fetched | Failed:
        """The document, asked for now or told from memory; `now` (aware) is when it is asked for."""
        key = (wanted.place.url, wanted.question, fetch)
        known = self._known.get(key)
        if known and self._pulse.clock() < known.until:
            self._known.move_to_end(key)
            return known.outcome
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.ensure_future(self._ask(key, wanted, fetch, now))
        await asyncio.wait((asking,))  # others may wait for the same one
        return asking.result()

    async def close(self) -> None:
        """Ends the requests under way."""
        under_way = tuple(self._asking.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _ask(
        self, key: DocumentKey, wanted: Fetching, fetch: Fetch, now: datetime
    ) -> Fetched | Failed:
        url = wanted.place.url
        try:
            outcome = await self._admitted(wanted, fetch)
        except Exception as error:  # noqa: BLE001 - a defect must not reach all who wait
            if not is_shortage(error):
                self._on_defect(url, error)
            outcome = internal_failure(error)
        finally:
            del self._asking[key]
        if isinstance(outcome, Failed):
            self._remember(key, outcome, FAILURE_SECONDS)
            return outcome
        before = self._known.get(key)
        body = outcome.body
        if before and isinstance(before.outcome, Fetched) and before.outcome.body == body:
            body = before.outcome.body  # one copy for whoever holds on to it
        fetched = Fetched(
            document=wanted.kind,
            question=wanted.question,
            body=body,
            good_for=outcome.good_for if wanted.kind is DocumentKind.ARI else None,
            fetched_at=now,
        )
        self._remember(key, fetched, DOCUMENT_SECONDS)
        return fetched

    async def _admitted(self, wanted: Fetching, fetch: Fetch) -> Downloaded | Failed:
        server = server_of(wanted.place.url)
        try:
            async with AsyncExitStack() as places:
                place = self._gate.document_place(server, patience=fetch.timeout)
                await places.enter_async_context(place)
                if silent := self._silence(server):
                    return silent
                await self._gate.opening()
                outcome = await self._downloaded(wanted, fetch)
        except NoPlace as error:
            return Failed(reason=Reason.STARVED, detail=f"not asked for: it needed {error.needs}")
        if isinstance(outcome, Failed) and outcome.reason in OF_ITS_SERVER:
            until = self._pulse.clock() + FAILURE_SECONDS
            self._silent[server] = RememberedDocument(outcome, until)
        return outcome

    def _silence(self, server: str) -> Failed | None:
        """Why the server gives nothing, where another document has found that out just now."""
        now = self._pulse.clock()
        self._silent = {one: why for one, why in self._silent.items() if now < why.until}
        known = self._silent.get(server)
        return known.outcome if known and isinstance(known.outcome, Failed) else None

    async def _downloaded(self, wanted: Fetching, fetch: Fetch) -> Downloaded | Failed:
        """The document, or why there is none; silence while we are held up ourselves is our own."""
        deadline = Deadline(fetch.timeout, self._pulse)
        download = Download(
            url=wanted.place.url, question=wanted.question, most_bytes=fetch.max_bytes
        )
        with self._pulse.felt():
            try:
                async with asyncio.timeout(fetch.timeout), self._session(fetch, deadline) as opened:
                    return await downloaded(download, opened)
            except EXPECTED_OF_FETCHES as error:
                lost = deadline.lost()
                failed = fetch_failure(error, seconds=fetch.timeout)
                is_ours = lost > TOLERATED and failed.reason is Reason.FETCH_TIMEOUT
                return ending_failure(Starved(lost)) if is_ours else failed

    def _session(self, fetch: Fetch, deadline: Deadline) -> ClientSession:
        async def look_up(host: str) -> Answer | Failed:
            return await self._look_up(host, deadline)

        return session(
            look_up,
            allows_private=fetch.allow_private_addresses,
            authorities=fetch.authorities,
        )

    def _remember(self, key: DocumentKey, outcome: Fetched | Failed, lasts: float) -> None:
        if isinstance(outcome, Failed) and outcome.reason in OF_OUR_OWN:
            return
        self._forget(key)
        self._known[key] = RememberedDocument(outcome, self._pulse.clock() + lasts)
        self._weight += weight(outcome)
        while self._weight > MOST_BYTES:
            self._forget(next(iter(self._known)))

    def _forget(self, key: DocumentKey) -> None:
        if before := self._known.pop(key, None):
            self._weight -= weight(before.outcome)


def weight(outcome: Fetched | Failed) -> int:
    """Bytes that are kept for it, roughly."""
    return LEAST_WEIGHT + (len(outcome.body) if isinstance(outcome, Fetched) else 0)


def server_of(url: str) -> str:
    """Host and port of an address; the address itself where it has none."""
    try:
        return URL(url).authority or url
    except ValueError:
        return url
