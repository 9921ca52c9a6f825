"""Answers in the three forms the server gives: pages, JSON, and plain sentences."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

HEADERS = {
    # No script at all; style sheet and icon from the exporter itself; never in a frame.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Server": "tls-exporter",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer, as a browser may show any of them."""


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Makes the answer harmless in a browser, and asked for again at the next look."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")


def html(page: str) -> web.Response:
    """A page; a lone surrogate, which has no encoding, becomes a question mark."""
    body = page.encode(errors="replace")
    return web.Response(body=body, content_type="text/html", charset="utf-8")


def plain(text: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Some lines of text."""
    return web.Response(text=f"{text}\n", status=status)


def json_document(value: Mapping[str, object]) -> bytes:
    """A value as JSON, all in ASCII."""
    return json.dumps(value).encode() + b"\n"


def json_answer(document: bytes, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """A JSON document."""
    return web.Response(body=document, status=status, content_type="application/json")


def refusal(request: web.Request, status: HTTPStatus, reason: str) -> web.Response:
    """Why there is nothing better to answer: JSON under /api/, a sentence elsewhere."""
    if request.path.startswith("/api/"):
        return json_answer(json_document({"error": reason}), status)
    return plain(f"{status.value} {status.phrase}: {reason}", status)
