"""Text compressed while it is made, by Intel's ISA-L where that is installed."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol
from zlib import DEFLATED

FASTEST = 1
"""Of the levels: 2.1 times as fast as zlib's default one, and a third more bytes."""
GZIP = 31
"""What zlib calls "wbits" says the format, too."""
ENOUGH = 1 << 16
"""Bytes that are worth being sent."""


class Compressor(Protocol):
    """What `compressobj` gives in both libraries."""

    def compress(self, data: bytes, /) -> bytes:
        """What is known of the compressed text so far, beyond what was given before."""
        ...

    def flush(self) -> bytes:
        """The rest."""
        ...


def compressor() -> Compressor:
    """The quickest there is."""
    library = import_module("isal.isal_zlib" if find_spec("isal") else "zlib")
    made: Compressor = library.compressobj(FASTEST, DEFLATED, GZIP)
    return made


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in the format gzip, in fewer and smaller pieces."""
    coder, ready = compressor(), bytearray()
    for piece in pieces:
        ready += coder.compress(piece)
        if len(ready) >= ENOUGH:
            yield bytes(ready)
            ready.clear()
    yield bytes(ready + coder.flush())
