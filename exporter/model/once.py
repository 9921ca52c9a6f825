"""A property that is worked out when it is first asked for, and kept with its object."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Once(Generic[T]):
    """As `functools.cached_property`, without the lock that that takes before Python 3.12.

    Threads that ask at the same time may both work it out: what they come to is equal.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "Once[T]": ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object, owner: type) -> "T | Once[T]":
        """The value; the next time, the object has it itself."""
        if instance is None:
            return self
        found: T = self._work(instance)
        instance.__dict__[self._name] = found
        return found
