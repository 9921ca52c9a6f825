"""A memory of the values used most recently, bounded by their weight."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Forgets the values that were not asked for longest, once all weigh more than `most`.

    Threads may share it.
    """

    def __init__(self, most: int, *, weight: Callable[[V], int]) -> None:
        self._most = most
        self._weight = weight
        self._values: OrderedDict[K, V] = OrderedDict()
        self._weighs = 0
        self._turn = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """The value remembered for the key."""
        with self._turn:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> V:
        """The value, remembered, or the one that another thread has put there meanwhile."""
        with self._turn:
            if (known := self._values.get(key)) is not None:
                return known
            self._values[key] = value
            self._weighs += self._weight(value)
            while self._weighs > self._most:
                _, oldest = self._values.popitem(last=False)
                self._weighs -= self._weight(oldest)
            return value
