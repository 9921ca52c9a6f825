"""In which language a reader is answered: as the link says, else as was kept, else as the browser says."""

from aiohttp import web

from exporter.server.negotiation import language
from exporter.words.language import LANGUAGES

COOKIE = "lang"
"""Keeps the language that a link asked for."""
A_YEAR = 365 * 86400
"""Seconds."""


def spoken(request: web.Request) -> str:
    """The language of the answer."""
    kept = request.cookies.get(COOKIE, "")
    accepted = language(request.headers.get("Accept-Language", ""), tuple(LANGUAGES))
    return asked_language(request) or (kept if kept in LANGUAGES else accepted)


def asked_language(request: web.Request) -> str:
    """The language that the link itself asks for; empty where it asks for none that is known."""
    wanted = request.query.get("lang", "")
    return wanted if wanted in LANGUAGES else ""


def keep_language(request: web.Request, answer: web.Response, *, path: str) -> None:
    """Has the browser keep the language that the link asks for, below the path."""
    if wanted := asked_language(request):
        answer.set_cookie(COOKIE, wanted, path=path, max_age=A_YEAR, httponly=True, samesite="Lax")
