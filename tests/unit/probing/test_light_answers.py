"""An answer of a name server that takes long to read is not read."""

import struct

import pytest
from dns.exception import FormError
from dns.message import make_query, make_response
from dns.rdatatype import AAAA, CNAME, NS, SOA, A, RdataType

from exporter.probing.light_answers import (
    HEAVIEST,
    LightAnswers,
    WatchedDatagrams,
    WatchedStream,
    refuse_heavy,
    weight,
)

LONG_NAME = b"\1a" * 127 + b"\0"
FIRST = 29
"""Where the first answer to the question for www.example begins."""
TO_FIRST = struct.pack("!H", 0xC000 | FIRST)
TO_QUESTION = b"\xc0\x0c"


def message(kind: RdataType, contents: list[bytes], *, owner: bytes = TO_QUESTION) -> bytes:
    """An answer to www.example, the first record of which has its owner in full."""
    made = bytearray(make_response(make_query("www.example.", kind)).to_wire())
    for content in contents:
        owned = owner if len(made) == FIRST or owner == TO_QUESTION else TO_FIRST
        made += owned + struct.pack("!HHIH", kind, 1, 300, len(content)) + content
    made[6:8] = struct.pack("!H", len(contents))
    return bytes(made)


@pytest.mark.parametrize(
    ("kind", "content"),
    [(NS, TO_FIRST), (CNAME, TO_FIRST), (SOA, TO_FIRST * 2 + bytes(20)), (A, b"\xc0\0\2\1")],
)
def test_records_with_names_of_127_labels_are_not_read(kind: RdataType, content: bytes) -> None:
    """270 of them in four kilobytes took a second and a half."""
    with pytest.raises(FormError, match="long names"):
        refuse_heavy(message(kind, [content] * 100, owner=LONG_NAME))


def test_a_few_long_names_are_read() -> None:
    """A name may be as long as DNS allows."""
    refuse_heavy(message(CNAME, [TO_FIRST] * 3, owner=LONG_NAME))


@pytest.mark.parametrize("third", [0, 1, 15, 63, 192])
def test_a_thousand_addresses_are_read(third: int) -> None:
    """Whatever else their bytes could be read as."""
    addresses = [bytes([10, place >> 8, third, place & 0xFF]) for place in range(1000)]
    assert weight(message(A, addresses)) == 1001 * 2**2
    refuse_heavy(message(A, addresses))


def test_what_is_larger_than_any_that_is_of_use_is_not_read() -> None:
    """Four thousand addresses in 65 kilobytes took a tenth of a second and more."""
    with pytest.raises(FormError, match="16,384"):
        refuse_heavy(message(AAAA, [number.to_bytes(16) for number in range(2000)]))


@pytest.mark.parametrize("size", [0, 1, 11, 12, 40, 200])
def test_what_is_cut_short_is_left_to_who_reads_it(size: int) -> None:
    """Its weight is that of what is there."""
    whole = message(NS, [TO_FIRST] * 100, owner=LONG_NAME)
    refuse_heavy(whole[:size])
    assert weight(whole[:size].ljust(12, b"\0")) <= HEAVIEST


@pytest.mark.parametrize("watched", [LightAnswers, WatchedDatagrams, WatchedStream])
def test_all_that_dnspython_has_there_is_handed_on(watched: type) -> None:
    """What it only declares raises NotImplementedError, in a pause that few probes come to."""
    declared = {
        name
        for base in watched.__mro__
        if base.__module__.startswith("dns.")
        for name in vars(base)
    }
    own = {
        name
        for base in watched.__mro__
        if base.__module__.startswith("exporter.")
        for name in vars(base)
    }
    assert {name for name in declared if not name.startswith("_")} <= own
