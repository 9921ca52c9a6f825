"""Errors of the exporter's own in judging a step: each costs what it was met in, and nothing else."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from exporter.model.place import Place

T = TypeVar("T")
Tell: TypeAlias = Callable[[Place | None, Exception], None]
"""Is told where one was met, and the exception; None is the target as a whole."""
A_SOUND_JUDGEMENT = "a judgement without an error of the exporter's own"


class OwnErrors:
    """Where one step met them."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.places: list[Place | None] = []

    def caught(self, place: Place | None, judge: Callable[[], T], otherwise: T) -> T:
        """What a part of the guide says of a place, or else what stands for that."""
        try:
            return judge()
        except Exception as error:  # noqa: BLE001 - the place becomes one that is not established
            self.met(place, error)
            return otherwise

    def met(self, place: Place | None, error: Exception) -> None:
        """One was met there, and has been caught."""
        self._tell(place, error)
        self.places.append(place)
