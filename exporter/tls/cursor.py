"""A bounded reader: what is read of a block cannot come from beyond its end."""


class MalformedBytes(ValueError):  # noqa: N818 - reads as what it says of the bytes
    """The bytes are not what the format says."""


class Cursor:
    """Reads bytes front to back; every shortfall is Malformed."""

    __slots__ = ("_data", "_end", "_position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0
        self._end = len(data)

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        start, end = self._position, self._position + length
        if end > self._end:
            raise MalformedBytes(f"{length} bytes expected, {self.remaining()} left")
        self._position = end
        return self._data[start:end]

    def uint(self, width: int) -> int:
        """The next `width` bytes as an unsigned number, in network order."""
        return int.from_bytes(self.take(width))

    def opaque(self, width: int) -> bytes:
        """The next block, whose length stands before it in `width` bytes."""
        return self.take(self.uint(width))

    def block(self, width: int) -> "Cursor":
        """A cursor over the next block."""
        return Cursor(self.opaque(width))

    def uints(self, width: int) -> tuple[int, ...]:
        """All that is left, as numbers of `width` bytes each."""
        numbers = []
        while self.remaining():
            numbers.append(self.uint(width))
        return tuple(numbers)

    def remaining(self) -> int:
        """How many bytes are left."""
        return self._end - self._position

    def rest(self) -> bytes:
        """All bytes that are left."""
        return self.take(self.remaining())

    def finish(self) -> None:
        """Nothing may be left."""
        if self.remaining():
            raise MalformedBytes(f"{self.remaining()} bytes too many")
