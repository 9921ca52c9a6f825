"""The bounded reader gives what is there, in order, and nothing beyond."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.tls.cursor import Cursor, MalformedBytes


def test_numbers_are_read_in_network_order() -> None:
    """The most significant byte comes first, whatever the width."""
    cursor = Cursor(b"\x01\x02\x03\x04\x05\x06")
    assert (cursor.uint(1), cursor.uint(2), cursor.uint(3)) == (0x01, 0x0203, 0x040506)
    cursor.finish()


def test_a_block_ends_where_its_length_says() -> None:
    """A block's cursor cannot read what follows the block; the outer cursor can."""
    outer = Cursor(b"\x00\x02abcd")
    inner = outer.block(2)
    assert inner.take(2) == b"ab"
    with pytest.raises(MalformedBytes, match="1 bytes expected, 0 left"):
        inner.uint(1)
    assert outer.rest() == b"cd"


def test_a_list_is_read_to_its_end() -> None:
    """Half a number at the end is malformed."""
    assert Cursor(b"").uints(2) == ()
    assert Cursor(b"\x00\x01\x02\x03").uints(2) == (0x0001, 0x0203)
    with pytest.raises(MalformedBytes, match="2 bytes expected, 1 left"):
        Cursor(b"\x00\x01\x02").uints(2)


def test_leftover_bytes_are_malformed() -> None:
    """A block with more in it than was read does not finish."""
    cursor = Cursor(b"ab")
    cursor.take(1)
    assert cursor.remaining() == 1
    with pytest.raises(MalformedBytes, match="1 bytes too many"):
        cursor.finish()


@pytest.mark.parametrize(
    "read",
    [lambda cursor: cursor.take(4), lambda cursor: cursor.uint(4), lambda cursor: cursor.block(1)],
)
def test_a_shortfall_is_malformed(read: Callable[[Cursor], object]) -> None:
    """No read gives fewer bytes than asked for."""
    with pytest.raises(MalformedBytes):
        read(Cursor(b"\x03ab"))


def test_a_failed_read_takes_nothing() -> None:
    """What is left stays readable after a shortfall."""
    cursor = Cursor(b"ab")
    with pytest.raises(MalformedBytes):
        cursor.take(3)
    assert cursor.rest() == b"ab"


@given(parts=st.lists(st.binary(max_size=40), max_size=6))
def test_blocks_come_back_as_they_were_written(parts: list[bytes]) -> None:
    """Length-prefixed parts are read back one by one, and use everything up."""
    cursor = Cursor(b"".join(len(part).to_bytes(1) + part for part in parts))
    assert [cursor.block(1).rest() for _ in parts] == parts
    cursor.finish()
