"""The extensions of a hello: their bodies, by type."""

from exporter.tls.cursor import Cursor, MalformedBytes


def read_extensions(message: Cursor) -> dict[int, bytes]:
    """What ends a hello, unknown types included; before TLS 1.2 the whole block is often missing."""
    if not message.remaining():
        return {}
    block = message.block(2)
    message.finish()
    return listed_extensions(block)


def listed_extensions(block: Cursor) -> dict[int, bytes]:
    """All that a block holds."""
    extensions: dict[int, bytes] = {}
    while block.remaining():
        kind, body = block.uint(2), block.opaque(2)
        if kind in extensions:
            raise MalformedBytes(f"extension {kind} comes twice")
        extensions[kind] = body
    return extensions
