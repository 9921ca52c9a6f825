"""The blocks of a file that holds neither certificate nor key of a site, and whether they are sound."""

import binascii
from collections.abc import Iterator

from exporter.probing.files.contents import decoded, pem_blocks
from exporter.webserver.directive import Block
from exporter.webserver.needs.files import PARAMETERS, REVOCATIONS

SEQUENCE, LONG = 0x30, 0x80
"""The first byte of a SEQUENCE in DER, and the bit of a length that takes bytes of its own (X.690, 8.1.3)."""


def blocks(data: bytearray) -> tuple[Block, ...]:
    """Those of the bytes of a file, which are blotted out."""
    try:
        return tuple(found(data))
    finally:
        data[:] = bytes(len(data))


def found(data: bytearray) -> Iterator[Block]:
    """Each with its number; what is said of others than certificates, lists and parameters is that they are there."""
    for number, one in enumerate(pem_blocks(data), start=1):
        label = one.label.decode()
        is_sound = True
        if label in PARAMETERS.labels | REVOCATIONS.labels:
            try:
                is_sound = is_whole(decoded(data, one))
            except binascii.Error:
                is_sound = False
        yield Block(number=number, label=label, is_sound=is_sound)


def is_whole(der: bytes) -> bool:
    """Whether it is one SEQUENCE from the first byte to the last."""
    if len(der) < 2 or der[0] != SEQUENCE:
        return False
    size = der[1] - LONG if der[1] > LONG else 0
    length = int.from_bytes(der[2 : 2 + size]) if size else der[1]
    return len(der) == 2 + size + length
