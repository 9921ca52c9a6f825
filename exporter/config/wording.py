"""How messages speak of a value: on one line, short, by its YAML kind."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 60
MOST_WORDS = 50


def shown(text: str) -> str:
    """A text as a message can hold it: short, and quoted where it could not be seen."""
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return short if short and short.isprintable() and short == short.strip() else repr(short)


def found(value: object) -> str:
    """A value that is of the wrong kind, named by its kind."""
    match value:
        case None:
            return "nothing"
        case bool():
            return plain(value)
        case int() | float():
            return f"the number {plain(value)}"
        case str():
            return f"the text {shown(value)}"
        case list():
            return "a list"
    return "a mapping"


def plain(value: float) -> str:
    """A number or a truth value as YAML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def misplaced(value: object, wanted: str) -> str:
    """The message for a value of the wrong kind where `wanted` belongs."""
    return f"found {found(value)}; write {wanted}"


def alternatives(words: tuple[str, ...]) -> str:
    """Words to choose from: "a, b or c"."""
    if len(words) > MOST_WORDS:
        words = (*words[:MOST_WORDS], f"another of the {len(words):,}")
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def nearest(word: str, words: Iterable[str]) -> str | None:
    """What was meant by a slip of the pen; a text that no word is nearly as long as is none."""
    return next(iter(get_close_matches(word, words, n=1)), None) if len(word) <= LONGEST else None
