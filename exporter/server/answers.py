"""Answers in the three forms the server gives: pages, JSON, and plain sentences."""

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from aiohttp import web

from exporter.server.location import Location

HEADERS = {
    # Script, style sheet and icon from the exporter's own files alone; never in a frame.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not no-referrer: of such a page's own forms browsers say `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Server": "tls-exporter",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer, as a browser may show any of them."""
LINK = re.compile(r'\b(href|src|action)="/')
"""How a page leads to another; text cannot look like it, as its quotes are escaped."""
LOCATION: web.AppKey[Location] = web.AppKey("location", Location)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Makes the answer harmless in a browser, and asked for again at the next look."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")


def html(page: str, *, links: str) -> web.Response:
    """A page, whose links get the prefix `links`; a lone surrogate becomes a question mark."""
    body = LINK.sub(rf'\1="{links}/', page).encode(errors="replace")
    return web.Response(body=body, content_type="text/html", charset="utf-8")


def plain(text: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Some lines of text."""
    return web.Response(text=f"{text}\n", status=status)


def json_document(value: Mapping[str, object] | Sequence[object]) -> bytes:
    """A value as JSON, all in ASCII."""
    return json.dumps(value).encode() + b"\n"


def json_answer(document: bytes, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """A JSON document."""
    return web.Response(body=document, status=status, content_type="application/json")


def refusal(request: web.Request, status: HTTPStatus, reason: str) -> web.Response:
    """Why there is nothing better to answer: JSON under /api/, a sentence elsewhere."""
    if request.path.removeprefix(request.config_dict[LOCATION].routes).startswith("/api/"):
        return json_answer(json_document({"error": reason}), status)
    return plain(f"{status.value} {status.phrase}: {reason}", status)
