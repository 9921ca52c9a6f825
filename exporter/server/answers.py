"""Answers in the three forms the server gives: pages, JSON, and plain sentences."""

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from aiohttp import web

from exporter.server.location import Location
from exporter.server.negotiation import wants_gzip, wants_page
from exporter.server.tongue import keep_language, spoken
from exporter.views.pages.refusal import refusal_page

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


def html(request: web.Request, page: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """A page with its links where the exporter is; a lone surrogate becomes a question mark."""
    links = links_prefix(request)
    body = LINK.sub(rf'\1="{links}/', page).encode(errors="replace")
    answer = web.Response(body=body, status=status, content_type="text/html", charset="utf-8")
    if wants_gzip(all_values(request, "Accept-Encoding")):
        answer.enable_compression(web.ContentCoding.gzip)
    answer.headers["Vary"] = "Accept, Accept-Language, Cookie, Accept-Encoding"
    keep_language(request, answer, path=f"{links}/")
    return answer


def all_values(request: web.Request, header: str) -> str:
    """A header that may be sent more than once, as one list (RFC 9110, section 5.3)."""
    return ",".join(request.headers.getall(header, ()))


def links_prefix(request: web.Request) -> str:
    """What stands in front of the paths that browsers ask for."""
    return request.config_dict[LOCATION].links


def plain(text: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Some lines of text."""
    return web.Response(text=f"{text}\n", status=status)


def json_document(value: Mapping[str, object] | Sequence[object]) -> bytes:
    """A value as JSON, all in ASCII."""
    return encoded(value, levels=2).encode() + b"\n"


def encoded(value: object, levels: int) -> str:
    """A value as JSON, so many of its levels item by item: nothing else goes on while one is written."""
    if levels and isinstance(value, dict):
        items = (f"{json.dumps(key)}: {encoded(one, levels - 1)}" for key, one in value.items())
        return f"{{{', '.join(items)}}}"
    if levels and isinstance(value, list):
        return f"[{', '.join(encoded(one, levels - 1) for one in value)}]"
    return json.dumps(value)


def json_answer(document: bytes, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """A JSON document."""
    return web.Response(body=document, status=status, content_type="application/json")


def refusal(request: web.Request, status: HTTPStatus, reason: str) -> web.Response:
    """Why there is nothing better to answer: JSON under /api/, a page for browsers, else a sentence."""
    if request.path.removeprefix(request.config_dict[LOCATION].routes).startswith("/api/"):
        return json_answer(json_document({"error": reason}), status)
    if wants_page(request.headers.get("Accept", "")):
        # To this very path, but for a command: a link would not repeat it.
        here = "" if request.method == "GET" else "/"
        return html(
            request, refusal_page(status, reason, here=here, language=spoken(request)), status
        )
    return plain(f"{status.value} {status.phrase}: {reason}", status)
