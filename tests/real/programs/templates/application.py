"""An ASGI application that says ok."""

from collections.abc import Awaitable, Callable, Mapping

Event = Mapping[str, object]


async def app(
    scope: Event, _receive: Callable[[], Awaitable[Event]], send: Callable[[Event], Awaitable[None]]
) -> None:
    """Answers every request alike."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
