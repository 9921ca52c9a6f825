"""A request for "/" as a browser asks, without what tells one from another."""

from exporter.probing.door import Door

HTTPS = 443


def request(method: str, door: Door) -> bytes:
    """The request (RFC 9110), after whose answer the server ends the connection."""
    text = (
        f"{method} / HTTP/1.1\r\nHost: {host(door)}\r\nUser-Agent: tls-exporter\r\nAccept: */*\r\n"
        "Connection: close\r\n\r\n"
    )
    return text.encode("ascii")


def host(door: Door) -> str:
    """The name, with the port where that is not the usual one (RFC 9110, section 7.2)."""
    name = f"[{door.server_name}]" if ":" in door.server_name else door.server_name
    return name if door.endpoint.port == HTTPS else f"{name}:{door.endpoint.port}"
