"""Elements of DER, taken one after another from bytes that a stranger chose."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER = 0x01, 0x02, 0x03, 0x04, 0x06
SEQUENCE, SET, UTC_TIME, GENERALIZED_TIME = 0x30, 0x31, 0x17, 0x18
LONG_FORM = 0x80
"""Of a length: the octet says how many octets follow that hold it."""
MOST_LENGTH_OCTETS = 4
SEVERAL_OCTETS = 0x1F
"""Of a tag: its number follows."""
CONSTRUCTED = 0x20
"""Of a tag: elements are within."""
TAGS = frozenset(
    bytes([one])
    for one in (
        *range(1, 7),
        *range(0x0C, 0x1F),
        SEQUENCE,
        SET,
        *range(0x80, 0x89),
        *range(0xA0, 0xA9),
    )
)
"""Those that certificates have."""
ONE_OCTET, SEVERAL = b"\x81", (b"\x82\0", b"\x83\0", b"\x84\0")
"""How a length begins that takes more octets than it needs, if the first has less than 80 behind it."""
DEEPEST = 16
"""Levels within one another that are looked at: honest certificates have a dozen."""
LONGEST_KNOWN = 16
LONGEST_ARC = 64
"""Octets of one number of an object identifier; those of honest ones fit into five."""


class NotDer(ValueError):  # noqa: N818 - the name says what is wrong
    """The bytes are not the element that stands there by the standard."""


class Element(NamedTuple):
    """One element."""

    tag: int
    """The identifier octet, with class and form."""
    content: bytes
    whole: bytes
    """With tag and length, as it stood."""


new = tuple.__new__
"""What makes an element is called for each of a hundred in a certificate."""


class Fields:
    """The elements within some bytes, each read once and in order.

    Lengths need not be written as short as they can be: who reads BER reads these certificates.
    """

    def __init__(self, within: bytes) -> None:
        self._within = within
        self._size = len(within)
        self._at = 0

    def remaining(self) -> bool:
        """Whether anything is left."""
        return self._at < self._size

    def any(self) -> Element:
        """The next element, whatever it is."""
        begin, within, whole = self._at, self._within, self._size
        if whole < begin + 2:
            raise NotDer("an element is missing or cut off")
        tag, size, start = within[begin], within[begin + 1], begin + 2
        if tag & SEVERAL_OCTETS == SEVERAL_OCTETS:
            raise NotDer("a tag has several octets")
        if size & LONG_FORM:
            octets = size & ~LONG_FORM
            if not 1 <= octets <= MOST_LENGTH_OCTETS:
                raise NotDer("a length is indefinite or too long")
            size = int.from_bytes(within[start : start + octets])
            start += octets
        end = start + size
        if end > whole:
            raise NotDer("an element is longer than what it is part of")
        self._at = end
        return new(Element, (tag, within[start:end], within[begin:end]))

    def one(self, tag: int) -> Element:
        """The next element, which must be of this kind."""
        found = self.any()
        if found.tag != tag:
            raise NotDer(f"an element is of kind {found.tag:02x}, not {tag:02x}")
        return found

    def optional(self, tag: int) -> Element | None:
        """The next element if it is of this kind."""
        is_next = self._at < self._size and self._within[self._at] == tag
        return self.any() if is_next else None

    def finish(self) -> None:
        """Nothing may be left."""
        if self._at < self._size:
            raise NotDer("something follows that has no place")


def fields_of(encoded: bytes, tag: int = SEQUENCE) -> Fields:
    """The fields of the one element that the bytes are."""
    around = Fields(encoded)
    only = around.one(tag)
    around.finish()
    return Fields(only.content)


def elements(within: bytes) -> Iterator[Element]:
    """Every element within some bytes."""
    fields = Fields(within)
    while fields.remaining():
        yield fields.any()


def is_overlong(encoded: bytes) -> bool:
    """Whether an element within it has a length in more octets than that takes.

    What looks like one may be chance, as in keys: only then is every element looked at.
    """
    may_be = any(one in encoded for one in SEVERAL) or any(
        after[:1] < b"\x80" and before[-1:] in TAGS
        for before, after in pairwise(encoded.split(ONE_OCTET))
    )
    return may_be and has_overlong(encoded)


def has_overlong(within: bytes) -> bool:
    """Whether an element is, at any level that is looked at; the octets of an extension are opened, and none in those."""
    level = [(within, True)]
    for _ in range(DEEPEST):
        below = list[tuple[bytes, bool]]()
        for content, opens_octets in level:
            for one in whole_elements(content):
                if len(one.whole) - len(one.content) > shortest_head(len(one.content)):
                    return True
                if one.tag & CONSTRUCTED:
                    below.append((one.content, opens_octets))
                elif opens_octets and one.tag == OCTET_STRING:
                    below.append((one.content, False))
        level = below
    return False


def whole_elements(within: bytes) -> tuple[Element, ...]:
    """The elements that the bytes are; none where they are anything else."""
    try:
        return tuple(elements(within))
    except NotDer:
        return ()


def shortest_head(size: int) -> int:
    """How many octets stand before a content of this size."""
    return 2 if size < LONG_FORM else 2 + (size.bit_length() + 7) // 8


def integer(content: bytes) -> int:
    """The number that an INTEGER holds."""
    if not content:
        raise NotDer("an integer has no octets")
    return int.from_bytes(content, signed=True)


def boolean(content: bytes) -> bool:
    """What a BOOLEAN says."""
    if len(content) != 1:
        raise NotDer("a truth value is not one octet")
    return content != b"\0"


def bits(content: bytes) -> bytes:
    """The octets of a BIT STRING, its unused bits being 0."""
    unused = content[0] if content else 8
    if unused > 7 or (unused and len(content) == 1):
        raise NotDer("a bit string has more unused bits than bits")
    octets = content[1:]
    return octets[:-1] + bytes([octets[-1] & 0xFF << unused & 0xFF]) if unused else octets


def object_identifier(content: bytes) -> str:
    """An OBJECT IDENTIFIER in dotted form."""
    return well_known(content) if len(content) <= LONGEST_KNOWN else dotted(content)


@lru_cache(maxsize=256)
def well_known(content: bytes) -> str:
    """The same for one that is short, as nearly all are that certificates have a dozen times each."""
    return dotted(content)


def dotted(content: bytes) -> str:
    """The same, put together octet by octet."""
    if not content or content[-1] & LONG_FORM:
        raise NotDer("an object identifier is cut off")
    numbers, number, octets = list[int](), 0, 0
    for octet in content:
        if octet == LONG_FORM and not octets:
            raise NotDer("an object identifier has a number with padding")
        number, octets = number << 7 | octet & ~LONG_FORM, octets + 1
        if octets > LONGEST_ARC:
            raise NotDer("an object identifier has a number that is too long")
        if not octet & LONG_FORM:
            numbers.append(number)
            number = octets = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
