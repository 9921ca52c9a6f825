"""One document over HTTP, within bounds: whoever named its address is a stranger."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from aiohttp import ClientResponse, ClientSession
from yarl import URL

from exporter.model.outcome import Failed
from exporter.words.reason import Reason

MOST_REDIRECTS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
SCHEMES = ("http", "https")
OCSP_REQUEST = "application/ocsp-request"
PIECE = 64 * 1024
SHORTEST, LONGEST = 60.0, 86400.0
"""Seconds that whoever gives a document can have us wait: who says less or more is not heeded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What is asked for, and how much of it is taken at most."""

    url: str
    question: bytes = b""
    """What is sent along; a service that was asked something is asked it again where it moved to."""
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What came."""

    body: bytes
    good_for: float | None
    """Seconds after which it is to be asked for again (Retry-After), within bounds; None: not said."""


async def downloaded(wanted: Download, session: ClientSession) -> Downloaded | Failed:
    """The document; raises aiohttp's errors, ValueError for no URL, and OSError."""
    url, way = URL(wanted.url), list[URL]()
    while len(way) <= MOST_REDIRECTS:
        if refusal := unasked(url, way):
            return Failed(reason=Reason.FETCH_DENIED, detail=refusal)
        way.append(url)
        async with session.request(
            "POST" if wanted.question else "GET",
            url,
            data=wanted.question or None,
            headers={"Content-Type": OCSP_REQUEST} if wanted.question else None,
            allow_redirects=False,
        ) as response:
            moved_to = response.headers.get("Location", "")
            if response.status not in MOVED or not moved_to:
                return await body(response, wanted.most_bytes)
            url = url.join(URL(moved_to))
    return Failed(
        reason=Reason.FETCH_REDIRECTS, detail=f"redirected more than {MOST_REDIRECTS} times"
    )


def unasked(url: URL, way: list[URL]) -> str:
    """Why nobody is asked at such an address; empty where somebody is."""
    if url.scheme not in SCHEMES or not url.host:
        return f"{url} is no address of HTTP"
    if way and way[-1].scheme == "https" and url.scheme == "http":
        return f"it leads from https to {url}"
    return ""


async def body(response: ClientResponse, most: int) -> Downloaded | Failed:
    """What the answer holds, if it is one."""
    if response.status != HTTPStatus.OK:
        detail = f"answered {response.status} {response.reason or ''}".rstrip()
        return Failed(reason=Reason.FETCH_REFUSED, detail=detail)
    too_large = Failed(
        reason=Reason.FETCH_TOO_LARGE, detail=f"more than {most} bytes (fetch.max_bytes)"
    )
    if (response.content_length or 0) > most:
        return too_large
    pieces, size = list[bytes](), 0
    async for piece in response.content.iter_chunked(PIECE):
        size += len(piece)
        if size > most:
            return too_large
        pieces.append(piece)
    return Downloaded(b"".join(pieces), good_for(response.headers))


def good_for(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, in either form (RFC 9110, section 10.2.3), a minute at least and a day at most."""
    said = headers.get("Retry-After", "")
    try:
        if said.isdecimal():
            seconds = float(said)
        else:
            until, now = map(parsedate_to_datetime, (said, headers.get("Date", "")))
            seconds = (until - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, SHORTEST), LONGEST)
