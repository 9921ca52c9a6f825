"""Answers of name servers are weighed before they are read: to read some of them takes seconds."""

from typing import Any

from dns.asyncbackend import (  # type: ignore[attr-defined]  # documented as exported, but not marked so
    Backend,
    DatagramSocket,
    Socket,
    StreamSocket,
    get_backend,
)
from dns.asyncresolver import Resolver
from dns.exception import FormError
from dns.rdatatype import AAAA, CAA, DNSKEY, DS, NULL, OPT, TXT, A

HEADER = 12
LARGEST = 16 * 1024
"""Bytes: a thousand addresses."""
HEAVIEST = 100_000
"""The squares of how many labels each name has, as dnspython takes it apart and together label by label."""
FEW = 8
"""Records that are light whatever their names."""
MOST_LABELS = 127
POINTER = 0xC0
"""The two bits with which a name goes on elsewhere (RFC 1035, section 4.1.4)."""
WITHOUT_NAMES = frozenset({A, AAAA, TXT, CAA, DS, DNSKEY, NULL, OPT})
"""Kinds of records; of all others a name may be anywhere."""


class LightResolver(Resolver):
    """Reads no answer that would hold up everything else."""

    async def resolve(self, *question: Any, **options: Any) -> Any:
        """What dnspython's resolver says."""
        return await super().resolve(*question, **{**options, "backend": LIGHT_ANSWERS})


class LightAnswers(Backend):
    """Sockets for dnspython that raise FormError in place of an answer that is too heavy; all else is asyncio's."""

    def __init__(self) -> None:
        self._usual: Any = get_backend("asyncio")

    def name(self) -> str:
        """Whose event loop it is."""
        return str(self._usual.name())

    async def make_socket(self, *place: Any, **options: Any) -> Socket:
        """A socket that is watched."""
        made = await self._usual.make_socket(*place, **options)
        return WatchedStream(made) if isinstance(made, StreamSocket) else WatchedDatagrams(made)

    def datagram_connection_required(self) -> bool:
        """Whether datagrams need to be connected first."""
        return bool(self._usual.datagram_connection_required())

    async def sleep(self, interval: float) -> None:
        """The pause before a server is asked again."""
        await self._usual.sleep(interval)

    def get_transport_class(self) -> Any:
        """What clients of HTTP connect by."""
        return self._usual.get_transport_class()

    async def wait_for(self, awaitable: Any, patience: float | None) -> Any:
        """What comes within so many seconds."""
        return await self._usual.wait_for(awaitable, patience)


LIGHT_ANSWERS = LightAnswers()


class Watched(Socket):
    """What both kinds of sockets hand on."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner.family, inner.type)
        self._inner = inner

    async def close(self) -> None:
        """Closes the socket."""
        await self._inner.close()

    async def getpeername(self) -> Any:
        """Whom it is connected to."""
        return await self._inner.getpeername()

    async def getsockname(self) -> Any:
        """Its own address."""
        return await self._inner.getsockname()

    async def getpeercert(self, patience: float | None) -> Any:
        """The certificate of a server that is asked over TLS."""
        return await self._inner.getpeercert(patience)


class WatchedDatagrams(Watched, DatagramSocket):
    """Each datagram is a message."""

    async def sendto(self, what: bytes, destination: Any, patience: float | None) -> Any:
        """Sends one."""
        return await self._inner.sendto(what, destination, patience)

    async def recvfrom(self, size: int, patience: float | None) -> Any:
        """The next one, unless it is too heavy."""
        message, sender = await self._inner.recvfrom(size, patience)
        refuse_heavy(message)
        return message, sender


class WatchedStream(Watched, StreamSocket):
    """Messages follow their length, in two bytes (RFC 7766, section 8)."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self._heard = b""

    async def sendall(self, what: bytes, patience: float | None) -> Any:
        """Sends all of it."""
        return await self._inner.sendall(what, patience)

    async def recv(self, size: int, patience: float | None) -> Any:
        """The next bytes, unless they end a message that is too heavy, or are of one that is too large."""
        piece = await self._inner.recv(size, patience)
        self._heard += piece
        length = int.from_bytes(self._heard[:2])
        refuse_large(length)
        message = self._heard[2:]
        if len(message) >= length > 0:
            refuse_heavy(message[:length])
            self._heard = message[length:]
        return piece


def refuse_large(length: int) -> None:
    """Raises FormError where a message is larger than any that is of use."""
    if length > LARGEST:
        raise FormError(f"an answer of {length:,} bytes, which is not read: at most {LARGEST:,}")


def refuse_heavy(message: bytes) -> None:
    """Raises FormError where it would take long to read a message."""
    refuse_large(len(message))
    if sum(counts(message)) < FEW or weight(message) <= HEAVIEST:
        return
    raise FormError("an answer of many long names, which takes too long to read")


def counts(message: bytes) -> tuple[int, ...]:
    """How many questions there are, and records of each section."""
    return tuple(int.from_bytes(message[at : at + 2]) for at in range(4, HEADER, 2))


def weight(message: bytes) -> int:
    """The squares of how many labels its names have, in all; what cannot be read ends the count, as it ends the reading."""
    labels = labels_from(message)
    questions, *sections = counts(message)
    at, weighed = HEADER, 0
    for number in range(questions + sum(sections)):
        end = end_of_name(message, at)
        if end >= len(message) or weighed > HEAVIEST:
            break
        weighed += labels[at] ** 2
        if number < questions:
            at = end + 4
            continue
        kind, content = int.from_bytes(message[end : end + 2]), end + 10
        at = content + int.from_bytes(message[end + 8 : content])
        if kind not in WITHOUT_NAMES:
            weighed += 2 * max(labels[content:at], default=0) ** 2
    return weighed


def end_of_name(message: bytes, at: int) -> int:
    """Where a name is over that begins here."""
    while at < len(message):
        first = message[at]
        if first >= POINTER:
            return at + 2
        at += 1 + first
        if first == 0:
            break
    return at


def labels_from(message: bytes) -> list[int]:
    """How many labels a name has that begins at each place; never more than one more than a name can have."""
    alone, leads_to = runs_of_labels(message)
    labels: list[int] = []
    for at, (own, target) in enumerate(zip(alone, leads_to, strict=True)):
        # A pointer leads to a place before the name; any other is an error.
        behind = labels[target] if 0 <= target < at else 0
        labels.append(min(own + behind, MOST_LABELS + 1))
    return labels


def runs_of_labels(message: bytes) -> tuple[list[int], list[int]]:
    """How many labels follow from each place on, and where a pointer behind them leads; -1 where there is none."""
    size = len(message)
    alone, leads_to = [0] * size, [-1] * size
    for at in range(size - 1, HEADER - 1, -1):
        first = message[at]
        if first >= POINTER:
            leads_to[at] = int.from_bytes(message[at : at + 2]) & 0x3FFF
        elif 0 < first < 64 and at + 1 + first < size:
            alone[at] = alone[at + 1 + first] + 1
            leads_to[at] = leads_to[at + 1 + first]
    return alone, leads_to
