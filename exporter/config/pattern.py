"""Regular expressions in RE2's syntax, as Prometheus has them: they match in time that grows with the text."""

from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol

from exporter.config.wording import shown

CACHED = 1024


class Match(Protocol):
    """How an expression matched."""

    def group(self, name: int | str) -> str | None:
        """What a group stands for; None where it took no part."""
        ...


class Pattern(Protocol):
    """An expression that is ready for use."""

    groups: int
    groupindex: dict[str, int]

    def search(self, text: str) -> Match | None:
        """Its first match."""
        ...


@lru_cache(maxsize=CACHED)
def whole(expression: str) -> Pattern:
    """What matches a text from its begin to its end; a ValueError tells what is wrong."""
    re2: Any = import_module("re2")  # few configurations have any
    options = re2.Options()
    options.log_errors = False
    anchored = f"^(?s:{expression})$"
    try:
        pattern: Pattern = re2.compile(anchored, options)
    except re2.error as error:
        fault = error.args[0].decode(errors="replace").replace(anchored, expression)
        raise ValueError(
            f"{shown(expression)} is no expression of RE2: {fault}; correct it"
        ) from None
    return pattern


def expression(text: str) -> str:
    """A regular expression that RE2 takes."""
    whole(text)
    return text
