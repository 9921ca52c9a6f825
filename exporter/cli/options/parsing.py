"""A parser that refuses what it does not know with what was meant."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from exporter.config.wording import nearest

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name
"""Where a command adds its own."""


class SuggestingParser(argparse.ArgumentParser):
    """Says "did you mean" of options, commands and choices; its subparsers do the same."""

    def parse_known_args(  # type: ignore[override]  # the overloads of typeshed, of which we use one
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """An unknown option is refused by the command whose options it is nearest to."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self.meant(unknown[0])}")
        return known, unknown

    def meant(self, argument: str) -> str:
        """The option that `argument` looks like, as the end of a sentence."""
        return meant(argument.partition("=")[0], self._option_string_actions)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """A command, or a word to choose, that is none is refused with the one that it is nearest to."""
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message += meant(str(value), map(str, action.choices or ()))
            raise


def meant(word: str, words: Iterable[str]) -> str:
    """The one that `word` looks like, as the end of a sentence."""
    near = nearest(word, words)
    return f" (did you mean {near}?)" if near else ""
