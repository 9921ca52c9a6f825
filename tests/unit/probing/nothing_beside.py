"""A resolver of whose names nothing is known but the addresses."""

from dns.name import Name

from exporter.probing.beside import RecordsBeside


async def unknown(_name: Name) -> None:
    """Never known."""


def nothing_beside() -> RecordsBeside:
    """Of nobody."""
    return RecordsBeside(unknown, unknown, lambda: 0.0)
