"""How data files of the package become values of classes; an error names the file and the key."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TypeVar

from pydantic import BeforeValidator, ConfigDict, ValidationError

Word = TypeVar("Word", bound=Enum)
STRICT = ConfigDict(extra="forbid")
"""Of all classes that files are read into: a key that nobody knows is a mistake."""


def by_name(words: type[Word]) -> BeforeValidator:
    """Reads a word of a closed list by its name, where its value is a number or a phrase."""

    def read(word: object) -> object:
        if isinstance(word, words) or not isinstance(word, str):
            return word
        if word not in words.__members__:
            raise ValueError(f"`{word}` is not known")
        return words[word]

    return BeforeValidator(read)


@contextmanager
def within(place: str) -> Iterator[None]:
    """Names the place of what is wrong."""
    try:
        yield
    except ValidationError as error:
        raise ValueError(f"{place}: {'; '.join(faults(error))}") from error
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error


def faults(error: ValidationError) -> Iterator[str]:
    """Each key with what is wrong there."""
    for one in error.errors(include_url=False):
        key, why = ".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, ")
        written = f", not {one['input']!r}" if why.startswith("Input should") else ""
        yield ": ".join(filter(None, (key, f"{why}{written}")))
