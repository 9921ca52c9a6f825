"""Broken replies for everything that reads what a server sends to a scan.

Run it with `python -m tests.fuzz.replies`. It breaks whole replies, and makes up others, and gives
them to each decoder at once and to each reader in pieces. Nothing but a reply or Malformed may
come of them, and the pieces may not matter; anything else ends the program with status 1 and says
with which input. The same seed makes the same inputs; `--seconds` and `--seed` are optional.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeAlias, get_args

from exporter.tls import server_hello, sslv2
from exporter.tls.cursor import MalformedBytes
from exporter.tls.reply_reader import Reader, ReplyReader, Sslv2ReplyReader
from exporter.tls.scan.exchange import exchange
from exporter.tls.scan.hellos import mixed_hello
from exporter.tls.scan.question import Question
from exporter.tls.server_key_exchange import named_group, prime_bits
from exporter.tls.server_reply import Reply
from exporter.tls.sslv2 import Sslv2Hello
from tests.fuzz.command import Wrong, command

Decoder: TypeAlias = Callable[[bytes], object]
Mutation: TypeAlias = Callable[[bytearray, Random], None]
DECODERS: tuple[Decoder, ...] = (server_hello.decode, sslv2.decode, named_group, prime_bits)
READERS: tuple[Callable[[], Reader], ...] = (ReplyReader, Sslv2ReplyReader)
QUESTIONS: tuple[Question, ...] = (mixed_hello(), Sslv2Hello())
LENGTHS = (b"\x00", b"\xff", b"\x7f\xff", b"\x80\x00", b"\xff\xff", b"\x00\x00")
MOST_PIECES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many inputs there were, and how many of them were still a choice that counts."""

    inputs: int
    replies: int


def block(width: int, data: bytes) -> bytes:
    """The data with its length before it in `width` bytes."""
    return len(data).to_bytes(width) + data


def record(kind: int, body: bytes) -> bytes:
    """A TLS record."""
    return bytes([kind]) + b"\x03\x03" + block(2, body)


def hello(suite: int, extensions: bytes = b"") -> bytes:
    """A ServerHello message."""
    fixed = b"\x03\x03" + bytes(range(32)) + b"\x04abcd" + suite.to_bytes(2) + b"\x00"
    return b"\x02" + block(3, fixed + block(2, extensions))


CURVE = b"\x03\x00\x1d" + block(1, bytes(32)) + b"\x08\x04" + block(2, b"signature")
PRIME = block(2, b"\x00\xff" + bytes(127)) + block(2, b"\x02") + block(2, b"\x05")
CERTIFICATE = b"\x0b" + block(3, block(3, block(3, bytes(300))))
TLS1_3 = b"\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02\x00\x1d"
SSLV2 = b"\x04\x00\x01\x00\x02\x00\x02\x00\x06\x00\x10ce" + bytes(range(6)) + bytes(16)
WHOLE: tuple[bytes, ...] = (
    record(22, hello(0x002F)),
    record(22, hello(0x1301, TLS1_3)),
    record(22, hello(0xC02F)) + record(22, CERTIFICATE + b"\x0c" + block(3, CURVE)),
    record(22, hello(0x009E) + CERTIFICATE + b"\x0c" + block(3, PRIME) + b"\x0e\x00\x00\x00"),
    record(21, b"\x01\x70") + record(21, b"\x02\x28"),
    (0x8000 | len(SSLV2)).to_bytes(2) + SSLV2,
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    hello(0x1301, TLS1_3)[4:],
    SSLV2,
    CURVE,
    PRIME,
)


def flip(data: bytearray, random: Random) -> None:
    """Other bytes in a few places."""
    for _ in range(random.randint(1, 4)):
        data[random.randrange(len(data))] = random.randrange(256)


def cut(data: bytearray, random: Random) -> None:
    """Without a part."""
    start = random.randrange(len(data))
    del data[start : start + random.randint(1, 20)]


def end(data: bytearray, random: Random) -> None:
    """Without the rest."""
    del data[random.randrange(len(data)) :]


def insert(data: bytearray, random: Random) -> None:
    """With something more in the middle."""
    place = random.randrange(len(data) + 1)
    data[place:place] = random.randbytes(random.randint(1, 20))


def repeat(data: bytearray, random: Random) -> None:
    """With a part many times."""
    start = random.randrange(len(data))
    part = data[start : start + random.randint(1, 60)]
    data[start:start] = part * random.choice((1, 2, 50, 2000))


def lie(data: bytearray, random: Random) -> None:
    """With an extreme number where a length may be."""
    number, place = random.choice(LENGTHS), random.randrange(len(data))
    data[place : place + len(number)] = number


def join(data: bytearray, random: Random) -> None:
    """With another reply behind it."""
    data += random.choice(WHOLE)


MUTATIONS: tuple[Mutation, ...] = (flip, cut, end, insert, repeat, lie, join)


def made_up(random: Random) -> bytes:
    """An input: mostly a whole reply that was broken."""
    if random.random() < 0.1:
        return random.randbytes(random.randint(0, 400))
    data = bytearray(random.choice(WHOLE))
    for mutation in random.choices(MUTATIONS, k=random.randint(0, 4)):
        if data:
            mutation(data, random)
    return bytes(data)


def pieces(data: bytes, random: Random) -> Iterator[bytes]:
    """The data in pieces."""
    places = sorted(random.randint(0, len(data)) for _ in range(random.randint(0, MOST_PIECES)))
    for start, stop in zip((0, *places), (*places, len(data)), strict=True):
        yield data[start:stop]


def read(new_reader: Callable[[], Reader], chunks: Iterator[bytes]) -> Reply:
    """What a reader makes of the chunks, and of the end after them."""
    reader = new_reader()
    for chunk in chunks:
        reply = reader.feed(chunk)
        if reply is not None:
            return reply
    early, reply = reader.so_far(), reader.closed()
    if early not in {None, reply}:
        raise Wrong(f"{early} so far, and then {reply}")
    return reply


def check(data: bytes, random: Random, decoders: tuple[Decoder, ...] = DECODERS) -> bool:
    """Gives the input to everyone; whether a reader took it for a reply in good order."""
    for decode in decoders:
        try:
            decode(data)
        except MalformedBytes:
            continue
    is_reply = False
    for new_reader, question in zip(READERS, QUESTIONS, strict=True):
        whole, parted = read(new_reader, iter((data,))), read(new_reader, pieces(data, random))
        if whole != parted or not isinstance(whole, get_args(Reply)):
            raise Wrong(f"{whole} at once, {parted} in pieces")
        is_reply |= exchange(question, whole).worked
    return is_reply


def fuzz(
    *, seed: int, is_over: Callable[[int], bool], decoders: tuple[Decoder, ...] = DECODERS
) -> Tally:
    """Checks inputs until it is over; raises Wrong at the first that goes wrong."""
    inputs = replies = 0
    while not is_over(inputs):
        random = Random(f"{seed}/{inputs}")  # noqa: S311 - nothing secret
        data = made_up(random)
        try:
            replies += check(data, random, decoders)
        except Exception as fault:
            raise Wrong(f"input {inputs} of seed {seed}, {data.hex()}: {fault!r}") from fault
        inputs += 1
    return Tally(inputs=inputs, replies=replies)


def told(seed: int, is_over: Callable[[int], bool]) -> str:
    """What came of fuzzing, in a line."""
    tally = fuzz(seed=seed, is_over=is_over)
    return f"{tally.inputs} inputs, {tally.replies} still good replies"


if __name__ == "__main__":
    sys.exit(command(__doc__.splitlines()[0], told))
