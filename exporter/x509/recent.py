"""A bounded memory of the values used most recently."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Forgets the value that was not asked for longest, once there are more than `capacity`."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._values: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """The value remembered for the key."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def forget_oldest(self, is_over: Callable[[V], bool]) -> None:
        """Forget values from the one not asked for longest up to the first that is not over."""
        while self._values and is_over(next(iter(self._values.values()))):
            self._values.popitem(last=False)

    def put(self, key: K, value: V) -> V:
        """Remember the value, and return it."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._capacity:
            self._values.popitem(last=False)
        return value
