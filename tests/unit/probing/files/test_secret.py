"""Base64 of keys, decoded into bytes that can be blotted out."""

import base64
import binascii
from random import Random

import pytest

from exporter.probing.files.secret import from_base64


@pytest.mark.parametrize("length", range(100))
def test_it_is_decoded_whatever_the_length(length: int) -> None:
    """With lines of any length, ended in any way."""
    data = Random(length).randbytes(length)  # noqa: S311 - chance, not secrecy
    written = base64.b64encode(data)
    parted = b"\r\n".join(written[at : at + 7] for at in range(0, len(written), 7)) + b" \n"
    assert from_base64(memoryview(parted)) == data


@pytest.mark.parametrize(
    "written", [b"A", b"AAA", b"AA=", b"A===", b"AA==AAAA", b"AA-A", b"A\x00AA", b"===="]
)
def test_what_is_no_base64_is_refused(written: bytes) -> None:
    """As binascii does where it is strict."""
    with pytest.raises(binascii.Error):
        binascii.a2b_base64(written, strict_mode=True)
    with pytest.raises(binascii.Error):
        from_base64(memoryview(written))
