"""A bounded reader: what is read of a block cannot come from beyond its end."""


class Malformed(ValueError):  # noqa: N818 - reads as what it says of the bytes
    """The bytes are not what the format says."""


class Cursor:
    """Reads bytes front to back; every shortfall is Malformed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        if length > self.remaining():
            raise Malformed(f"{length} bytes expected, {self.remaining()} left")
        start = self._position
        self._position += length
        return self._data[start : self._position]

    def uint(self, width: int) -> int:
        """The next `width` bytes as an unsigned number, in network order."""
        return int.from_bytes(self.take(width))

    def block(self, width: int) -> "Cursor":
        """A cursor over the next block, whose length stands before it in `width` bytes."""
        return Cursor(self.take(self.uint(width)))

    def uints(self, width: int) -> tuple[int, ...]:
        """All that is left, as numbers of `width` bytes each."""
        numbers = []
        while self.remaining():
            numbers.append(self.uint(width))
        return tuple(numbers)

    def remaining(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._position

    def rest(self) -> bytes:
        """All bytes that are left."""
        return self.take(self.remaining())

    def finish(self) -> None:
        """Nothing may be left."""
        if self.remaining():
            raise Malformed(f"{self.remaining()} bytes too many")
