"""Requests to a program on loopback, past any proxy that the environment names."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

Headers = dict[str, str]


class AnswerError(RuntimeError):
    """An answer that is no success; with its status and body."""


def get(url: str, headers: Headers | None = None) -> bytes:
    """The body of a successful answer."""
    return request("GET", url, headers or {})


def post(url: str, document: str) -> bytes:
    """The body of a successful answer to a JSON document."""
    return request("POST", url, {"Content-Type": "application/json"}, document)


def request(method: str, url: str, headers: Headers, body: str | None = None) -> bytes:
    """The body of a successful answer."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=60)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, headers)
        response = connection.getresponse()
        answer = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise AnswerError(f"{url}: {response.status} {answer[:500]!r}")
    return answer


def answers(url: str) -> bool:
    """Whether there is a successful answer."""
    try:
        get(url)
    except (OSError, HTTPException, AnswerError):
        return False
    return True
